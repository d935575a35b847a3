// SPDX-License-Identifier: MIT
#include "core/model/architectures/layers.hpp"

namespace leafscope {

namespace {

LayerPlan basicBlock(const std::string& name, std::int64_t in, std::int64_t out, int stride)
{
    LayerPlan block = chain(name, "BasicBlock");
    block.kind = LayerPlan::Kind::Residual;
    block.children = {convolution("conv1", in, out, false, stride), batchNorm("bn1", out, 2),
                      relu("relu1"), convolution("conv2", out, out, false),
                      batchNorm("bn2", out, 2)};
    if (in != out || stride != 1) {
        LayerPlan projection = convolution("conv", in, out, false, stride);
        projection.side = 1;
        projection.padding = 0;
        LayerPlan shortcut = chain("shortcut", "Projection");
        shortcut.children = {projection, batchNorm("bn", out, 2)};
        block.shortcut.push_back(std::move(shortcut));
    }
    return block;
}

} // namespace

LayerPlan planResnet(const Architecture& architecture)
{
    requireImages(architecture, 1);
    LayerPlan net = chain({}, "ResNet");
    std::int64_t maps = architecture.width;
    net.children = {convolution("conv1", architecture.inputShape[0], maps, false),
                    batchNorm("bn1", maps, 2), relu("relu1")};
    std::int64_t in = maps;
    for (int s = 1; s <= 3; ++s, maps *= 2) {
        LayerPlan stage = chain("stage" + std::to_string(s), "Stage");
        for (std::int64_t b = 1; b <= architecture.blocks; ++b) {
            const int stride = s > 1 && b == 1 ? 2 : 1;
            stage.children.push_back(basicBlock("block" + std::to_string(b), in, maps, stride));
            in = maps;
        }
        net.children.push_back(std::move(stage));
    }
    net.children.push_back(meanPool("pool"));
    net.children.push_back(flatten());
    net.children.push_back(classifier("fc", in, architecture));
    return net;
}

} // namespace leafscope
