// SPDX-License-Identifier: MIT
#include "core/model/architectures/layers.hpp"

#include <algorithm>

namespace leafscope {

LayerPlan planVgg(const Architecture& architecture)
{
    constexpr std::int64_t kWidest = 8; // times the first block's width, as in the paper
    requireImages(architecture, 1);
    const bool normalised = *architecture.batchNorm;
    std::int64_t in = architecture.inputShape[0];
    std::int64_t height = architecture.inputShape[1];
    std::int64_t width = architecture.inputShape[2];
    LayerPlan net = chain({}, "Vgg");
    for (std::int64_t b = 1; b <= architecture.blocks; ++b) {
        const std::int64_t factor = b < 4 ? std::int64_t(1) << (b - 1) : kWidest;
        const std::int64_t maps = architecture.width * factor;
        LayerPlan block = chain("block" + std::to_string(b), "VggBlock");
        for (const char* number : {"1", "2"}) {
            block.children.push_back(
                convolution(std::string("conv") + number, in, maps, !normalised));
            if (normalised)
                block.children.push_back(batchNorm(std::string("bn") + number, maps, 2));
            block.children.push_back(relu(std::string("relu") + number));
            in = maps;
        }
        if (std::min(height, width) >= 2) {
            block.children.push_back(maxPool("pool"));
            height /= 2;
            width /= 2;
        }
        net.children.push_back(std::move(block));
    }
    const std::int64_t hidden = kWidest * architecture.width;
    net.children.push_back(flatten());
    net.children.push_back(linear("fc1", in * height * width, hidden));
    net.children.push_back(relu("relu"));
    net.children.push_back(classifier("fc2", hidden, architecture));
    return net;
}

} // namespace leafscope
