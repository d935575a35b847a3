// SPDX-License-Identifier: MIT
// A built-in network (architecture.hpp says which there are) and the operations that training
// needs. LibTorch is loaded with the first network.
#pragma once

#include "core/base/matrix.hpp"
#include "core/model/architecture.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace leafscope {

class TorchTrainer;

enum class Loss {
    CrossEntropy,
    MeanSquared ///< against one-hot targets, mean over samples and classes
};

/// g is the gradient of the loss plus weightDecay p, p a parameter, t counts steps from 1.
enum class Optimizer {
    /// v <- momentum v + g; p <- p - learningRate v.
    Sgd,
    /// m <- beta1 m + (1 - beta1) g; v <- beta2 v + (1 - beta2) g^2;
    /// p <- p - learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon).
    /// Source: Kingma and Ba, ICLR 2015, algorithm 1.
    Adam
};

struct StepOptions {
    double learningRate = 0.05;
    double momentum = 0.9;     ///< sgd
    double weightDecay = 5e-4; ///< on every parameter
    Loss loss = Loss::CrossEntropy;
    Optimizer optimizer = Optimizer::Sgd;
    double beta1 = 0.9;    ///< adam
    double beta2 = 0.999;  ///< adam
    double epsilon = 1e-8; ///< adam
};

/// Sums over a batch.
struct BatchScore {
    double loss = 0; ///< mean loss times the number of rows
    Index correct = 0;
};

/// Everything that training changes: to go on from it is to go on as if nothing had happened, to
/// the bit.
struct TrainingState {
    std::int64_t steps = 0;
    std::vector<float> values; ///< parameters, running statistics, moments of the optimizer
};

/// A network being trained. Not thread-safe.
///
/// A batch is computed in up to four parts side by side, whose gradients are added in order: the
/// same seed and batches give the same bits for any number of threads. Batch normalisation
/// therefore takes its statistics over a part: a quarter of the batch, but at least 16 rows (all
/// of a smaller batch). The running statistics are the parts' mean. Source: Hoffer, Hubara, Soudry,
/// NeurIPS 2017, section 4 ("ghost" batch normalisation), who find that it generalises no worse.
class TrainableNetwork {
public:
    /// Throws what planNetwork throws.
    TrainableNetwork(const Architecture& architecture, std::uint64_t seed);
    TrainableNetwork(TrainableNetwork&&) noexcept;
    TrainableNetwork& operator=(TrainableNetwork&&) noexcept;
    ~TrainableNetwork();

    /// One step of descent on a batch (rows are samples). The score is that before the step.
    BatchScore step(const MatrixF& batch, std::span<const std::int32_t> labels,
                    const StepOptions& options);
    /// In evaluation mode, without changing anything.
    BatchScore evaluate(const MatrixF& batch, std::span<const std::int32_t> labels, Loss loss);
    /// Writes a TorchScript file with the metadata inside; whole or not at all. The same network
    /// and metadata give the same bytes.
    void save(const std::filesystem::path& file, const nlohmann::json& metadata) const;
    std::int64_t parameterCount() const;

    TrainingState state() const;
    /// Takes up a state of a network of the same architecture. False, and nothing changed, if the
    /// number of values differs.
    bool restore(const TrainingState& state);

private:
    std::unique_ptr<TorchTrainer> m_torch;
};

} // namespace leafscope
