// SPDX-License-Identifier: MIT
// The matrix convention of the project, said once.
//
// Samples are rows: X is n x d, row-major. Storage is float32 unless the user brought float64;
// means, distances that are reported, logarithms and sums are accumulated in float64.
#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <variant>

namespace leafscope {

using Index = Eigen::Index;
using MatrixF = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using VectorD = Eigen::VectorXd;

/// A point set in the precision in which it was given; analyses compute in that precision.
using Points = std::variant<MatrixF, MatrixD>;

inline Index rowsOf(const Points& x)
{
    return std::visit([](const auto& m) { return m.rows(); }, x);
}

inline Index colsOf(const Points& x)
{
    return std::visit([](const auto& m) { return m.cols(); }, x);
}

} // namespace leafscope
