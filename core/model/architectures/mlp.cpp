// SPDX-License-Identifier: MIT
#include "core/model/architectures/layers.hpp"
#include "core/model/torch_text.hpp"

namespace leafscope {

LayerPlan planMlp(const Architecture& architecture)
{
    LayerPlan net = chain({}, "Mlp");
    net.children.push_back(flatten());
    std::int64_t in = elementCount(architecture.inputShape);
    for (std::int64_t layer = 1; layer <= architecture.depth; ++layer) {
        const std::string number = std::to_string(layer);
        net.children.push_back(linear("fc" + number, in, architecture.width));
        if (*architecture.batchNorm)
            net.children.push_back(batchNorm("bn" + number, architecture.width, 1));
        net.children.push_back(relu("relu" + number));
        in = architecture.width;
    }
    net.children.push_back(
        classifier("fc" + std::to_string(architecture.depth + 1), in, architecture));
    return net;
}

} // namespace leafscope
