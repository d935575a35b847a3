// SPDX-License-Identifier: MIT
// The stops of the tour: what the window can do, one after the other, each in a state that is worth
// a picture. The guide's pictures and the measurement of the window's turns go the same way.
#pragma once

#include <QString>

#include <functional>
#include <vector>

namespace leafscope {

class MainWindow;
struct ViewState;

struct TourStop {
    QString name; ///< of the picture: "lasso"
    std::function<void(MainWindow&)> enter;
    /// Takes away what the picture needs and the rest of the tour does not; none: nothing to do.
    /// What can be undone is undone by leaveStop().
    std::function<void(MainWindow&)> leave = {};
};

/// Leaves the stop, and brings back `before`, the view state before it was entered.
void leaveStop(MainWindow& window, const TourStop& stop, const ViewState& before);

/// With a session open that has layout, dimension, data and model. The last stop closes it.
std::vector<TourStop> tourStops();

} // namespace leafscope
