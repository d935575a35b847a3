// SPDX-License-Identifier: MIT
// The weights of a linear layer.
#include "core/model/torch/loaded_network.hpp"

#include <algorithm>

namespace leafscope {

namespace {

/// A parameter or buffer of the module itself; undefined if there is none.
at::Tensor tensorNamed(const torch::jit::Module& module, const char* name)
{
    const auto slot = module.type()->findAttributeSlot(name);
    if (!slot)
        return {};
    const c10::IValue value = module._ivalue()->getSlot(*slot);
    return value.isTensor() ? value.toTensor() : at::Tensor();
}

} // namespace

std::optional<LinearMap> LoadedNetwork::linearMap(const std::string& layer)
{
    if (!inspected)
        inspect({});
    const std::vector<std::string> names{layer};
    const std::string& path = places[find(names).front()].path;
    if (path.empty())
        return std::nullopt;
    torch::jit::Module owner = module;
    for (std::size_t from = 0; from <= path.size();) {
        const std::size_t dot = std::min(path.find('.', from), path.size());
        const auto slot = owner.type()->findAttributeSlot(path.substr(from, dot - from));
        if (!slot || !owner._ivalue()->getSlot(*slot).isModule())
            return std::nullopt;
        owner = owner._ivalue()->getSlot(*slot).toModule();
        from = dot + 1;
    }
    const at::Tensor weight = tensorNamed(owner, "weight");
    if (!weight.defined() || weight.dim() != 2 || !at::isFloatingType(weight.scalar_type()))
        return std::nullopt;
    const at::Tensor rows = weight.to(at::kDouble).contiguous();
    LinearMap map;
    map.weights = Eigen::Map<const MatrixD>(rows.data_ptr<double>(), rows.size(0), rows.size(1));
    const at::Tensor bias = tensorNamed(owner, "bias");
    if (bias.defined() && bias.dim() == 1 && bias.size(0) == rows.size(0)) {
        const at::Tensor values = bias.to(at::kDouble).contiguous();
        map.bias = Eigen::Map<const VectorD>(values.data_ptr<double>(), values.size(0));
    }
    return map;
}

} // namespace leafscope
