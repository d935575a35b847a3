// SPDX-License-Identifier: MIT
// The library that holds LibTorch, as the rest of the program sees it. It is loaded when the first
// network is: LibTorch and what it needs take 0.7 s to load, which a start of the program, and a
// command that computes without a network, need not wait for. Internal: people use network.hpp and
// builtin.hpp.
#pragma once

#include "core/model/builtin.hpp"
#include "core/model/network.hpp"

namespace leafscope {

/// What stands behind a Network; its functions are explained there.
class TorchNetwork {
public:
    virtual ~TorchNetwork() = default;
    virtual const ModelInfo& inspect(const Shape& inputShape) = 0;
    virtual const nlohmann::json& metadata() const = 0;
    virtual MatrixF forwardInto(const MatrixF& batch, std::span<const std::string> layers,
                                const LayerSink<float>& sink) = 0;
    virtual MatrixD forwardInto(const MatrixD& batch, std::span<const std::string> layers,
                                const LayerSink<double>& sink) = 0;
    virtual InputGradient inputGradient(const MatrixD& batch, std::int64_t unit,
                                        std::span<const std::string> layers) = 0;
    virtual std::optional<LinearMap> linearMap(const std::string& layer) = 0;
    virtual void setThreads(int most) = 0;
    virtual OutputJacobian jacobian(const VectorD& sample, Precision precision,
                                    JacobianMethod method) = 0;
};

/// What stands behind a TrainableNetwork; its functions are explained there.
class TorchTrainer {
public:
    virtual ~TorchTrainer() = default;
    virtual BatchScore step(const MatrixF& batch, std::span<const std::int32_t> labels,
                            const StepOptions& options) = 0;
    virtual BatchScore evaluate(const MatrixF& batch, std::span<const std::int32_t> labels,
                                Loss loss) = 0;
    virtual void save(const std::filesystem::path& file, const nlohmann::json& metadata) const = 0;
    virtual std::int64_t parameterCount() const = 0;
    virtual TrainingState state() const = 0;
    virtual bool restore(const TrainingState& state) = 0;
};

struct TorchLibrary {
    std::unique_ptr<TorchNetwork> (*load)(const std::filesystem::path& file) = nullptr;
    std::unique_ptr<TorchTrainer> (*makeTrainer)(const Architecture& architecture,
                                                 std::uint64_t seed) = nullptr;
};

/// The library, loaded at the first call (0.7 s; any thread may call). Throws Error(Internal) if it
/// or LibTorch is not where it was when the program was built.
const TorchLibrary& torchLibrary();

} // namespace leafscope
