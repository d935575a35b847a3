// SPDX-License-Identifier: MIT
// What stands behind a TrainableNetwork.
#pragma once

#include "core/model/torch_library.hpp"

namespace leafscope {

/// Throws what planNetwork throws.
std::unique_ptr<TorchTrainer> makeTrainer(const Architecture& architecture, std::uint64_t seed);

} // namespace leafscope
