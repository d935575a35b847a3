// SPDX-License-Identifier: MIT
// What Help shows: shortcuts, about, licences, and the facts for a report of a problem.
#pragma once

#include <QString>

class QWidget;

namespace leafscope {

class Actions;

/// Mouse gestures of the 3-D view, and every action that has a shortcut.
void showShortcuts(QWidget& window, const Actions& actions);
void showAbout(QWidget& window);
/// Ours, and those of the libraries.
void showLicences(QWidget& window);

/// Versions, drawing, threads, memory, screens: one fact a line.
QString diagnostics();

} // namespace leafscope
