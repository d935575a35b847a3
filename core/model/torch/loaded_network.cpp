// SPDX-License-Identifier: MIT
// Loading, passes that record layers, and the gradient to the input.
#include "core/model/torch/loaded_network.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/parallel.hpp"
#include "core/model/model_file.hpp"
#include "core/model/torch/recorder.hpp"
#include "core/model/torch_text.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/jit/serialization/import.h>

#include <algorithm>
#include <cstring>
#include <set>

namespace leafscope {

namespace fs = std::filesystem;
namespace jit = torch::jit;

namespace {

/// Evaluation mode where a module knows modes; frozen networks have no such attribute.
void setEvaluationMode(const jit::Module& root)
{
    for (const jit::Module& module : root.modules())
        if (const auto slot = module.type()->findAttributeSlot("training"))
            if (module.type()->getAttribute(*slot)->kind() == c10::TypeKind::BoolType)
                module._ivalue()->setSlot(*slot, false);
}

void requireOneTensorArgument(const jit::Module& module, const fs::path& file)
{
    const std::string remedy = "wrap it in a module whose forward takes one tensor, and save that";
    if (!module.find_method("forward"))
        throw Error(ErrorKind::Unsupported, "the module has no forward method", file.string(),
                    "only other methods were exported", remedy);
    const auto& arguments = module.get_method("forward").function().getSchema().arguments();
    std::size_t required = 0;
    for (std::size_t i = 1; i < arguments.size(); ++i)
        required += arguments[i].default_value() ? 0 : 1;
    if (arguments.size() < 2 || required > 1 ||
        !arguments[1].type()->isSubtypeOf(*c10::TensorType::get()))
        throw Error(ErrorKind::Unsupported,
                    "forward takes " + std::to_string(required) +
                        " arguments without a default; Leafscope feeds a single tensor",
                    file.string(),
                    "the network has several inputs, none, or one that is not a tensor", remedy);
}

template <class T>
constexpr at::ScalarType kScalar = std::is_same_v<T, double> ? at::kDouble : at::kFloat;

} // namespace

void useComputeThreads(int most)
{
    // LibTorch's setting belongs to the calling thread, so it is renewed at every entry.
    const int threads = most > 0 ? std::min(most, computeThreads()) : computeThreads();
    if (at::get_num_threads() != threads)
        at::set_num_threads(threads);
}

LoadedNetwork::LoadedNetwork(const fs::path& given)
{
    const fs::path file = resolveModelFile(given);
    info.file = file;
    requireTorchScript(file);
    requireMemory(fs::file_size(file), file.string());
    jit::ExtraFilesMap extra{{kMetadataFile, ""}};
    try {
        module = jit::load(file.string(), c10::Device(c10::kCPU), extra);
    } catch (const c10::Error& error) {
        explainLoadFailure(file, error.what_without_backtrace());
    } catch (const std::exception& error) {
        explainLoadFailure(file, error.what());
    }
    requireOneTensorArgument(module, file);
    setEvaluationMode(module);
    for (const at::Tensor& parameter : module.parameters())
        parameter.set_requires_grad(false); // gradients are asked for the input only
    info.metadata = parseMetadata(extra[kMetadataFile]);
    info.hash = hashFile(file);
}

const jit::Module& LoadedNetwork::moduleFor(at::ScalarType type)
{
    if (type != at::kDouble)
        return module;
    if (!wide) {
        wide = module.deepcopy();
        wide->to(at::kDouble);
    }
    return *wide;
}

TappedGraph& LoadedNetwork::tappedFor(const std::vector<std::size_t>& layers)
{
    constexpr std::size_t kMostGraphs = 8;
    std::set<std::string> paths;
    for (const std::size_t layer : layers)
        if (!places[layer].path.empty())
            paths.insert(places[layer].path);
    std::string key;
    for (const std::string& path : paths)
        key += path + "\n";
    for (const auto& [known, graph] : cache)
        if (known == key)
            return *graph;
    if (cache.size() == kMostGraphs)
        cache.erase(cache.begin());
    cache.emplace_back(
        key, std::make_unique<TappedGraph>(
                 module, [&](const std::string& p) { return paths.count(p) > 0; }, Watch::Leave));
    return *cache.back().second;
}

std::vector<std::size_t> LoadedNetwork::find(std::span<const std::string> names) const
{
    constexpr std::size_t kMostNamed = 12;
    std::vector<std::size_t> found;
    for (const std::string& name : names) {
        const auto layer = std::find_if(info.layers.begin(), info.layers.end(),
                                        [&](const LayerInfo& l) { return l.name == name; });
        if (layer == info.layers.end()) {
            std::string known;
            for (std::size_t i = 0; i < std::min(kMostNamed, info.layers.size()); ++i)
                known += (i ? ", " : "") + info.layers[i].name;
            if (info.layers.size() > kMostNamed)
                known += ", ... (" + std::to_string(info.layers.size()) + " in all)";
            throw Error(ErrorKind::InvalidInput, "the network has no layer \"" + name + "\"",
                        info.file.string(), "its layers are " + known,
                        "`leafscope info " + info.file.filename().string() + "` lists all of them");
        }
        found.push_back(std::size_t(layer - info.layers.begin()));
    }
    return found;
}

at::Tensor LoadedNetwork::run(const at::Tensor& input, const std::vector<std::size_t>& layers,
                              const TensorSink& sink)
{
    const jit::Module& self = moduleFor(input.scalar_type());
    TappedGraph& graph = tappedFor(layers);
    Recorder recorder(graph, places, info, layers, input, sink);
    at::Tensor output;
    try {
        // A copy, because the network may begin with an in-place operation.
        output = outputTensor(graph.run(self, input.clone(), recorder));
        recorder.finish();
    } catch (const Error&) {
        throw;
    } catch (const Cancelled&) {
        throw;
    } catch (...) {
        explain(info.inputShape, locateFailure(self, input));
    }
    if (!output.defined() || output.numel() != input.size(0) * info.outputs)
        throw Error(
            ErrorKind::InvalidInput,
            "the network returned " +
                (output.defined() ? shapeText(output.sizes().vec()) : std::string("no tensor")) +
                " for a batch of " + std::to_string(input.size(0)) + "; expected " +
                std::to_string(info.outputs) + " numbers per sample",
            info.file.string(), "its output does not grow with the batch",
            "save it again with the batch as the first axis of its result");
    return output.to(input.scalar_type()).reshape({input.size(0), info.outputs});
}

template <class Matrix>
at::Tensor LoadedNetwork::asTensor(const Matrix& batch) const
{
    if (batch.rows() < 1 || batch.cols() != elementCount(info.inputShape))
        throw Error(ErrorKind::InvalidInput,
                    "a batch of " + std::to_string(batch.rows()) + " rows of " +
                        std::to_string(batch.cols()) + " values was given; one row per sample of " +
                        shapeText(info.inputShape) + " is needed",
                    info.file.string(),
                    "the data are not of the shape the network was inspected with",
                    "inspect the network with the data's sample shape");
    Shape sizes{batch.rows()};
    sizes.insert(sizes.end(), info.inputShape.begin(), info.inputShape.end());
    using T = typename Matrix::Scalar;
    return at::from_blob(const_cast<T*>(batch.data()), sizes,
                         kScalar<T>); // read only: run() copies
}

template <class Matrix>
Matrix LoadedNetwork::pass(const Matrix& batch, std::span<const std::string> names,
                           const LayerSink<typename Matrix::Scalar>& sink)
{
    using T = typename Matrix::Scalar;
    inspect({});
    const at::Tensor all = asTensor(batch);
    const std::vector<std::size_t> layers = find(names);
    const c10::NoGradGuard plain;
    Matrix output(batch.rows(), info.outputs);
    const Index step = oneByOne ? 1 : batch.rows();
    for (Index first = 0; first < batch.rows(); first += step) {
        const auto give = [&](std::size_t position, const at::Tensor& rows) {
            sink({position, first, step, Index(rows.size(1)), rows.data_ptr<T>()});
        };
        const at::Tensor part = all.narrow(0, first, step);
        for (std::size_t position = 0; position < layers.size(); ++position)
            if (places[layers[position]].path.empty())
                give(position, part.reshape({step, -1}));
        const at::Tensor result = run(part, layers, give).contiguous();
        std::memcpy(output.data() + first * info.outputs, result.data_ptr<T>(),
                    std::size_t(result.numel()) * sizeof(T));
    }
    return output;
}

MatrixF LoadedNetwork::forwardInto(const MatrixF& batch, std::span<const std::string> layers,
                                   const LayerSink<float>& sink)
{
    return pass(batch, layers, sink);
}

MatrixD LoadedNetwork::forwardInto(const MatrixD& batch, std::span<const std::string> layers,
                                   const LayerSink<double>& sink)
{
    return pass(batch, layers, sink);
}

InputGradient LoadedNetwork::inputGradient(const MatrixD& batch, std::int64_t unit,
                                           std::span<const std::string> names)
{
    inspect({});
    if (unit < 0 || unit >= info.outputs)
        throw Error(ErrorKind::InvalidInput, "there is no output unit " + std::to_string(unit),
                    info.file.string(),
                    "the network has " + std::to_string(info.outputs) + " outputs, counted from 0",
                    "choose one of them");
    const at::Tensor all = asTensor(batch);
    const std::vector<std::size_t> layers = find(names);
    InputGradient result{MatrixD(batch.rows(), batch.cols()), std::vector<MatrixD>(names.size())};
    const Index step = oneByOne ? 1 : batch.rows();
    for (Index first = 0; first < batch.rows(); first += step) {
        const auto give = [&](std::size_t position, const at::Tensor& rows) {
            MatrixD& layer = result.layers[position];
            layer.resize(batch.rows(), rows.size(1)); // keeps the rows of earlier parts
            std::copy_n(rows.data_ptr<double>(), rows.numel(), layer.data() + first * layer.cols());
        };
        const at::Tensor part = all.narrow(0, first, step).clone();
        for (std::size_t position = 0; position < layers.size(); ++position)
            if (places[layers[position]].path.empty())
                give(position, part.reshape({step, -1}));
        const at::Tensor leaf = part.set_requires_grad(true);
        try {
            // Rows do not depend on each other in evaluation mode: one backward gives all
            // gradients.
            const at::Tensor sum = run(leaf, layers, give).select(1, unit).sum();
            at::Tensor slope = sum.requires_grad()
                                   ? torch::autograd::grad({sum}, {leaf}, {}, {}, false, true)[0]
                                   : at::Tensor();
            slope = slope.defined() ? slope.contiguous() : at::zeros_like(leaf);
            std::copy_n(slope.data_ptr<double>(), slope.numel(),
                        result.gradient.data() + first * batch.cols());
        } catch (...) {
            explain(info.inputShape, {});
        }
    }
    return result;
}

} // namespace leafscope
