// SPDX-License-Identifier: MIT
// What mouse and keys do in the 3-D view, as data: the one source for the help page and the hints.
#pragma once

#include "views/session/sample_set.hpp"

#include <QKeySequence>
#include <QList>
#include <QString>
#include <Qt>

#include <vector>

namespace leafscope {

struct ViewGesture {
    QString what; ///< "Orbit"
    QString how;  ///< "left drag"
    /// Single keys among them that the view itself listens to, and shortcuts must not take.
    QList<QKeySequence> keys = {};
};

/// In the order in which a person learns them.
std::vector<ViewGesture> embeddingGestures();

/// How a click or a region combines with the selection: plain replaces, Shift adds, Ctrl toggles,
/// Alt subtracts, Shift+Alt intersects.
Combine combineFor(Qt::KeyboardModifiers modifiers);

} // namespace leafscope
