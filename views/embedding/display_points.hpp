// SPDX-License-Identifier: MIT
// What a layout looks like on the screen: one scale for all layers, mirrored consistently.
//
// Layers differ in scale by orders of magnitude and the sign of a principal axis is arbitrary. For
// the picture alone each layer is centred on its bounding box, divided by its radius, and its axes
// are mirrored so that they agree with the layer before. Tables and labels keep the layout's
// numbers.
#pragma once

#include "core/layout/layout.hpp"

#include <Eigen/Core>

#include <array>
#include <vector>

namespace leafscope {

struct DisplayPoints {
    std::vector<Eigen::Vector3f> points;  ///< one per row, inside the unit ball
    std::array<int, 3> sign{1, 1, 1};     ///< -1: the axis is drawn mirrored
    std::array<double, 3> share{0, 0, 0}; ///< variance share of each axis, 0 if it has none
    int axes = 0;                         ///< axes with variance
    Index notFinite = 0;                  ///< rows with NaN or Inf, drawn at the centre
};

/// Mirror signs of every layer, a chain from the first: an axis is mirrored if it correlates
/// negatively with the same axis of the layer before as drawn. Depends on the layout alone, never
/// on what was shown before, so that the window and the command line draw the same picture.
std::vector<std::array<int, 3>> alignedSigns(const Layout& layout);

/// The points of one layer. n x 3 coordinates or fewer columns (missing ones are 0). O(n).
DisplayPoints displayPoints(const LayerLayout& layer, const std::array<int, 3>& sign);

} // namespace leafscope
