// SPDX-License-Identifier: MIT
// The smaller of the two product matrices of a point set, Z Z^T or Z^T Z, in float64.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/neighbors/moments.hpp"

#include <vector>

namespace leafscope {

/// Z = (x[:, columns] - centre) * weight, column by column; never formed as a whole.
template <class Scalar>
struct Transformed {
    const Matrix<Scalar>& x;
    std::vector<Index> columns; ///< columns of x that take part, ascending
    VectorD centre;             ///< per entry of `columns`
    VectorD weight;             ///< per entry of `columns`

    Index rows() const { return x.rows(); }
    Index cols() const { return Index(columns.size()); }
    /// Order of the smaller product matrix.
    Index order() const { return std::min(rows(), cols()); }
    /// Rows [row, row + height) x columns [column, column + width) of Z into a dense block.
    void copyBlock(Index row, Index height, Index column, Index width, double* out) const;
};

/// Lower triangle of Z Z^T (rows <= cols) or Z^T Z, the rest 0, column-major. Cost: rows * cols *
/// order multiply-adds; memory order^2 + blocks. The sums run in a fixed order, so threads change
/// no bit. Polls progress.
template <class Scalar>
Eigen::MatrixXd smallerProduct(const Transformed<Scalar>& z, const Progress& progress = {});

} // namespace leafscope
