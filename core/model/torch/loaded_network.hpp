// SPDX-License-Identifier: MIT
// What a Network holds. Internal: shows LibTorch types; shared by loaded_network.cpp, inspect.cpp
// and jacobian.cpp.
#pragma once

#include "core/model/torch/taps.hpp"
#include "core/model/torch_library.hpp"

#include <optional>
#include <utility>

namespace leafscope {

/// Where a layer's tensor comes from and how its axes become one row per sample.
struct LayerPlace {
    std::string path;              ///< attribute path of the module; "" for the input
    int call = 1;                  ///< which call of it in a pass
    std::int64_t batchAxis = 0;    ///< the axis that grows with the batch
    std::int64_t multiplicity = 1; ///< entries along that axis per sample
    Shape shape;                   ///< per sample
};

struct Trial; ///< what one trial forward showed; in inspect.cpp

struct LoadedNetwork : TorchNetwork {
    /// Throws what Network::load throws.
    explicit LoadedNetwork(const std::filesystem::path& file);

    const nlohmann::json& metadata() const override { return info.metadata; }
    MatrixF forwardInto(const MatrixF& batch, std::span<const std::string> layers,
                        const LayerSink<float>& sink) override;
    MatrixD forwardInto(const MatrixD& batch, std::span<const std::string> layers,
                        const LayerSink<double>& sink) override;
    InputGradient inputGradient(const MatrixD& batch, std::int64_t unit,
                                std::span<const std::string> layers) override;
    OutputJacobian jacobian(const VectorD& sample, Precision precision,
                            JacobianMethod method) override;

    std::optional<LinearMap> linearMap(const std::string& layer) override; // linear_map.cpp
    void setThreads(int most) override { threads = most; }

    torch::jit::Module module;
    std::optional<torch::jit::Module> wide; ///< float64 copy, made when first needed
    ModelInfo info;
    bool inspected = false;
    int threads = 0;                         ///< of a pass, 0: all
    bool oneByOne = false;                   ///< the network takes a single sample only
    std::vector<LayerPlace> places;          ///< parallel to info.layers
    std::unique_ptr<TappedGraph> trialGraph; ///< watches everything
    std::vector<std::pair<std::string, std::unique_ptr<TappedGraph>>> cache; ///< by watched paths

    // inspect.cpp
    const ModelInfo& inspect(const Shape& shape) override;
    void inspectAs(const Shape& shape);
    Trial trial(std::int64_t batch, const Shape& shape);
    void listLayers(const Trial& one, const std::optional<Trial>& two, const Shape& shape);
    TappedGraph& everything();
    /// Says which module `input` fails in, as "conv1 (Conv2d)", or "".
    std::string locateFailure(const torch::jit::Module& self, const at::Tensor& input);
    /// Turns the exception being handled into an Error about an input of `shape`.
    [[noreturn]] void explain(const Shape& shape, const std::string& where) const;

    // loaded_network.cpp
    const torch::jit::Module& moduleFor(at::ScalarType type);
    TappedGraph& tappedFor(const std::vector<std::size_t>& layers);
    std::vector<std::size_t> find(std::span<const std::string> names) const;
    /// Tells of one recorded tensor, of shape batch x dim, contiguous.
    using TensorSink = std::function<void(std::size_t position, const at::Tensor& rows)>;
    at::Tensor run(const at::Tensor& input, const std::vector<std::size_t>& layers,
                   const TensorSink& sink);
    template <class Matrix>
    Matrix pass(const Matrix& batch, std::span<const std::string> names,
                const LayerSink<typename Matrix::Scalar>& sink);
    template <class Matrix>
    at::Tensor asTensor(const Matrix& batch) const;

    // jacobian.cpp
    /// Of one sample, on which gradients are wanted, C x inputs.
    at::Tensor gradients(const at::Tensor& output, const at::Tensor& sample, JacobianMethod method);
    at::Tensor replicated(const at::Tensor& sample);
    JacobianMethod chooseMethod(const at::Tensor& output, const at::Tensor& sample);
    /// How many outputs go backward together.
    std::int64_t jacobianGroup() const;
    std::optional<JacobianMethod> jacobianMethod; ///< that Automatic has found
};

/// The network's result as one tensor: a tensor, the first of a tuple or list, or of a dictionary
/// the entry "out" or "logits", else its first tensor. Undefined if there is none.
at::Tensor outputTensor(const c10::IValue& value);

/// Puts the calling thread's share of the cores in force for LibTorch, `most` of them unless that
/// is 0.
void useComputeThreads(int most);

} // namespace leafscope
