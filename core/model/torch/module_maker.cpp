// SPDX-License-Identifier: MIT
// Builds TorchScript modules from C++. The types' names are PyTorch's, so `info` shows what a
// person expects.
#include "core/model/torch/module_maker.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Functions.h>
#include <c10/core/GradMode.h>

#include <cmath>

namespace leafscope {

namespace jit = torch::jit;

namespace {

jit::Module emptyModule(const std::string& type)
{
    jit::Module module(c10::QualifiedName("__torch__." + type));
    module.register_attribute("training", c10::BoolType::get(), true);
    return module;
}

jit::Module simpleModule(const std::string& type, const std::string& result)
{
    jit::Module module = emptyModule(type);
    module.define("def forward(self, x):\n    return " + result + "\n");
    return module;
}

/// "[2, 2]"
std::string pair(int value)
{
    const std::string text = std::to_string(value);
    return "[" + text + ", " + text + "]";
}

class ModuleMaker {
public:
    explicit ModuleMaker(std::uint64_t seed)
        : m_generator(at::detail::createCPUGenerator(seed))
    {
    }

    jit::Module make(const LayerPlan& plan)
    {
        using Kind = LayerPlan::Kind;
        switch (plan.kind) {
        case Kind::Convolution:
            return convolution(plan);
        case Kind::Linear:
            return linear(plan);
        case Kind::BatchNorm:
            return batchNorm(plan);
        case Kind::Relu:
            return simpleModule(plan.type, "torch.relu(x)");
        case Kind::MaxPool:
            return simpleModule(plan.type,
                                "torch.max_pool2d(x, [2, 2], [2, 2], [0, 0], [1, 1], False)");
        case Kind::MeanPool:
            return simpleModule(plan.type, "torch.adaptive_avg_pool2d(x, [1, 1])");
        case Kind::Residual:
            return residual(plan);
        case Kind::Chain:
        case Kind::Flatten:
            break;
        }
        jit::Module module = emptyModule(plan.type);
        module.define("def forward(self, x):\n" + children(module, plan.children, "x") +
                      "    return x\n");
        return module;
    }

private:
    /// Makes them, registers them, and returns the lines that send `value` through them in turn.
    std::string children(jit::Module& module, const std::vector<LayerPlan>& plans,
                         const std::string& value)
    {
        std::string lines;
        for (const LayerPlan& plan : plans) {
            if (plan.kind == LayerPlan::Kind::Flatten) {
                lines += "    " + value + " = " + value + ".flatten(1)\n";
                continue;
            }
            module.register_module(plan.name, make(plan));
            lines += "    " + value + " = self." + plan.name + ".forward(" + value + ")\n";
        }
        return lines;
    }

    jit::Module residual(const LayerPlan& plan)
    {
        jit::Module module = emptyModule(plan.type);
        std::string lines = "    y = x\n" + children(module, plan.children, "y");
        lines += children(module, plan.shortcut, "x");
        jit::Module add = emptyModule("Add");
        add.define("def forward(self, x, y):\n    return x + y\n");
        module.register_module("add", add);
        module.register_module("relu2", simpleModule("ReLU", "torch.relu(x)"));
        module.define("def forward(self, x):\n" + lines +
                      "    return self.relu2.forward(self.add.forward(y, x))\n");
        return module;
    }

    jit::Module convolution(const LayerPlan& plan)
    {
        jit::Module module = emptyModule(plan.type);
        weights(module, plan, {plan.out, plan.in, plan.side, plan.side});
        module.define("def forward(self, x):\n    return torch.conv2d(x, self.weight, " +
                      std::string(plan.bias ? "self.bias" : "None") + ", " + pair(plan.stride) +
                      ", " + pair(plan.padding) + ", [1, 1], 1)\n");
        return module;
    }

    jit::Module linear(const LayerPlan& plan)
    {
        jit::Module module = emptyModule(plan.type);
        weights(module, plan, {plan.out, plan.in});
        module.define("def forward(self, x):\n"
                      "    return torch.linear(x, self.weight, self.bias)\n");
        return module;
    }

    static jit::Module batchNorm(const LayerPlan& plan)
    {
        jit::Module module = emptyModule(plan.type);
        module.register_parameter("weight", at::ones({plan.out}), false);
        module.register_parameter("bias", at::zeros({plan.out}), false);
        module.register_buffer("running_mean", at::zeros({plan.out}));
        module.register_buffer("running_var", at::ones({plan.out}));
        module.define("def forward(self, x):\n"
                      "    return torch.batch_norm(x, self.weight, self.bias, self.running_mean, "
                      "self.running_var, self.training, 0.1, 1e-5, True)\n");
        return module;
    }

    void weights(jit::Module& module, const LayerPlan& plan, const std::vector<std::int64_t>& shape)
    {
        std::int64_t fanIn = 1;
        for (std::size_t axis = 1; axis < shape.size(); ++axis)
            fanIn *= shape[axis];
        const double deviation = (plan.output ? 1 : std::sqrt(2.0)) / std::sqrt(double(fanIn));
        module.register_parameter("weight", at::empty(shape).normal_(0, deviation, m_generator),
                                  false);
        if (plan.bias)
            module.register_parameter("bias", at::zeros({plan.out}), false);
    }

    at::Generator m_generator;
};

void shareParameters(const jit::Module& from, jit::Module to)
{
    for (const auto& parameter : from.named_parameters(false))
        to.setattr(parameter.name, parameter.value);
    for (const auto& child : from.named_children())
        shareParameters(child.value, to.attr(child.name).toModule());
}

} // namespace

jit::Module makeModule(const LayerPlan& plan, std::uint64_t seed)
{
    return ModuleMaker(seed).make(plan);
}

jit::Module replicaOf(const jit::Module& module)
{
    const c10::NoGradGuard plain; // or the copies would remember what they are copies of
    jit::Module copy = module.deepcopy();
    shareParameters(module, copy);
    setTraining(copy, true);
    return copy;
}

void setTraining(const jit::Module& module, bool on)
{
    for (const jit::Module& part : module.modules())
        part._ivalue()->setAttr("training", on);
}

} // namespace leafscope
