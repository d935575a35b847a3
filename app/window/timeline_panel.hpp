// SPDX-License-Identifier: MIT
// The timeline's place in the window: the view wired to the work on series.
#pragma once

class QObject;
class QWidget;

namespace leafscope {

class Session;
class TimelineView;
class Workbench;

/// A timeline that has its frames computed by the workbench.
TimelineView* makeTimeline(Session& session, Workbench& workbench, QWidget* parent);

/// Space plays the timeline wherever the focus is, but where a control itself uses it (buttons,
/// lists, boxes) the control keeps it. Lives as long as `owner`.
void leaveSpaceToControls(QObject& owner);

} // namespace leafscope
