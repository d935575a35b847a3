// SPDX-License-Identifier: MIT
// Plain versions to test NNK against: every set of neighbours tried out, and point sets.
#pragma once

#include "core/base/random.hpp"
#include "core/nnk/solver.hpp"

#include <Eigen/Dense>

#include <cmath>
#include <limits>
#include <vector>

namespace leafscope::reference {

inline MatrixD gaussianPoints(Index n, Index d, std::uint64_t seed)
{
    RandomStream random(seed);
    MatrixD x(n, d);
    for (Index i = 0; i < x.size(); ++i)
        x.data()[i] = random.normal();
    return x;
}

/// Squared distances of the rows of x to each other.
inline MatrixD squaredDistances(const MatrixD& x)
{
    MatrixD squared(x.rows(), x.rows());
    for (Index i = 0; i < x.rows(); ++i)
        for (Index j = 0; j < x.rows(); ++j)
            squared(i, j) = (x.row(i) - x.row(j)).squaredNorm();
    return squared;
}

/// The minimum over all supports, each solved by a rank-revealing decomposition: the error E.
inline double leastError(const MatrixD& deficit, const VectorD& toQuery)
{
    const Index k = toQuery.size();
    double least = 1;
    for (unsigned set = 1; set < (1U << k); ++set) {
        std::vector<Index> at;
        for (Index j = 0; j < k; ++j)
            if ((set >> j) & 1U)
                at.push_back(j);
        const auto p = Index(at.size());
        MatrixD kernel(p, p);
        VectorD b(p);
        for (Index r = 0; r < p; ++r) {
            b[r] = 1 - toQuery[at[std::size_t(r)]];
            for (Index c = 0; c < p; ++c)
                kernel(r, c) = 1 - deficit(at[std::size_t(r)], at[std::size_t(c)]);
        }
        const VectorD w = kernel.completeOrthogonalDecomposition().solve(b);
        if (w.minCoeff() < 0)
            continue;
        least = std::min(least, 1 - 2 * b.dot(w) + w.dot(kernel * w));
    }
    return least;
}

} // namespace leafscope::reference
