// SPDX-License-Identifier: MIT
// Placing labels so that they do not overlap; pure arithmetic.
#pragma once

#include "views/chart/scale.hpp"

#include <QRectF>

#include <cstddef>
#include <vector>

namespace leafscope::chart {

/// Centres of labels of extent `gap` that want to stand at `wanted`: moved as little as possible
/// (least squares) so that neighbours are at least `gap` apart and all lie in `within`. Order is
/// kept; answers stand in the order of `wanted`. If there is no room for all, they share it
/// equally. O(m log m).
std::vector<double> spread(const std::vector<double>& wanted, double gap, Range within);

/// Which of the labels, centred at `centres` (ascending) with these widths, can be drawn with `gap`
/// between them: every k-th for the smallest k that fits, always with label `keep` (none if out of
/// range).
std::vector<std::size_t> fitting(const std::vector<double>& centres,
                                 const std::vector<double>& widths, double gap,
                                 std::size_t keep = std::size_t(-1));

/// Where a card of this size goes beside a point: right of it, else left, else wherever it fits
/// best, always inside `bounds` if it is not larger than these.
QRectF cardPlace(QPointF point, QSizeF card, QRectF bounds, double distance);

} // namespace leafscope::chart
