// SPDX-License-Identifier: MIT
// What mouse and keys do inside the 3-D view: the one list behind the legend, the help and the
// check that a new shortcut takes nothing away.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

#include <vector>

namespace leafscope {

struct Gesture {
    QString what;
    QString how;
    QList<QKeySequence> keys = {}; ///< single keys among them
};

std::vector<Gesture> gestures();

} // namespace leafscope
