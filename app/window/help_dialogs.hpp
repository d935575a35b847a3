// SPDX-License-Identifier: MIT
#pragma once

class QWidget;

namespace leafscope {

class Actions;

/// Mouse gestures of the 3-D view, and every action that has a shortcut.
void showShortcuts(QWidget& window, const Actions& actions);
void showAbout(QWidget& window);

} // namespace leafscope
