// SPDX-License-Identifier: MIT
// Walking inside a box: inputs at a bound whose direction leads outward are held there, and the
// leaf directions are those of the free inputs alone. Clamping after a step would change the logits
// instead.
#pragma once

#include "core/leaf/tangent.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace leafscope {

/// Where the values of inputs end, the same for all.
struct Box {
    double low = 0;
    double high = 1;
};

/// The leaf directions of the free inputs, and a direction that respects the box.
struct FreeDirection {
    Tangent tangent; ///< zero rows at held inputs
    VectorD direction;
    Index held = 0;
};

/// `direction` is asked for the direction that the tangent and the free inputs (1 free, 0 held)
/// allow; held inputs of its answer are set to 0. Repeated until no free input leads outward, at
/// most 20 times. Without a box one call.
FreeDirection
freeDirection(const MatrixD& jacobian, double epsilon, const VectorD& x,
              const std::optional<Box>& box,
              const std::function<VectorD(const Tangent&, const VectorD& free)>& direction);

/// x with every value inside the box.
VectorD inside(const VectorD& x, const std::optional<Box>& box);

} // namespace leafscope
