// SPDX-License-Identifier: MIT
// A TorchScript network: its layers, a forward pass that records any set of them, gradients to the input.
//
// This header shows std and Eigen types only; LibTorch stays inside the .cpp files.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

using Shape = std::vector<std::int64_t>;

/// One recorded place of the network: the output of one call of one module.
struct LayerInfo {
    std::string name; ///< attribute path "layer1.0.conv1"; a module's second call is "relu#2"
    std::string type; ///< "Conv2d"
    Shape shape;      ///< of one sample's output, without the batch axis
    double depth = 0; ///< (convolutions + linear maps executed so far) / all of them
    std::int64_t parameters = 0; ///< owned by the module itself and its children
};

struct ModelInfo {
    std::filesystem::path file;
    std::string hash;
    std::string kind = "TorchScript";
    std::string type;             ///< class name of the root module
    std::int64_t parameters = 0;  ///< total number of parameters
    Shape inputShape;             ///< of one sample, as used in the trial forward
    std::int64_t outputs = 0;     ///< width of the output per sample
    std::vector<LayerInfo> layers; ///< in the order of execution
    nlohmann::json metadata;      ///< what Leafscope's own trainer stored with it (normalisation, classes), or null
};

enum class Precision { Float32, Float64 };

/// What one batch gave. Matrices are batch x prod(shape).
struct ForwardResult {
    std::vector<MatrixF> layers; ///< in the order asked for
    MatrixF output;              ///< batch x outputs (flattened)
};
struct ForwardResult64 {
    std::vector<MatrixD> layers;
    MatrixD output;
};

/// A loaded network in evaluation mode. Not thread-safe: one worker per network.
class Network {
public:
    /// Loads a TorchScript file, or the last checkpoint of a folder written by `train`. Throws Error with the cure for
    /// state dicts, pickles, damaged files and unknown operators.
    static Network load(const std::filesystem::path& file);
    Network(Network&&) noexcept;
    Network& operator=(Network&&) noexcept;
    ~Network();

    /// Runs one trial forward on zeros of this shape (one sample, no batch axis) and lists the layers.
    /// An empty shape means: the shape stored by `train`, else common shapes that fit the first weights are tried.
    /// Throws Error(InvalidInput) that names the layer and the shapes when the input does not fit or the model throws.
    const ModelInfo& inspect(const Shape& inputShape = {});

    /// One pass over a batch (rows are samples of the inspected input shape, already normalised), recording the named
    /// layers. Values are what a Python forward hook that copies would see.
    ForwardResult forward(const MatrixF& batch, std::span<const std::string> layers);
    ForwardResult64 forward(const MatrixD& batch, std::span<const std::string> layers);

    /// Gradient of output[:, unit] with respect to the input, row by row, while layers are being recorded (they do not
    /// disturb it). Same shape as the batch.
    MatrixD inputGradient(const MatrixD& batch, std::int64_t unit);

private:
    struct Impl;
    explicit Network(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace leafscope
