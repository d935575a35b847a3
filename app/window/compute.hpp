// SPDX-License-Identifier: MIT
// From an analysis of the registry to its dialog, and from the dialog to a task.
#pragma once

#include "core/session/analysis.hpp"

#include <QString>

namespace leafscope {

class MainWindow;
class Session;

/// Why the analysis cannot run on what is open ("Open a model first."), or "".
QString missingInput(const Analysis& analysis, const Session& session);

/// Opens the dialog of the analysis; Start runs it on what is open.
void askAndCompute(MainWindow& window, const Analysis& analysis);

} // namespace leafscope
