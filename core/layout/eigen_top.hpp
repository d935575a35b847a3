// SPDX-License-Identifier: MIT
// The largest eigenvalues of a large symmetric map and their vectors.
//
// Source: block Lanczos with full orthogonalisation and thick restart: Saad, Numerical Methods for
// Large Eigenvalue Problems, 2nd ed., sections 6.5 and 7.3.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"

#include <functional>

namespace leafscope {

/// A symmetric positive semidefinite map on vectors of length `order`: apply(in) for a block of
/// columns.
struct SymmetricMap {
    Index order = 0;
    std::function<Eigen::MatrixXd(const Eigen::MatrixXd& in)> apply;
};

struct TopEigen {
    VectorD values;          ///< descending; 0 where the map has no more
    Eigen::MatrixXd vectors; ///< order x count, orthonormal; 0 where the value is 0
    bool converged =
        true; ///< residuals below 1e-8 of the gap to the next value (or 1e-12 of the largest value)
    int applications = 0; ///< blocks that the map was applied to
};

/// The `count` largest. Starts from a fixed random block of count + 5 vectors, so equal eigenvalues
/// are found up to that multiplicity, and the same map gives the same bits. Polls progress once per
/// application.
/// Gives up after `most` applications of the map to a block.
TopEigen largestEigen(const SymmetricMap& map, Index count, int most = 600,
                      const Progress& progress = {});

} // namespace leafscope
