// SPDX-License-Identifier: MIT
// Exact k nearest neighbours, certified: the one engine for everything that needs distances.
//
// Points are centred, blocked float32 matrix products nominate candidates, and double precision
// decides: candidate distances are recomputed in float64 from the given values. A row is accepted
// only if a rounding bound proves that no excluded point can be nearer than the k-th; else that row
// is widened. Hence the result equals brute force in float64, whatever the number of threads or the
// offset.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"

#include <Eigen/Core>

#include <vector>

namespace leafscope {

using IndexMatrix = Eigen::Matrix<std::int32_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Neighbors {
    IndexMatrix index; ///< n x k; row i never contains i itself; sorted by (distance, index)
    MatrixD squared;   ///< n x k squared Euclidean distances in float64
    Index widened =
        0; ///< rows whose first nomination could not be certified and were searched again
    std::int64_t duplicates = 0; ///< rows equal to an earlier row; queries equal to a point
};

/// The k nearest other points of every row of x (n x d), Euclidean. Self is excluded by index, so
/// duplicates are neighbours at distance 0; ties are broken by index.
/// Errors: InvalidInput if k < 1 or k >= n. Cost: n^2 d multiply-adds / 2 (symmetric) in float32
/// plus O(n k d) in float64; memory O(n k + tile^2). Deterministic for any number of threads.
/// Source: the plain definition; filter in low precision, verify in high.
Neighbors nearestNeighbors(const Points& x, Index k, const Progress& progress = {});

/// The k nearest rows of `base` (n x d) for every row of `queries` (q x d): the rows of the result
/// are the queries, and a point equal to its query is its neighbour at distance 0. The same
/// certificate and order.
/// Errors: InvalidInput if k < 1 or k > n, or if precisions or widths differ; Numeric for values
/// that are not finite. Cost: a few queries read `base` once, in float64 (about 10 ms for 50,000 x
/// 768 float32); more take q n d multiply-adds in float32 after some passes over `base`, which is
/// copied. Deterministic for any number of threads, and the same for few queries and many.
Neighbors nearestNeighbors(const Points& base, const Points& queries, Index k,
                           const Progress& progress = {});

/// Rows that repeat an earlier row exactly (bitwise equal values; -0 equals 0): first[i] = smallest
/// j with row j == row i. O(n d).
std::vector<Index> firstOccurrence(const Points& x);

} // namespace leafscope
