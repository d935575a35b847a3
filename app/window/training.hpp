// SPDX-License-Identifier: MIT
// Trainings in the window: started here, or running elsewhere, and followed by their collapse.
#pragma once

#include <QString>

namespace leafscope {

class MainWindow;
class ParameterDialog;

/// Trains as the dialog says, and shows the collapse of the network while it does.
void trainAndFollow(MainWindow& window, const ParameterDialog& dialog);

/// Shows the collapse of the training in this folder as its checkpoints appear.
void followTraining(MainWindow& window, const QString& folder);

/// The same, of a folder that the person chooses.
void askToFollow(MainWindow& window);

} // namespace leafscope
