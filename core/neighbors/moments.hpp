// SPDX-License-Identifier: MIT
// Mean and range of every column of a point set, and the check that all values are finite.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"

namespace leafscope {

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct ColumnMoments {
    VectorD mean; ///< float64 mean
    VectorD low;  ///< smallest value
    VectorD high; ///< largest value

    bool constant(Index column) const { return low[column] == high[column]; }
    /// Largest |x - mean| over all entries.
    double reach() const;
};

/// One pass over x (n x d, n > 0). Throws Error(Numeric) that counts the rows with NaN or infinite
/// values and names the first. Sums run down each column, so the result does not depend on the
/// number of threads.
template <class Scalar>
ColumnMoments columnMoments(const Matrix<Scalar>& x, const Progress& progress = {});

/// Sum of squared deviations from the mean, per column.
template <class Scalar>
VectorD columnSquares(const Matrix<Scalar>& x, const VectorD& mean, const Progress& progress = {});

} // namespace leafscope
