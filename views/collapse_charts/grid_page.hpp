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

/// The largest distance of a cosine from -1/(C-1) over the training. O(epochs C^2).
double angleSpread(const CollapseRun& run, const CollapseLayer& layer);
/// Cosines of the means, and of the classifiers where there are some, coloured by their distance
/// from -1/(C-1): `spread` away the colours end. The diagonal is left out of them.
std::vector<chart::Grid> angleGrids(const CollapseRun& run, const CollapseEpoch& epoch,
                                    double spread);

/// A pair of classes and how far its cosine is from -1/(C-1).
struct FarPair {
    int a = 0;
    int b = 0;
    double distance = 0; ///< signed: positive for classes that are too close
};
/// The `most` pairs that are farthest from it, the farthest first; ties by their order.
std::vector<FarPair> farthestPairs(const MatrixD& cosines, std::size_t most);

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
