// SPDX-License-Identifier: MIT
// Guesses the input shape of a network that does not say it. Needs no LibTorch.
#pragma once

#include <cstdint>
#include <vector>

namespace leafscope {

/// Sample shapes to try, likeliest first, for a network whose first weight has this shape: out x in
/// for a linear map, out x channels x kernel... for a convolution; empty if there is no such
/// weight.
std::vector<std::vector<std::int64_t>>
candidateShapes(const std::vector<std::int64_t>& firstWeight);

} // namespace leafscope
