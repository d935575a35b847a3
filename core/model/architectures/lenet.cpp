// SPDX-License-Identifier: MIT
#include "core/model/architectures/layers.hpp"

namespace leafscope {

namespace {

LayerPlan wideConvolution(const std::string& name, std::int64_t in, std::int64_t out, int padding)
{
    LayerPlan plan = convolution(name, in, out, true);
    plan.side = 5;
    plan.padding = padding;
    return plan;
}

} // namespace

LayerPlan planLenet(const Architecture& architecture)
{
    constexpr std::int64_t kSmallest = 12;
    requireImages(architecture, kSmallest);
    // 5x5 with padding 2 keeps the size, pooling halves it, 5x5 without padding takes 4, pooling
    // halves again.
    const auto side = [](std::int64_t extent) { return (extent / 2 - 4) / 2; };
    const auto& shape = architecture.inputShape;
    LayerPlan net = chain({}, "LeNet");
    net.children = {wideConvolution("conv1", shape[0], 6, 2),
                    relu("relu1"),
                    maxPool("pool1"),
                    wideConvolution("conv2", 6, 16, 0),
                    relu("relu2"),
                    maxPool("pool2"),
                    flatten(),
                    linear("fc1", 16 * side(shape[1]) * side(shape[2]), 120),
                    relu("relu3"),
                    linear("fc2", 120, 84),
                    relu("relu4"),
                    classifier("fc3", 84, architecture)};
    return net;
}

} // namespace leafscope
