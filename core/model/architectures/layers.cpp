// SPDX-License-Identifier: MIT
#include "core/model/architectures/layers.hpp"

#include "core/base/error.hpp"
#include "core/model/torch_text.hpp"

namespace leafscope {

namespace {

LayerPlan layer(LayerPlan::Kind kind, const std::string& name, const std::string& type)
{
    LayerPlan plan;
    plan.kind = kind;
    plan.name = name;
    plan.type = type;
    return plan;
}

} // namespace

LayerPlan convolution(const std::string& name, std::int64_t in, std::int64_t out, bool bias,
                      int stride)
{
    LayerPlan plan = layer(LayerPlan::Kind::Convolution, name, "Conv2d");
    plan.in = in;
    plan.out = out;
    plan.bias = bias;
    plan.stride = stride;
    return plan;
}

LayerPlan linear(const std::string& name, std::int64_t in, std::int64_t out)
{
    LayerPlan plan = layer(LayerPlan::Kind::Linear, name, "Linear");
    plan.in = in;
    plan.out = out;
    return plan;
}

LayerPlan classifier(const std::string& name, std::int64_t in, const Architecture& architecture)
{
    LayerPlan plan = linear(name, in, architecture.classes);
    plan.output = true;
    return plan;
}

LayerPlan batchNorm(const std::string& name, std::int64_t channels, int dimensions)
{
    LayerPlan plan =
        layer(LayerPlan::Kind::BatchNorm, name, dimensions == 1 ? "BatchNorm1d" : "BatchNorm2d");
    plan.out = channels;
    return plan;
}

LayerPlan relu(const std::string& name)
{
    return layer(LayerPlan::Kind::Relu, name, "ReLU");
}

LayerPlan maxPool(const std::string& name)
{
    return layer(LayerPlan::Kind::MaxPool, name, "MaxPool2d");
}

LayerPlan meanPool(const std::string& name)
{
    return layer(LayerPlan::Kind::MeanPool, name, "AdaptiveAvgPool2d");
}

LayerPlan flatten()
{
    return layer(LayerPlan::Kind::Flatten, {}, {});
}

LayerPlan chain(const std::string& name, const std::string& type)
{
    return layer(LayerPlan::Kind::Chain, name, type);
}

void refuseArchitecture(const std::string& happened, const std::string& remedy)
{
    throw Error(ErrorKind::InvalidInput, happened, "built-in network",
                "the architecture does not suit these data or options", remedy);
}

void requireImages(const Architecture& architecture, std::int64_t side)
{
    const auto& shape = architecture.inputShape;
    if (shape.size() != 3 || shape[1] < side || shape[2] < side)
        refuseArchitecture(architecture.name + " cannot take samples of shape " + shapeText(shape),
                           "give images (channels x height x width, at least " +
                               std::to_string(side) + " x " + std::to_string(side) +
                               "), or use --arch mlp");
}

const std::vector<std::string>& architectureNames()
{
    static const std::vector<std::string> names{"mlp", "lenet", "vgg", "resnet"};
    return names;
}

Architecture withDefaults(Architecture architecture)
{
    const bool maps = architecture.name == "vgg" || architecture.name == "resnet";
    if (architecture.width == 0)
        architecture.width = maps ? 16 : 256;
    if (architecture.blocks == 0)
        architecture.blocks = architecture.name == "vgg" ? 3 : 1;
    if (architecture.name == "resnet" || architecture.name == "lenet")
        architecture.batchNorm = maps;
    architecture.batchNorm = architecture.batchNorm.value_or(maps);
    return architecture;
}

LayerPlan planNetwork(const Architecture& given)
{
    const Architecture architecture = withDefaults(given);
    if (architecture.classes < 2)
        refuseArchitecture("a classifier needs at least 2 classes, the data have " +
                               std::to_string(architecture.classes),
                           "give data with labels of at least two classes");
    if (architecture.inputShape.empty() || elementCount(architecture.inputShape) < 1)
        refuseArchitecture("the samples hold no values",
                           "give data with at least one value per sample");
    if (architecture.depth < 0 || architecture.width < 1 || architecture.blocks < 1)
        refuseArchitecture("a network of depth " + std::to_string(architecture.depth) + ", " +
                               std::to_string(architecture.blocks) + " blocks and width " +
                               std::to_string(architecture.width) + " does not exist",
                           "choose a depth of at least 0, and blocks and width of at least 1");
    if (architecture.name == "mlp")
        return planMlp(architecture);
    if (architecture.name == "lenet")
        return planLenet(architecture);
    if (architecture.name == "vgg")
        return planVgg(architecture);
    if (architecture.name == "resnet")
        return planResnet(architecture);
    std::string known;
    for (const std::string& name : architectureNames())
        known += (known.empty() ? "" : ", ") + name;
    refuseArchitecture("there is no built-in architecture \"" + architecture.name + "\"",
                       "choose one of " + known);
}

} // namespace leafscope
