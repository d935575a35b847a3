// SPDX-License-Identifier: MIT
// The simplex equiangular tight frame, the one nearest to given means, and poses of it in three
// dimensions.
#pragma once

#include "core/base/matrix.hpp"

namespace leafscope {

/// M* = sqrt(C/(C-1)) (I - 11^T/C), C x C, symmetric: columns of unit norm whose cosines are
/// -1/(C-1). C >= 2.
MatrixD simplexFrame(Index classes);

/// Nearest alpha U M* to Mdot (p x C, columns sum to 0), in closed form: with the singular values s
/// of Mdot, distance = 1 - (sum s)^2 / ((C-1) sum s^2), alpha = sqrt(C/(C-1)) (sum s)/C, U the
/// polar factor of Mdot M*^T.
struct NearestSimplex {
    double distance = 0; ///< relative squared distance; NaN for C > p + 1
    double scale = 0;    ///< alpha
    MatrixD frame;       ///< U, p x C, U U^T projects onto the span of the means, U 1 = 0
    MatrixD axes;        ///< left singular vectors of Mdot, p x rank
    VectorD singular;    ///< of Mdot, descending, min(C - 1, p)
    Index rank = 0;      ///< singular values above the cutoff
};

/// `precision`: relative rounding of the features, 1.2e-7 for float32, whose noise the rank shall
/// not count; values below max(p, C) * precision * s_1 are dropped. Rows of `means` are classes:
/// the C x p matrix of mu_c - mu_G. Cost: O(p C^2). All means equal: rank 0, scale 0, frame 0.
NearestSimplex nearestSimplex(const MatrixD& centredMeans, double precision);

} // namespace leafscope
