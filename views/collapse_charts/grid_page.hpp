// SPDX-License-Identifier: MIT
// The matrices of neural collapse as values without a widget: the cosines between the classes at
// one moment, and a number over layers and epochs.
#pragma once

#include "core/collapse/collapse_run.hpp"
#include "views/chart/card.hpp"
#include "views/chart/grid.hpp"
#include "views/session/view_state.hpp"

#include <QByteArray>

#include <string>
#include <vector>

namespace leafscope::collapse {

/// From blue (t = 0) over the surface (t = 0.5) to orange (t = 1).
QColor diverging(double t);

/// Cosines of the means, and of the classifiers where there are some, coloured by their distance
/// from -1/(C-1) on one scale for the whole training. The diagonal is left out of the colours.
std::vector<chart::Grid> angleGrids(const CollapseRun& run, const CollapseLayer& layer,
                                    std::size_t epoch);
/// Value, distance from -1/(C-1) and angle of a pair. `classifiers`: of w_c, else of the means.
chart::Card angleCard(const CollapseRun& run, const CollapseEpoch& epoch, bool classifiers,
                      int cell);
/// Cosines, their distances from -1/(C-1) and angles in degrees: one line per pair of classes.
QByteArray angleTable(const CollapseRun& run, const CollapseEpoch& epoch);

/// With these two classes in the pose, or out of it if both are in. At most the four latest stay;
/// three make a span and four a face where there are more than four classes.
CollapseChoice withPair(CollapseChoice choice, Index classCount, int a, int b);

/// A number over layers (rows) and the epochs at which any of them was measured (columns).
struct DepthPage {
    const CollapseRun* run = nullptr;
    const CollapseMeasure* measure = nullptr;
    std::vector<int> epochs;
    chart::Grid grid;
};
DepthPage depthPage(const CollapseRun& run, const CollapseMeasure& measure);
chart::Card depthCard(const DepthPage& page, int cell);
/// layer,depth,epoch and the number.
QByteArray depthTable(const DepthPage& page);

} // namespace leafscope::collapse
