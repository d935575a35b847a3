// SPDX-License-Identifier: MIT
// Short names for the layers that the architectures are put together from. Internal.
#pragma once

#include "core/model/architecture.hpp"

namespace leafscope {

LayerPlan convolution(const std::string& name, std::int64_t in, std::int64_t out, bool bias,
                      int stride = 1);
LayerPlan linear(const std::string& name, std::int64_t in, std::int64_t out);
/// The last layer: no ReLU follows.
LayerPlan classifier(const std::string& name, std::int64_t in, const Architecture& architecture);
/// `dimensions`: 1 for vectors, 2 for maps.
LayerPlan batchNorm(const std::string& name, std::int64_t channels, int dimensions);
LayerPlan relu(const std::string& name);
LayerPlan maxPool(const std::string& name);
LayerPlan meanPool(const std::string& name);
LayerPlan flatten();
LayerPlan chain(const std::string& name, const std::string& type);

/// Throws Error(InvalidInput).
[[noreturn]] void refuseArchitecture(const std::string& happened, const std::string& remedy);
/// Throws unless the samples are images (channels, height, width) of at least `side` x `side`.
void requireImages(const Architecture& architecture, std::int64_t side);

LayerPlan planMlp(const Architecture& architecture);
LayerPlan planLenet(const Architecture& architecture);
LayerPlan planVgg(const Architecture& architecture);
LayerPlan planResnet(const Architecture& architecture);

} // namespace leafscope
