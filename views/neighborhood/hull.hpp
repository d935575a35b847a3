// SPDX-License-Identifier: MIT
// The convex hull of a few points in space, flat ones included.
#pragma once

#include <Eigen/Core>

#include <array>
#include <utility>
#include <vector>

namespace leafscope {

struct Hull {
    int dimension = 0; ///< of the points' affine hull: 0 to 3; -1 without points
    std::vector<std::array<int, 3>> triangles; ///< a polygon's or a polytope's, outward
    std::vector<std::pair<int, int>> edges;    ///< of its faces; none inside a flat face
};

/// `points`: up to a few hundred. What is thinner than 1e-7 of the extent counts as flat. All faces
/// are found by trying all triples, so coplanar points make one face and nothing is perturbed.
/// O(n^4) at worst, a few milliseconds for 60 points.
Hull convexHull(const std::vector<Eigen::Vector3d>& points);

} // namespace leafscope
