// SPDX-License-Identifier: MIT
// Files that the window asks for, and what it copies and writes of a view.
#pragma once

#include <QString>

namespace leafscope {

class MainWindow;
class View;

/// Lets a person choose files (or one folder) and opens them.
void askToOpen(MainWindow& window, const QString& title, bool folder);
/// Lets a person choose a file name and writes what the view shows into it.
void askToExport(MainWindow& window, View& view);
/// Serves the view's context menu: copy as command, copy recipe, export.
void serveView(MainWindow& window, View& view);

} // namespace leafscope
