// SPDX-License-Identifier: MIT
// The Jacobian of all outputs to one input, in three ways.
#include "core/base/error.hpp"
#include "core/model/torch/loaded_network.hpp"
#include "core/model/torch_text.hpp"

#include <ATen/Functions.h>
#include <ATen/functorch/BatchedTensorImpl.h>
#include <ATen/functorch/DynamicLayer.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <mutex>

namespace leafscope {

namespace {

/// While it lives, operations of this thread are done for all entries of a hidden axis. LibTorch's
/// own, but not in its public headers' promise: jacobian() compares its answers first.
class Batching {
public:
    explicit Batching(std::int64_t size)
        : m_alone(oneAtATime())
        , m_level(at::functorch::initAndPushDynamicLayer(at::functorch::TransformType::Vmap, size,
                                                         at::functorch::RandomnessType::Error))
    {
    }
    ~Batching() { at::functorch::popDynamicLayerAndDeleteMetadata(); }
    Batching(const Batching&) = delete;
    Batching& operator=(const Batching&) = delete;

    at::Tensor hide(const at::Tensor& tensor) const
    {
        return at::functorch::addBatchDim(tensor, 0, m_level);
    }
    /// With the hidden axis first.
    at::Tensor show(const at::Tensor& tensor, std::int64_t size) const
    {
        const auto* batched = at::functorch::maybeGetBatchedImpl(tensor);
        if (!batched) // the same for all
            return tensor.unsqueeze(0).expand(at::IntArrayRef(sizesWith(tensor, size)));
        return batched->value().movedim(batched->bdim(), 0);
    }

private:
    // LibTorch keeps the layers of all threads in one table without a lock.
    static std::unique_lock<std::mutex> oneAtATime()
    {
        static std::mutex mutex;
        return std::unique_lock(mutex);
    }
    static std::vector<std::int64_t> sizesWith(const at::Tensor& tensor, std::int64_t first)
    {
        std::vector<std::int64_t> sizes = tensor.sizes().vec();
        sizes.insert(sizes.begin(), first);
        return sizes;
    }
    std::unique_lock<std::mutex> m_alone; ///< released last
    std::int64_t m_level;
};

at::Tensor slopeOf(const at::Tensor& output, const at::Tensor& sample, const at::Tensor& weights,
                   bool keep)
{
    const at::Tensor slope =
        torch::autograd::grad({output}, {sample}, {weights}, keep, false, true)[0];
    return slope.defined() ? slope : at::zeros_like(sample);
}

at::Tensor rowByRow(const at::Tensor& output, const at::Tensor& sample,
                    const std::vector<std::int64_t>& rows)
{
    std::vector<at::Tensor> slopes;
    for (const std::int64_t row : rows) {
        at::Tensor weights = at::zeros_like(output);
        weights.select(1, row).fill_(1);
        slopes.push_back(slopeOf(output, sample, weights, true).reshape({-1}));
    }
    return at::stack(slopes);
}

at::Tensor batched(const at::Tensor& output, const at::Tensor& sample, std::int64_t group)
{
    const std::int64_t outputs = output.size(1);
    const at::Tensor every = at::eye(outputs, output.options()).unsqueeze(1);
    std::vector<at::Tensor> slopes;
    for (std::int64_t first = 0; first < outputs; first += group) {
        const std::int64_t size = std::min(group, outputs - first);
        const Batching batching(size);
        const at::Tensor slope =
            slopeOf(output, sample, batching.hide(every.narrow(0, first, size).contiguous()), true);
        slopes.push_back(batching.show(slope, size).reshape({size, -1}));
    }
    return slopes.size() == 1 ? slopes[0] : at::cat(slopes);
}

std::vector<std::int64_t> allRows(const at::Tensor& output)
{
    std::vector<std::int64_t> rows(std::size_t(output.size(1)));
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = std::int64_t(i);
    return rows;
}

} // namespace

std::int64_t LoadedNetwork::jacobianGroup() const
{
    constexpr double kBytes = 128e6; // of the largest result of a layer, for all of a group
    std::int64_t largest = elementCount(info.inputShape);
    for (const LayerInfo& layer : info.layers)
        largest = std::max(largest, elementCount(layer.shape));
    return std::max<std::int64_t>(1, std::int64_t(kBytes / (4.0 * double(largest))));
}

at::Tensor LoadedNetwork::replicated(const at::Tensor& sample)
{
    const std::int64_t outputs = info.outputs;
    const std::int64_t group = std::min(outputs, jacobianGroup());
    std::vector<at::Tensor> slopes;
    for (std::int64_t first = 0; first < outputs; first += group) {
        const std::int64_t size = std::min(group, outputs - first);
        Shape sizes = sample.sizes().vec();
        sizes[0] = size;
        const at::Tensor copies =
            sample.detach().expand(at::IntArrayRef(sizes)).clone().set_requires_grad(true);
        const at::Tensor output = run(copies, {}, {});
        const at::Tensor own = output.narrow(1, first, size).diagonal().sum();
        slopes.push_back(slopeOf(own, copies, {}, false).reshape({size, -1}));
    }
    return at::cat(slopes);
}

at::Tensor LoadedNetwork::gradients(const at::Tensor& output, const at::Tensor& sample,
                                    JacobianMethod method)
{
    if (!output.requires_grad()) // does not depend on the input
        return at::zeros({output.size(1), sample.numel()}, sample.options());
    switch (method) {
    case JacobianMethod::Batched:
        return batched(output, sample, jacobianGroup());
    case JacobianMethod::Replicated:
        if (!oneByOne)
            return replicated(sample);
        break;
    default:
        break;
    }
    return rowByRow(output, sample, allRows(output));
}

JacobianMethod LoadedNetwork::chooseMethod(const at::Tensor& output, const at::Tensor& sample)
{
    if (!output.requires_grad())
        return JacobianMethod::Loop;
    const std::int64_t last = output.size(1) - 1;
    const std::vector<std::int64_t> probes{0, last / 2, last};
    const at::Tensor exact = rowByRow(output, sample, probes);
    const double size = exact.abs().max().item<double>();
    const double rounding = sample.scalar_type() == at::kDouble ? 1e-10 : 1e-4;
    for (const JacobianMethod method : {JacobianMethod::Batched, JacobianMethod::Replicated}) {
        try {
            const at::Tensor all = gradients(output, sample, method);
            bool same = true;
            for (std::size_t i = 0; i < probes.size(); ++i) {
                const double difference = all.select(0, probes[i])
                                              .sub(exact.select(0, std::int64_t(i)))
                                              .abs()
                                              .max()
                                              .item<double>();
                same = same && difference <= rounding * size; // not if it is NaN
            }
            if (same)
                return method;
        } catch (const std::exception&) {
            continue; // an operator without a rule for it
        }
    }
    return JacobianMethod::Loop;
}

OutputJacobian LoadedNetwork::jacobian(const VectorD& given, Precision precision,
                                       JacobianMethod method)
{
    inspect({});
    const MatrixD row = given.transpose();
    const at::ScalarType type = precision == Precision::Float64 ? at::kDouble : at::kFloat;
    const at::Tensor sample = asTensor(row).to(type, false, true).set_requires_grad(true);
    const at::Tensor output = run(sample, {}, {});
    OutputJacobian result;
    try {
        if (method == JacobianMethod::Automatic) {
            if (!jacobianMethod)
                jacobianMethod = chooseMethod(output, sample);
            method = *jacobianMethod;
        }
        const at::Tensor slopes = gradients(output, sample, method).to(at::kDouble).contiguous();
        const at::Tensor values = output.detach().to(at::kDouble).contiguous();
        result.method = method;
        result.output = Eigen::Map<const VectorD>(values.data_ptr<double>(), values.numel());
        result.jacobian =
            Eigen::Map<const MatrixD>(slopes.data_ptr<double>(), slopes.size(0), slopes.size(1));
    } catch (...) {
        explain(info.inputShape, {});
    }
    return result;
}

} // namespace leafscope
