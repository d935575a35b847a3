// SPDX-License-Identifier: MIT
// Turning one frame's coordinates onto another's, so that a series of layouts moves smoothly.
//
// Source: Schoenemann, A generalized solution of the orthogonal Procrustes problem, Psychometrika
// 31 (1966). Deviation: where the shared points leave a direction open, it is turned as little as
// possible.
#pragma once

#include "core/base/matrix.hpp"
#include "core/layout/layout.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace leafscope {

/// The rigid motion y = scale * (x - from) * rotation + to.
struct Procrustes {
    Eigen::MatrixXd rotation; ///< c x c, orthogonal; its determinant is -1 where it reflects
    double scale = 1;
    Eigen::RowVectorXd from; ///< c: centre of the points
    Eigen::RowVectorXd to;   ///< c: centre of the reference
    /// ||moved - reference|| / ||reference about its centre||; 0 when they coincide, NaN when the
    /// reference has no extent.
    double residual = 0;
    Index determined = 0; ///< directions that the points determine, 0..c
};

/// The rotation or reflection (and, with `scaling`, the one factor) that brings `points` closest to
/// `reference` in the least-squares sense. Both n x c, row i of one belongs to row i of the other;
/// n >= 1, all values finite. Cost: n c^2. Closed form, so the same bits always.
Procrustes procrustes(const MatrixD& points, const MatrixD& reference, bool scaling = false);

/// The motion applied to every row.
MatrixD moved(const MatrixD& points, const Procrustes& motion);

/// Mirrors each axis of `layout`, in the coordinates and in feature space, that correlates
/// negatively with the same axis of the layer before: the sign of a principal axis is arbitrary,
/// and from layer to layer it should not flip. Both have the same rows (checked). O(n).
void mirrorLike(const MatrixF& before, PcaLayout& layout);

/// Pairs (row here, row there) of the samples that both index lists hold, in the order of `here`;
/// where a list names a sample twice its first row counts.
std::vector<std::pair<Index, Index>> sharedRows(const std::vector<std::int64_t>& here,
                                                const std::vector<std::int64_t>& there);

} // namespace leafscope
