// SPDX-License-Identifier: MIT
// The built-in architectures: which layers they have, and in which order. Needs no LibTorch.
//
// Every layer named here is a submodule of that name, so that taps record it. Layers in brackets
// are there only with batch normalisation. Convolutions keep the size of the map (3x3, padding 1)
// unless said otherwise; a convolution that batch normalisation follows has no bias.
//
// mlp     fc1, [bn1,] relu1, ... `depth` times, then fc{depth + 1} to the classes.
// lenet   conv1 (6 maps 5x5, padding 2), relu1, pool1, conv2 (16 maps 5x5, no padding), relu2,
//         pool2, fc1 (120), relu3, fc2 (84), relu4, fc3 to the classes; 61,706 parameters for
//         1 x 28 x 28 and 10 classes. After LeCun et al., Proc. IEEE 86 (1998), with ReLU and
//         max-pooling in place of the sigmoids and trained averages of the paper.
// vgg     for b = 1 ... blocks: block{b} with conv1, [bn1,] relu1, conv2, [bn2,] relu2 and, while
//         both sides of the map are 2 or more, pool (2x2 maximum); block b has
//         width * min(2^(b-1), 8) maps. Then fc1 (8 * width), relu, fc2 to the classes.
//         After Simonyan and Zisserman, ICLR 2015 (its pairs of 3x3 convolutions and its doubling
//         up to 8 times the first width), made small.
// resnet  conv1, bn1, relu1; for s = 1, 2, 3: stage{s} with block1 ... block{blocks}, of
//         width * 2^(s-1) maps; then pool (mean over the map), fc to the classes. A block is
//         conv1, bn1, relu1, conv2, bn2, then, where the size or the number of maps changes,
//         shortcut.conv (1x1) and shortcut.bn on the block's input, then add (the sum of both
//         ways), relu2. The first conv1 of stages 2 and 3 and its shortcut have stride 2. After He
//         et al., CVPR 2016, section 4.2, with projections (option B) where the paper pads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct Architecture {
    std::string name = "lenet";           ///< one of architectureNames()
    std::vector<std::int64_t> inputShape; ///< of one sample; images are channels, height, width
    std::int64_t classes = 10;
    std::int64_t depth = 3; ///< mlp: number of hidden layers
    std::int64_t width = 0; ///< mlp: units a layer; vgg, resnet: maps of the first block or stage
    std::optional<bool> batchNorm = std::nullopt; ///< mlp, vgg; resnet always has it, lenet never
    std::int64_t blocks = 0; ///< vgg: number of blocks; resnet: blocks in each stage
};

/// "mlp", "lenet", "vgg", "resnet".
const std::vector<std::string>& architectureNames();

/// Fills in what is 0 or not said: mlp 256 units, no batch normalisation; vgg 3 blocks, 16 maps,
/// batch normalisation; resnet 1 block a stage, 16 maps, batch normalisation.
Architecture withDefaults(Architecture architecture);

/// A layer, or several in a chain, as it shall be made.
struct LayerPlan {
    enum class Kind {
        Convolution,
        Linear,
        BatchNorm,
        Relu,
        MaxPool,  ///< 2x2, stride 2
        MeanPool, ///< over the whole map
        Flatten,  ///< not a submodule
        Chain,    ///< children, one after the other
        Residual  ///< relu2(add(children(x), shortcut(x))); an empty shortcut is the identity
    };
    Kind kind = Kind::Chain;
    std::string name; ///< of the submodule in its parent
    std::string type; ///< class name that `info` shows
    std::int64_t in = 0;
    std::int64_t out = 0;
    int side = 3; ///< of the kernel
    int stride = 1;
    int padding = 1;
    bool bias = true;
    bool output = false; ///< initialised with gain 1 instead of sqrt 2, because no ReLU follows
    std::vector<LayerPlan> children;
    std::vector<LayerPlan> shortcut;
};

/// The whole network of an architecture, whose zeros are filled in first. Throws
/// Error(InvalidInput) for an unknown name, fewer than 2 classes, and sizes or samples that do not
/// suit the architecture.
LayerPlan planNetwork(const Architecture& architecture);

} // namespace leafscope
