// SPDX-License-Identifier: MIT
// Three of the dimensions of the simplex: linear maps from the coordinates of a CollapseEpoch to a
// drawing.
#pragma once

#include "core/collapse/collapse_run.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace leafscope {

enum class PoseKind {
    Exact, ///< C = 2, 3, 4: segment, triangle, tetrahedron; nothing of the simplex is lost
    Face,  ///< affine span of 4 vertices: at collapse every other class lies in its centroid
    Span,  ///< span of 3 class means from the origin: their exact lengths and angles
    Frame, ///< a random 3-frame, or one of the grand tour
    Raw,   ///< the features themselves, for p <= 3
};

struct Pose {
    PoseKind kind = PoseKind::Exact;
    std::vector<int> classes; ///< of a face (4) or a span (3)
    MatrixD simplex;          ///< 3 x C, orthonormal or zero rows, each summing to 0
    MatrixD residual;         ///< 3 x kResidualAxes
    double shrink = 1; ///< expected squared length of a vertex in the drawing; below 1 for Frame
    std::string text;  ///< "4-face of 0, 3, 5 and 9"

    /// m x 3.
    MatrixF apply(const CollapsePoints& points) const;
};

/// C = 2: the segment, then residual axes 1 and 2. C = 3: the triangle and residual axis 1. C = 4:
/// the tetrahedron.
Pose exactPose(Index classes);
/// `chosen` are 4 different ones, in any order. Throws Error(InvalidInput) otherwise, as the next
/// ones do for what they cannot show.
Pose facePose(Index classes, const std::vector<int>& chosen);
/// 3 different ones of at least 4 classes; of fewer the span is a plane.
Pose spanPose(Index classes, const std::vector<int>& chosen);
/// A 3-frame in the C - 1 dimensions of the simplex, uniform on the Grassmannian. C > 4.
Pose randomPose(Index classes, std::uint64_t seed);
/// The features themselves, p from 1 to 3.
Pose rawPose(Index width);

/// From one pose (t = 0) to another (t = 1) of the same C along the geodesic between their planes;
/// rows stay orthonormal. For C <= 4 and for Raw there is only one pose: `to` for t > 0. O(C), and
/// exactly `from` and `to` at the ends.
Pose poseBetween(const Pose& from, const Pose& to, double t);

/// The share of the squared length of the class means that a pose shows; NaN if all are 0.
double poseShare(const Pose& pose, const CollapseEpoch& epoch);

/// Scene of an epoch between two measured ones, in the coordinates of the frames, linear in each;
/// measures are those of the nearer one. t from 0 to 1.
CollapseEpoch epochBetween(const CollapseEpoch& before, const CollapseEpoch& after, double t);

} // namespace leafscope
