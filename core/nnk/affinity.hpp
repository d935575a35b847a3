// SPDX-License-Identifier: MIT
// How polytopes lie to each other: principal angles between the subspaces that they span.
//
// The subspace of a polytope is spanned by the principal components of its points about their mean
// that have at least a tenth of the first one's variance (2210.17475). Affinity of subspaces of m1
// and m2 dimensions with principal angles t_i: sqrt(sum_i cos^2 t_i / min(m1, m2)); 1 where one
// holds the other, 0 where they are orthogonal, about sqrt(max(m1, m2) / dim) where they are
// random. Sources: A. Bjoerck and G. Golub, Math. Comp. 27 (1973) (the angles); arXiv 2209.08622
// (affinity of neighbouring polytopes); arXiv 2210.17475 (angles and random partners).
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/nnk/graph.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace leafscope {

/// Orthonormal columns (dim x m) of the subspace of these points (p x dim); m = 0 for less than two
/// distinct points. Cost: p^2 dim + p^3.
Eigen::MatrixXd retainedBasis(MatrixD points);

/// Principal angles in degrees, ascending, min(m1, m2) of them; to about 1e-6 degrees. Both bases
/// have orthonormal columns of one length.
VectorD principalAngles(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

/// In [0, 1]; NaN if one of them has no dimension.
double subspaceAffinity(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

/// Points with neighbourhoods, by functions so that they need not be copied; both are called from
/// several threads.
struct PolytopeSource {
    Index count = 0;
    Index dim = 0;
    std::function<std::span<const std::int32_t>(Index)> neighbors; ///< nearest first
    std::function<void(Index, double*)> copyPoint;                 ///< into dim numbers
};

/// The polytopes of a graph of `points` with themselves; both must outlive the result.
PolytopeSource polytopesOf(const NnkPoints& points, const NnkGraph& graph);

/// One entry per row looked at; NaN where a subspace has no dimension.
struct PartnerAffinity {
    std::vector<Index> rows;            ///< ascending
    std::vector<double> dimension;      ///< of the row's own subspace
    std::vector<double> affinity;       ///< with its first NNK neighbour
    std::vector<double> angle;          ///< mean of their principal angles, degrees
    std::vector<double> randomAffinity; ///< the same with a random other point
    std::vector<double> randomAngle;
};

/// Looks at `sample` rows without replacement (all for sample <= 0 or >= count). A row's first NNK
/// neighbour is the nearest one, not the heaviest, as in the published code: candidates are
/// listed by distance there, and copies and the bandwidth do not change which one it is. Neighbours
/// whose own polytope has no dimension are passed over, and so are random partners (32 tries).
/// Deterministic by `seed`, for any number of threads.
PartnerAffinity partnerAffinity(const PolytopeSource& source, Index sample, std::uint64_t seed,
                                const Progress& progress = {});

} // namespace leafscope
