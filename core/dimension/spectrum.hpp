// SPDX-License-Identifier: MIT
// The spectrum of a point set: how many principal components carry its variance.
//
// Source: Jolliffe, Principal Component Analysis, 2nd ed.; participation ratio: Gao et al., bioRxiv
// 214262 (2017).
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"

namespace leafscope {

struct Spectrum {
    Index components = 0; ///< smallest count whose eigenvalues reach the share; 0 without variance
    double participationRatio = 0; ///< (sum l)^2 / sum l^2; NaN without variance
    Index constantColumns = 0;     ///< features of one value, left out
};

/// Components of x (n x d) that reach `share` of the variance, after centring and, with
/// `standardize`, division of every feature by its standard deviation. Exact, from the product
/// matrix of order m = min(n, d) in float64: the leading eigenvalues where they prove the count
/// (leading.hpp), else all of them. A share that is reached to within 1e-10 of it counts as
/// reached, so that equal eigenvalues do not depend on rounding. Cost: n d m multiply-adds, and
/// m^2 times a few hundred, or 4/3 m^3 for a flat spectrum. Throws Error(Numeric) on NaN or
/// infinity.
Spectrum pcaSpectrum(const Points& x, double share, bool standardize,
                     const Progress& progress = {});

/// All eigenvalues of the symmetric matrix whose lower triangle is given, ascending. Householder
/// reduction by panels (LAPACK dlatrd), then dsterf; polls progress between panels. The matrix is
/// overwritten.
VectorD symmetricEigenvalues(Eigen::MatrixXd& lower, const Progress& progress = {});

} // namespace leafscope
