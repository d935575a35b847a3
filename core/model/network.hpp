// SPDX-License-Identifier: MIT
// A TorchScript network: its layers, a forward pass that records any set of them, gradients to the
// input.
//
// This header shows std and Eigen types only; LibTorch is loaded with the first network.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

class TorchNetwork;

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
    std::string type;              ///< class name of the root module
    std::int64_t parameters = 0;   ///< total number of parameters
    Shape inputShape;              ///< of one sample, as used in the trial forward
    std::int64_t outputs = 0;      ///< width of the output per sample
    std::vector<LayerInfo> layers; ///< in the order of execution
    nlohmann::json
        metadata; ///< what Leafscope's own trainer stored with it (normalisation, classes), or null
    std::vector<std::string> notes; ///< what is not recorded and why, and the like
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

/// Rows [first, first + rows) of a layer during a pass, row-major; the memory is valid during the
/// call only.
template <class T>
struct LayerRows {
    std::size_t layer = 0; ///< position in the list asked for
    Index first = 0;       ///< row of the batch
    Index rows = 0;
    Index dim = 0;
    const T* values = nullptr;
};

template <class T>
using LayerSink = std::function<void(const LayerRows<T>&)>;

/// What Network::inputGradient gave: gradients and recorded layers, all with one row per sample.
struct InputGradient {
    MatrixD gradient;
    std::vector<MatrixD> layers;
};

/// y = weights x + bias, of a layer.
struct LinearMap {
    MatrixD weights; ///< out x in
    VectorD bias;    ///< out; empty if there is none
};

/// How the rows of a Jacobian are computed; all give the same up to rounding.
enum class JacobianMethod {
    Automatic,  ///< Batched where it agrees with Loop on the first input of this network, else
                ///< Replicated, else Loop
    Loop,       ///< one backward pass per output
    Replicated, ///< one forward and one backward pass over the input repeated for every output
    Batched,    ///< one forward pass, one backward pass over all outputs at a time
};

struct OutputJacobian {
    VectorD output;                               ///< C
    MatrixD jacobian;                             ///< C x inputs
    JacobianMethod method = JacobianMethod::Loop; ///< that was used
};

/// A loaded network in evaluation mode. Not thread-safe: one worker per network.
///
/// A TorchScript file is a program (it may even write files, with aten::save): open those of people
/// you trust. Inspecting or running one that never ends does not end either, and a cancel waits for
/// it; one that asks for more memory than the machine can give ends with Error(OutOfMemory).
///
/// Layers. "input" is the batch itself. Every other layer is one call of one submodule's forward:
/// named by its attribute path, further calls in the same pass "relu#2", "relu#3" in the order of
/// execution, also inside if and loop blocks. (A submodule that is itself called "input" is
/// "input#module".) A module that returns a tuple or list stands for the first tensor in it.
/// Outputs that are not floating-point, or that do not grow with the batch, are not layers;
/// ModelInfo::notes counts them.
///
/// Determinism: the same batch on the same number of threads gives the same bits. Another number of
/// threads may round differently in the last digits, because the matrix library splits its sums
/// differently.
class Network {
public:
    /// Loads a TorchScript file, or the last checkpoint of a folder written by `train`. Throws
    /// Error with the cure for state dicts, pickles, damaged files and unknown operators.
    static Network load(const std::filesystem::path& file);
    Network(Network&&) noexcept;
    Network& operator=(Network&&) noexcept;
    ~Network();

    /// Runs a trial forward on zeros of this shape (one sample, no batch axis; then two samples, to
    /// learn which axis is the batch) and lists the layers. An empty shape means: the shape stored
    /// by `train`, else common shapes that fit the first weights are tried. The answer is kept; the
    /// same shape again costs nothing. Throws Error(InvalidInput) that names the layer and the
    /// shapes when the input does not fit or the model throws.
    const ModelInfo& inspect(const Shape& inputShape = {});

    /// What our own trainer stored in the file, or null; known without inspect().
    const nlohmann::json& metadata() const;

    /// One pass over a batch (rows are samples of the inspected input shape, already normalised),
    /// recording the named layers. Values are what a Python forward hook that copies would see.
    /// Calls inspect() if it was not called. Throws Error: InvalidInput for unknown layers, rows of
    /// the wrong width, a layer that this batch did not reach.
    ForwardResult forward(const MatrixF& batch, std::span<const std::string> layers);
    ForwardResult64 forward(const MatrixD& batch, std::span<const std::string> layers);

    /// The same pass without keeping anything: hands each layer's rows to `sink` while the network
    /// runs and returns the output. Memory is that of the network's own forward pass. What the sink
    /// throws comes out unchanged.
    MatrixF forwardInto(const MatrixF& batch, std::span<const std::string> layers,
                        const LayerSink<float>& sink);
    MatrixD forwardInto(const MatrixD& batch, std::span<const std::string> layers,
                        const LayerSink<double>& sink);

    /// Gradient of output[:, unit] with respect to the input, row by row. Same shape as the batch.
    MatrixD inputGradient(const MatrixD& batch, std::int64_t unit);
    /// Likewise, recording layers in the same pass; recording does not disturb the gradient.
    InputGradient inputGradient(const MatrixD& batch, std::int64_t unit,
                                std::span<const std::string> layers);

    /// The numbers of a layer of type Linear: a parameter "weight" of two axes and perhaps "bias".
    /// Nothing for a layer that has none, for example a quantised or a frozen one. Throws
    /// Error(InvalidInput) for an unknown layer. Inspects as forward() does.
    std::optional<LinearMap> linearMap(const std::string& layer);

    /// At most so many threads from now on; 0: computeThreads(). Passes of single samples through
    /// small networks are slower with several, which wait for each other.
    void setThreads(int most);

    /// All outputs of one sample and their gradients to the input, computed in `precision`. Outputs
    /// are taken in groups where the network is large, so memory stays within a few hundred MB.
    OutputJacobian jacobian(const VectorD& sample, Precision precision = Precision::Float32,
                            JacobianMethod method = JacobianMethod::Automatic);

private:
    explicit Network(std::unique_ptr<TorchNetwork> torch);
    std::unique_ptr<TorchNetwork> m_torch;
};

} // namespace leafscope
