// SPDX-License-Identifier: MIT
// What a layout looks like on the screen: one scale for all layers.
//
// Layers differ in scale by orders of magnitude. For the picture alone each layer is centred on its
// bounding box and divided by its radius. Tables and labels keep the layout's numbers.
#pragma once

#include "core/layout/layout.hpp"

#include <Eigen/Core>

#include <array>
#include <vector>

namespace leafscope {

struct DisplayPoints {
    std::vector<Eigen::Vector3f> points;  ///< one per row, inside the unit ball
    std::array<double, 3> share{0, 0, 0}; ///< variance share of each axis, 0 if it has none
    int axes = 0;                         ///< axes with variance
    Index notFinite = 0;                  ///< rows with NaN or Inf, drawn at the centre
};

/// The points of one layer. n x 3 coordinates or fewer columns (missing ones are 0). O(n); any
/// thread.
DisplayPoints displayPoints(const LayerLayout& layer);

} // namespace leafscope
