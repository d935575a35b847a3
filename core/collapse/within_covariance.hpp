// SPDX-License-Identifier: MIT
// The p x p covariance within the classes, for what cannot do without it. Nothing else in this room
// is p x p.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"

#include <cstdint>
#include <span>

namespace leafscope {

struct WithinCovariance {
    MatrixD sum;        ///< p x p: sum over samples of weight_c (h - mu_c)(h - mu_c)^T
    double squares = 0; ///< sum of weight_c |h - mu_c|^4
};

/// `means`: C x p; `weights`: C, at least 0. The same bits for any number of threads. Cost:
/// N p^2 / 2 multiply-adds in double, memory of at most 1 GB beside the features for p = 4,096.
/// Throws Error(Unsupported) for p above 4,096.
WithinCovariance withinCovariance(const Points& features, std::span<const std::int32_t> labels,
                                  const MatrixD& means, const VectorD& weights,
                                  const Progress& progress = {});

} // namespace leafscope
