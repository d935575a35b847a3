// SPDX-License-Identifier: MIT
// What a walk walks on: the logits of an input, and their Jacobian.
#pragma once

#include "core/base/matrix.hpp"

namespace leafscope {

struct Linearization {
    VectorD logits;   ///< C
    MatrixD jacobian; ///< C x n: d logit / d input
};

/// A classifier s: R^n -> R^C in the coordinates that are walked in. Not thread-safe: one worker
/// per map. Throw Error where the network does.
class LogitMap {
public:
    virtual ~LogitMap() = default;
    virtual Index inputs() const = 0;
    virtual Index classes() const = 0;
    /// Of every row of `points` (m x n): m x C. One pass.
    virtual MatrixD logits(const MatrixD& points) = 0;
    virtual Linearization linearize(const VectorD& x) = 0;
    /// Rounding of the numbers that linearize() computes with: decides which singular values are 0.
    virtual double epsilon() const = 0;
};

} // namespace leafscope
