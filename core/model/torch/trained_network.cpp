// SPDX-License-Identifier: MIT
// Computes a batch in parts side by side, descends, saves.
#include "core/model/torch/trained_network.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/parallel.hpp"
#include "core/model/model_file.hpp"
#include "core/model/torch/module_maker.hpp"
#include "core/model/torch/optimizer.hpp"
#include "core/model/torch_text.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/jit/runtime/graph_executor.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace leafscope {

namespace jit = torch::jit;

namespace {

std::vector<at::Tensor> parametersOf(const jit::Module& module)
{
    std::vector<at::Tensor> parameters;
    for (const at::Tensor& parameter : module.parameters())
        parameters.push_back(parameter.set_requires_grad(true));
    return parameters;
}

std::vector<at::Tensor> buffersOf(const jit::Module& module)
{
    std::vector<at::Tensor> buffers;
    for (const at::Tensor& buffer : module.buffers())
        buffers.push_back(buffer);
    return buffers;
}

} // namespace

/// What one part of a batch contributes.
struct Contribution {
    double share = 0; ///< of the batch's rows
    BatchScore score;
    std::vector<at::Tensor> slopes; ///< of the part's share of the mean loss, by parameter
};

/// A copy for one part of the batch: the network's parameters, running statistics of its own.
struct Replica {
    jit::Module module;
    std::vector<at::Tensor> buffers;
};

struct TrainedNetwork : TorchTrainer {
    static constexpr Index kParts = 4;
    static constexpr Index kNormalisedRows = 16; ///< fewest rows of a part that is normalised

    TrainedNetwork(const Architecture& architecture, std::uint64_t seed)
        : module(makeModule(planNetwork(architecture), seed))
        , inputShape(architecture.inputShape)
        , classes(architecture.classes)
        , descent(parametersOf(module))
        , buffers(buffersOf(module))
    {
        for (Index part = 0; part < kParts; ++part) {
            const jit::Module copy = replicaOf(module);
            replicas.push_back({copy, buffersOf(copy)});
        }
        setTraining(module, false);
    }

    BatchScore step(const MatrixF& batch, std::span<const std::int32_t> labels,
                    const StepOptions& options) override;
    BatchScore evaluate(const MatrixF& batch, std::span<const std::int32_t> labels,
                        Loss loss) override;
    void save(const std::filesystem::path& file, const nlohmann::json& metadata) const override;
    std::int64_t parameterCount() const override;
    TrainingState state() const override;
    bool restore(const TrainingState& state) override;

    jit::Module module; ///< in evaluation mode
    Shape inputShape;
    std::int64_t classes = 0;
    Descent descent;
    std::vector<at::Tensor> buffers;
    std::vector<Replica> replicas; ///< in training mode

    at::Tensor forward(const jit::Module& net, const float* values, Index rows) const
    {
        const jit::GraphOptimizerEnabledGuard plain(false);
        Shape sizes{rows};
        sizes.insert(sizes.end(), inputShape.begin(), inputShape.end());
        const at::Tensor input =
            at::from_blob(const_cast<float*>(values), sizes, at::kFloat); // only read
        return net.get_method("forward")({input}).toTensor();
    }

    at::Tensor targets(std::span<const std::int32_t> labels) const
    {
        at::Tensor result = at::empty({std::int64_t(labels.size())}, at::kLong);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            EXPECTS(labels[i] >= 0 && labels[i] < classes, "label " + std::to_string(labels[i]));
            result.data_ptr<std::int64_t>()[i] = labels[i];
        }
        return result;
    }

    at::Tensor lossOf(const at::Tensor& output, const at::Tensor& target, Loss loss) const
    {
        if (loss == Loss::CrossEntropy)
            return at::cross_entropy_loss(output, target);
        return at::mse_loss(output, at::one_hot(target, classes).to(at::kFloat));
    }

    Contribution contribution(const jit::Module& net, const float* values,
                              std::span<const std::int32_t> labels, Loss loss, double share) const
    {
        if (at::get_num_threads() != 1)
            at::set_num_threads(1); // in this thread; the parts run side by side
        const at::Tensor target = targets(labels);
        const at::Tensor output = forward(net, values, Index(labels.size()));
        const at::Tensor mean = lossOf(output, target, loss);
        Contribution result;
        result.share = share;
        result.score = {double(mean.item<float>()) * double(labels.size()),
                        Index(output.argmax(1).eq(target).sum().item<std::int64_t>())};
        if (at::GradMode::is_enabled())
            result.slopes = torch::autograd::grad({mean.mul(share)}, descent.parameters());
        return result;
    }

    /// Of `count` parts, in order; for training on the replicas and with slopes.
    std::vector<Contribution> contributions(const MatrixF& batch,
                                            std::span<const std::int32_t> labels, Loss loss,
                                            Index count, bool training) const
    {
        EXPECTS(batch.cols() == elementCount(inputShape) && batch.rows() == Index(labels.size()),
                std::to_string(batch.rows()) + " x " + std::to_string(batch.cols()));
        std::vector<Contribution> results(static_cast<std::size_t>(count));
        const SerialBlas serial;
        parallelFor(count, [&](Index part) {
            const c10::AutoGradMode gradients(training);
            const Index first = batch.rows() * part / count;
            const Index rows = batch.rows() * (part + 1) / count - first;
            results[std::size_t(part)] =
                contribution(training ? replicas[std::size_t(part)].module : module,
                             batch.data() + first * batch.cols(),
                             labels.subspan(std::size_t(first), std::size_t(rows)), loss,
                             double(rows) / double(batch.rows()));
        });
        return results;
    }

    void giveStatistics()
    {
        for (const Replica& replica : replicas)
            for (std::size_t b = 0; b < buffers.size(); ++b)
                replica.buffers[b].copy_(buffers[b]);
    }

    void takeStatistics(const std::vector<Contribution>& parts)
    {
        for (std::size_t b = 0; b < buffers.size(); ++b) {
            buffers[b].zero_();
            for (std::size_t part = 0; part < parts.size(); ++part)
                buffers[b].add_(replicas[part].buffers[b], parts[part].share);
        }
    }

    /// Calls visit(values, count) for everything that training changes.
    template <class Visit>
    void forEachState(const Visit& visit) const
    {
        for (const auto* tensors :
             {&descent.parameters(), &buffers, &descent.firstMoments(), &descent.secondMoments()})
            for (const at::Tensor& tensor : *tensors)
                visit(tensor.data_ptr<float>(), std::size_t(tensor.numel()));
    }

    static BatchScore total(const std::vector<Contribution>& parts)
    {
        BatchScore sum;
        for (const Contribution& part : parts) {
            sum.loss += part.score.loss;
            sum.correct += part.score.correct;
        }
        return sum;
    }
};

BatchScore TrainedNetwork::step(const MatrixF& batch, std::span<const std::int32_t> labels,
                                const StepOptions& options)
{
    const c10::NoGradGuard plain;
    const bool normalised = !buffers.empty();
    const Index most = normalised ? batch.rows() / kNormalisedRows : batch.rows();
    giveStatistics();
    const auto parts =
        contributions(batch, labels, options.loss, std::clamp<Index>(most, 1, kParts), true);
    takeStatistics(parts);
    std::vector<std::span<const at::Tensor>> slopes;
    for (const Contribution& part : parts)
        slopes.emplace_back(part.slopes);
    descent.step(slopes, options);
    return total(parts);
}

BatchScore TrainedNetwork::evaluate(const MatrixF& batch, std::span<const std::int32_t> labels,
                                    Loss loss)
{
    const Index count = std::min(kParts, batch.rows());
    return total(contributions(batch, labels, loss, count, false));
}

void TrainedNetwork::save(const std::filesystem::path& file, const nlohmann::json& metadata) const
{
    // Into memory first: LibTorch's writer throws out of its destructor on a full disk, which ends
    // the program. And through a stream, because it writes the name of a file into it: same
    // network, same bytes.
    std::ostringstream bytes;
    try {
        module.save(bytes, {{kMetadataFile, metadata.dump()}});
    } catch (const std::exception& error) {
        throw Error(ErrorKind::Internal,
                    "the checkpoint cannot be written: " + meaningfulLine(error.what()),
                    file.string(), "a defect in Leafscope or LibTorch",
                    "please report it with this message");
    }
    writeTextFile(file, bytes.view());
}

std::int64_t TrainedNetwork::parameterCount() const
{
    std::int64_t count = 0;
    for (const at::Tensor& parameter : descent.parameters())
        count += parameter.numel();
    return count;
}

TrainingState TrainedNetwork::state() const
{
    TrainingState state{descent.steps(), {}};
    forEachState([&](const float* values, std::size_t count) {
        state.values.insert(state.values.end(), values, values + count);
    });
    return state;
}

bool TrainedNetwork::restore(const TrainingState& state)
{
    std::size_t expected = 0;
    forEachState([&](const float*, std::size_t count) { expected += count; });
    if (expected != state.values.size())
        return false;
    const float* from = state.values.data();
    forEachState([&](float* values, std::size_t count) {
        std::copy_n(from, count, values);
        from += count;
    });
    descent.setSteps(state.steps);
    return true;
}

std::unique_ptr<TorchTrainer> makeTrainer(const Architecture& architecture, std::uint64_t seed)
{
    return std::make_unique<TrainedNetwork>(architecture, seed);
}

} // namespace leafscope
