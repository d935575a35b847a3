// SPDX-License-Identifier: MIT
// Saving as a person does it: into the session's folder, into a new one, or asked before something
// is lost.
#pragma once

#include <QString>

#include <functional>

namespace leafscope {

class MainWindow;

/// Into the folder of the session; asks for one if it has none, or if it is a sample that came
/// with the program.
void save(MainWindow& window);
/// Asks for a folder and saves there. `then` runs when it is on disk.
void askToSaveAs(MainWindow& window, const std::function<void()>& then = {});

/// Runs `go` at once if neither work runs nor anything is unsaved. Otherwise asks first: cancel
/// the work, save (then `go` when it is on disk) or lose it, or stay.
void leaveSession(MainWindow& window, const QString& title, const std::function<void()>& go);

} // namespace leafscope
