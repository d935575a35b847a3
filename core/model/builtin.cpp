// SPDX-License-Identifier: MIT
// Builds TorchScript modules from C++ and descends their gradients.
#include "core/model/builtin.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/parallel.hpp"
#include "core/model/model_file.hpp"
#include "core/model/network.hpp"
#include "core/model/torch_text.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <utility>
#include <vector>

namespace leafscope {

namespace jit = torch::jit;

namespace {

jit::Module emptyModule(const std::string& type)
{
    jit::Module module(c10::QualifiedName("__torch__." + type));
    module.register_attribute("training", c10::BoolType::get(), true);
    return module;
}

/// Makes modules with seeded weights. The types' names are PyTorch's, so `info` shows what a person
/// expects.
class ModuleMaker {
public:
    explicit ModuleMaker(std::uint64_t seed)
        : m_generator(at::detail::createCPUGenerator(seed))
    {
    }

    jit::Module linear(std::int64_t in, std::int64_t out, double gain)
    {
        jit::Module module = emptyModule("Linear");
        weights(module, {out, in}, in, gain);
        module.define("def forward(self, x):\n"
                      "    return torch.linear(x, self.weight, self.bias)\n");
        return module;
    }

    jit::Module convolution(std::int64_t in, std::int64_t out, int padding)
    {
        constexpr std::int64_t kSide = 5;
        jit::Module module = emptyModule("Conv2d");
        weights(module, {out, in, kSide, kSide}, in * kSide * kSide, std::sqrt(2.0));
        const std::string p = std::to_string(padding);
        module.define("def forward(self, x):\n    return torch.conv2d(x, self.weight, self.bias, "
                      "[1, 1], [" +
                      p + ", " + p + "], [1, 1], 1)\n");
        return module;
    }

    static jit::Module batchNorm(std::int64_t width)
    {
        jit::Module module = emptyModule("BatchNorm1d");
        module.register_parameter("weight", at::ones({width}), false);
        module.register_parameter("bias", at::zeros({width}), false);
        module.register_buffer("running_mean", at::zeros({width}));
        module.register_buffer("running_var", at::ones({width}));
        module.define("def forward(self, x):\n"
                      "    return torch.batch_norm(x, self.weight, self.bias, self.running_mean, "
                      "self.running_var, self.training, 0.1, 1e-5, True)\n");
        return module;
    }

    static jit::Module relu()
    {
        jit::Module module = emptyModule("ReLU");
        module.define("def forward(self, x):\n    return torch.relu(x)\n");
        return module;
    }

    static jit::Module maxPool()
    {
        jit::Module module = emptyModule("MaxPool2d");
        module.define("def forward(self, x):\n    return torch.max_pool2d(x, [2, 2], [2, 2], "
                      "[0, 0], [1, 1], False)\n");
        return module;
    }

private:
    void weights(jit::Module& module, const Shape& shape, std::int64_t fanIn, double gain)
    {
        const double deviation = gain / std::sqrt(double(fanIn));
        module.register_parameter("weight", at::empty(shape).normal_(0, deviation, m_generator),
                                  false);
        module.register_parameter("bias", at::zeros({shape[0]}), false);
    }

    at::Generator m_generator;
};

/// Adds named children one after the other and writes the forward that calls them in that order.
class Chain {
public:
    explicit Chain(const std::string& type)
        : m_module(emptyModule(type))
    {
    }
    void add(const std::string& name, const jit::Module& child)
    {
        m_module.register_module(name, child);
        m_body += "    x = self." + name + ".forward(x)\n";
    }
    void flatten() { m_body += "    x = x.flatten(1)\n"; }
    jit::Module finish()
    {
        m_module.define("def forward(self, x):\n" + m_body + "    return x\n");
        return m_module;
    }

private:
    jit::Module m_module;
    std::string m_body;
};

[[noreturn]] void refuse(const std::string& happened, const std::string& remedy)
{
    throw Error(ErrorKind::InvalidInput, happened, "built-in network",
                "the architecture does not suit these data or options", remedy);
}

jit::Module makeLenet(const Architecture& architecture, ModuleMaker& maker)
{
    constexpr std::int64_t kSmallest = 12;
    const Shape& shape = architecture.inputShape;
    if (shape.size() != 3 || shape[1] < kSmallest || shape[2] < kSmallest)
        refuse("lenet cannot take samples of shape " + shapeText(shape),
               "give images (channels x height x width, at least 12 x 12), or use --arch mlp");
    // 5x5 with padding 2 keeps the size, pooling halves it, 5x5 without padding takes 4, pooling
    // halves again.
    const auto side = [](std::int64_t extent) { return (extent / 2 - 4) / 2; };
    const double gain = std::sqrt(2.0);
    Chain chain("LeNet");
    chain.add("conv1", maker.convolution(shape[0], 6, 2));
    chain.add("relu1", ModuleMaker::relu());
    chain.add("pool1", ModuleMaker::maxPool());
    chain.add("conv2", maker.convolution(6, 16, 0));
    chain.add("relu2", ModuleMaker::relu());
    chain.add("pool2", ModuleMaker::maxPool());
    chain.flatten();
    chain.add("fc1", maker.linear(16 * side(shape[1]) * side(shape[2]), 120, gain));
    chain.add("relu3", ModuleMaker::relu());
    chain.add("fc2", maker.linear(120, 84, gain));
    chain.add("relu4", ModuleMaker::relu());
    chain.add("fc3", maker.linear(84, architecture.classes, 1));
    return chain.finish();
}

jit::Module makeMlp(const Architecture& architecture, ModuleMaker& maker)
{
    if (architecture.depth < 0 || architecture.width < 1)
        refuse("an mlp of depth " + std::to_string(architecture.depth) + " and width " +
                   std::to_string(architecture.width) + " does not exist",
               "choose a depth of at least 0 and a width of at least 1");
    Chain chain("Mlp");
    chain.flatten();
    std::int64_t in = elementCount(architecture.inputShape);
    for (std::int64_t layer = 1; layer <= architecture.depth; ++layer) {
        const std::string number = std::to_string(layer);
        chain.add("fc" + number, maker.linear(in, architecture.width, std::sqrt(2.0)));
        if (architecture.batchNorm)
            chain.add("bn" + number, ModuleMaker::batchNorm(architecture.width));
        chain.add("relu" + number, ModuleMaker::relu());
        in = architecture.width;
    }
    chain.add("fc" + std::to_string(architecture.depth + 1),
              maker.linear(in, architecture.classes, 1));
    return chain.finish();
}

jit::Module makeModule(const Architecture& architecture, std::uint64_t seed)
{
    if (architecture.classes < 2)
        refuse("a classifier needs at least 2 classes, the data have " +
                   std::to_string(architecture.classes),
               "give data with labels of at least two classes");
    if (architecture.inputShape.empty() || elementCount(architecture.inputShape) < 1)
        refuse("the samples hold no values", "give data with at least one value per sample");
    ModuleMaker maker(seed);
    if (architecture.name == "lenet")
        return makeLenet(architecture, maker);
    if (architecture.name == "mlp")
        return makeMlp(architecture, maker);
    refuse("there is no built-in architecture \"" + architecture.name + "\"",
           "choose mlp or lenet");
}

} // namespace

/// What one part of a batch contributes.
struct Contribution {
    BatchScore score;
    std::vector<at::Tensor> slopes; ///< of the part's share of the mean loss, by parameter
};

struct TrainableNetwork::Impl {
    jit::Module module;
    Shape inputShape;
    std::int64_t classes = 0;
    Index parts = kParts;
    std::vector<at::Tensor> parameters;
    std::vector<at::Tensor> velocities;

    /// A batch is always computed in as many parts, side by side, whose results are added in order:
    /// the bits do not depend on the number of threads, and threads meet once per step instead of
    /// in every operator.
    static constexpr Index kParts = 4;

    void setTraining(bool on) const
    {
        for (const jit::Module& part : module.modules())
            part._ivalue()->setAttr("training", on);
    }

    at::Tensor forward(const float* values, Index rows) const
    {
        const jit::GraphOptimizerEnabledGuard plain(false);
        Shape sizes{rows};
        sizes.insert(sizes.end(), inputShape.begin(), inputShape.end());
        const at::Tensor input =
            at::from_blob(const_cast<float*>(values), sizes, at::kFloat); // only read
        return module.get_method("forward")({input}).toTensor();
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

    Contribution contribution(const float* values, std::span<const std::int32_t> labels, Loss loss,
                              double share) const
    {
        if (at::get_num_threads() != 1)
            at::set_num_threads(1); // in this thread; the parts run side by side
        const at::Tensor target = targets(labels);
        const at::Tensor output = forward(values, Index(labels.size()));
        const at::Tensor mean = lossOf(output, target, loss);
        Contribution result;
        result.score = {double(mean.item<float>()) * double(labels.size()),
                        Index(output.argmax(1).eq(target).sum().item<std::int64_t>())};
        if (at::GradMode::is_enabled())
            result.slopes = torch::autograd::grad({mean.mul(share)}, parameters);
        return result;
    }

    std::vector<Contribution> contributions(const MatrixF& batch,
                                            std::span<const std::int32_t> labels, Loss loss,
                                            bool slopes) const
    {
        EXPECTS(batch.cols() == elementCount(inputShape) && batch.rows() == Index(labels.size()),
                std::to_string(batch.rows()) + " x " + std::to_string(batch.cols()));
        const Index count = std::min(parts, batch.rows());
        std::vector<Contribution> results(static_cast<std::size_t>(count));
        const SerialBlas serial;
        parallelFor(count, [&](Index part) {
            const c10::AutoGradMode gradients(slopes);
            const Index first = batch.rows() * part / count;
            const Index rows = batch.rows() * (part + 1) / count - first;
            results[std::size_t(part)] =
                contribution(batch.data() + first * batch.cols(),
                             labels.subspan(std::size_t(first), std::size_t(rows)), loss,
                             double(rows) / double(batch.rows()));
        });
        return results;
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

TrainableNetwork::TrainableNetwork(const Architecture& architecture, std::uint64_t seed)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->module = makeModule(architecture, seed);
    m_impl->inputShape = architecture.inputShape;
    m_impl->classes = architecture.classes;
    if (architecture.batchNorm)
        m_impl->parts = 1; // its statistics are over the whole batch
    for (const at::Tensor& parameter : m_impl->module.parameters()) {
        m_impl->parameters.push_back(parameter.set_requires_grad(true));
        m_impl->velocities.push_back(at::zeros_like(parameter).set_requires_grad(false));
    }
}

TrainableNetwork::TrainableNetwork(TrainableNetwork&&) noexcept = default;
TrainableNetwork& TrainableNetwork::operator=(TrainableNetwork&&) noexcept = default;
TrainableNetwork::~TrainableNetwork() = default;

BatchScore TrainableNetwork::step(const MatrixF& batch, std::span<const std::int32_t> labels,
                                  const StepOptions& options)
{
    m_impl->setTraining(true);
    const auto parts = m_impl->contributions(batch, labels, options.loss, true);
    const c10::NoGradGuard plain;
    for (std::size_t i = 0; i < m_impl->parameters.size(); ++i) {
        at::Tensor& parameter = m_impl->parameters[i];
        at::Tensor& velocity = m_impl->velocities[i];
        velocity.mul_(options.momentum).add_(parameter, options.weightDecay);
        for (const Contribution& part : parts)
            velocity.add_(part.slopes[i]);
        parameter.add_(velocity, -options.learningRate);
    }
    return Impl::total(parts);
}

BatchScore TrainableNetwork::evaluate(const MatrixF& batch, std::span<const std::int32_t> labels,
                                      Loss loss)
{
    m_impl->setTraining(false);
    return Impl::total(m_impl->contributions(batch, labels, loss, false));
}

void TrainableNetwork::save(const std::filesystem::path& file, const nlohmann::json& metadata) const
{
    m_impl->setTraining(false);
    PendingFile pending(file);
    try {
        // Through a stream, because LibTorch writes the name of a file into it: same network, same
        // bytes.
        std::ofstream out(pending.path(), std::ios::binary);
        m_impl->module.save(out, {{kMetadataFile, metadata.dump()}});
        out.close();
        if (!out)
            throw std::runtime_error("the disk did not take all of it");
    } catch (const std::exception& error) {
        throw Error(ErrorKind::Io,
                    "the checkpoint cannot be written: " + meaningfulLine(error.what()),
                    file.string(), "the disk is full or permission is missing",
                    "free some space or write elsewhere with --out");
    }
    pending.commit();
}

std::int64_t TrainableNetwork::parameterCount() const
{
    std::int64_t count = 0;
    for (const at::Tensor& parameter : m_impl->parameters)
        count += parameter.numel();
    return count;
}

} // namespace leafscope
