// SPDX-License-Identifier: MIT
// Files that the window asks for, and what it copies and writes of a view.
#pragma once

#include "core/session/recipe.hpp"

#include <QString>

namespace leafscope {

class MainWindow;
class View;
struct WalkTrack;

/// Lets a person choose files (or one folder) and opens them.
void askToOpen(MainWindow& window, const QString& title, bool folder);
/// Lets a person choose a file name and writes what the view shows into it.
void askToExport(MainWindow& window, View& view);
/// Lets a person choose a new folder and writes the walk into it, as `leaf walk` does.
void askToKeep(MainWindow& window, const WalkTrack& walk);
/// The same into this folder, as a task.
void keepWalk(MainWindow& window, const Recipe& recipe, const QString& folder);
/// Serves the view's context menu: copy as command, copy recipe, export.
void serveView(MainWindow& window, View& view);

} // namespace leafscope
