// SPDX-License-Identifier: MIT
// Turns the plan of a network into a TorchScript module. Internal: shows LibTorch types.
#pragma once

#include "core/model/architecture.hpp"

#include <torch/csrc/jit/api/module.h>

namespace leafscope {

/// Seeded weights, drawn in the order of execution: He et al., ICCV 2015 (normal, fan-in, gain
/// sqrt 2; gain 1 for the output layer); biases 0; batch normalisation weight 1, bias 0, running
/// mean 0, running variance 1. In training mode.
torch::jit::Module makeModule(const LayerPlan& plan, std::uint64_t seed);

/// A copy in training mode that shares the parameters, but has buffers (running statistics) of its
/// own.
torch::jit::Module replicaOf(const torch::jit::Module& module);

/// Sets training or evaluation mode everywhere.
void setTraining(const torch::jit::Module& module, bool on);

} // namespace leafscope
