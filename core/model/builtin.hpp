// SPDX-License-Identifier: MIT
// The built-in architectures, defined as TorchScript, and the operations that training needs.
//
// `lenet`: conv1 (6 maps 5x5, padding 2), relu1, pool1, conv2 (16 maps 5x5), relu2, pool2, fc1
// (120), relu3, fc2 (84), relu4, fc3 (classes); 61,706 parameters for 1 x 28 x 28 and 10 classes.
// After LeCun et al., Proc. IEEE 86 (1998), with ReLU and max-pooling in place of the sigmoids and
// trained averages of the paper. `mlp`: depth hidden layers fc1, [bn1,] relu1, ... and the output
// layer fc{depth + 1}. Initialisation: He et al., ICCV 2015 (normal, fan-in, gain sqrt 2; gain 1
// for the output layer), biases 0.
#pragma once

#include "core/base/matrix.hpp"
#include "core/model/network.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace leafscope {

struct Architecture {
    std::string name = "lenet"; ///< or "mlp"
    Shape inputShape;           ///< of one sample; `lenet` needs (channels, height, width)
    std::int64_t classes = 10;
    std::int64_t depth = 3;   ///< mlp: number of hidden layers
    std::int64_t width = 256; ///< mlp: units in each
    bool batchNorm = false;   ///< mlp: batch normalisation before each ReLU
};

enum class Loss {
    CrossEntropy,
    MeanSquared ///< against one-hot targets, mean over samples and classes
};

struct StepOptions {
    double learningRate = 0.05;
    double momentum = 0.9;
    double weightDecay = 5e-4; ///< on every parameter
    Loss loss = Loss::CrossEntropy;
};

/// Sums over a batch.
struct BatchScore {
    double loss = 0; ///< mean loss times the number of rows
    Index correct = 0;
};

/// A network being trained by stochastic gradient descent with momentum:
/// v <- momentum v + gradient + weightDecay p; p <- p - learningRate v.
/// The same seed and batches give the same bits for any number of threads. Not thread-safe.
class TrainableNetwork {
public:
    /// Throws Error(InvalidInput) for an unknown name, an input that is too small for `lenet`,
    /// fewer than 2 classes.
    TrainableNetwork(const Architecture& architecture, std::uint64_t seed);
    TrainableNetwork(TrainableNetwork&&) noexcept;
    TrainableNetwork& operator=(TrainableNetwork&&) noexcept;
    ~TrainableNetwork();

    /// One step of descent on a batch (rows are samples). The score is that before the step.
    BatchScore step(const MatrixF& batch, std::span<const std::int32_t> labels,
                    const StepOptions& options);
    /// In evaluation mode, without changing anything.
    BatchScore evaluate(const MatrixF& batch, std::span<const std::int32_t> labels, Loss loss);
    /// Writes a TorchScript file with the metadata inside; whole or not at all.
    void save(const std::filesystem::path& file, const nlohmann::json& metadata) const;
    std::int64_t parameterCount() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace leafscope
