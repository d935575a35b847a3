// SPDX-License-Identifier: MIT
// The trial forward: lists layers, shapes and depths, and says where an input does not fit.
#include "core/base/error.hpp"
#include "core/model/input_guess.hpp"
#include "core/model/torch/linear_map_counter.hpp"
#include "core/model/torch/loaded_network.hpp"
#include "core/model/torch_text.hpp"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <map>
#include <new>
#include <unordered_set>

namespace leafscope {

namespace jit = torch::jit;

/// One call as the trial saw it.
struct TrialCall {
    std::string path;
    int call = 1;
    Shape sizes;
    bool usable = false; ///< a floating-point tensor
    int mapsSoFar = 0;
};

struct Trial {
    std::vector<TrialCall> calls;
    int maps = 0; ///< convolutions and linear maps executed
    at::Tensor output;
};

namespace {

class TrialObserver : public CallObserver {
public:
    explicit TrialObserver(const TappedGraph& graph)
        : m_graph(graph)
        , m_calls(graph.paths().size(), 0)
    {
    }

    void entered(std::size_t path) override { m_open.push_back(path); }

    void left(std::size_t path, const c10::IValue& value) override
    {
        m_open.pop_back();
        TrialCall call{m_graph.paths()[path], ++m_calls[path], {}, false, m_counter.count()};
        const at::Tensor tensor = firstTensor(value);
        if (tensor.defined() && tensor.is_floating_point()) {
            call.usable = true;
            call.sizes = tensor.sizes().vec();
        }
        seen.push_back(std::move(call));
    }

    /// The innermost module that was entered and not left.
    std::string innermost() const
    {
        return m_open.empty() ? std::string() : m_graph.paths()[m_open.back()];
    }
    int maps() const { return m_counter.count(); }

    std::vector<TrialCall> seen;

private:
    const TappedGraph& m_graph;
    LinearMapCounter m_counter;
    std::vector<int> m_calls;
    std::vector<std::size_t> m_open;
};

Shape withBatch(std::int64_t batch, const Shape& shape)
{
    Shape sizes{batch};
    sizes.insert(sizes.end(), shape.begin(), shape.end());
    return sizes;
}

/// Which axis doubles from one sample to two; -1 if there is no such axis.
std::int64_t batchAxis(const TrialCall& one, const std::vector<TrialCall>& twoSamples)
{
    const auto two =
        std::find_if(twoSamples.begin(), twoSamples.end(), [&](const TrialCall& other) {
            return other.path == one.path && other.call == one.call;
        });
    if (!one.usable || two == twoSamples.end() || two->sizes.size() != one.sizes.size())
        return -1;
    std::int64_t axis = -1;
    for (std::size_t i = 0; i < one.sizes.size(); ++i) {
        if (one.sizes[i] == two->sizes[i])
            continue;
        if (axis >= 0 || two->sizes[i] != 2 * one.sizes[i])
            return -1;
        axis = std::int64_t(i);
    }
    return axis;
}

/// The axis taken for the batch where only one sample can be tried; -1 if there is none.
std::int64_t firstSingleAxis(const TrialCall& one)
{
    const auto single = std::find(one.sizes.begin(), one.sizes.end(), 1);
    return one.usable && single != one.sizes.end() ? single - one.sizes.begin() : -1;
}

LayerPlace placeOf(const TrialCall& call, std::int64_t axis)
{
    LayerPlace place{call.path, call.call, axis, call.sizes[std::size_t(axis)], call.sizes};
    place.shape.erase(place.shape.begin() + axis);
    if (place.multiplicity != 1)
        place.shape.insert(place.shape.begin(), place.multiplicity);
    return place;
}

std::string layerName(const TrialCall& call)
{
    std::string name = call.path == "input" ? "input#module" : call.path;
    if (call.call > 1)
        name += "#" + std::to_string(call.call);
    return name;
}

std::string typeName(const jit::Module& module)
{
    return module.type()->name() ? module.type()->name()->name() : std::string("Module");
}

/// Scalars in all distinct parameters: a tensor shared by two modules counts once.
std::int64_t countParameters(const jit::Module& module)
{
    std::unordered_set<const void*> known;
    std::int64_t count = 0;
    for (const at::Tensor& parameter : module.parameters())
        if (known.insert(parameter.unsafeGetTensorImpl()).second)
            count += parameter.numel();
    return count;
}

std::map<std::string, jit::Module> modulesByPath(const jit::Module& root)
{
    std::map<std::string, jit::Module> modules;
    for (const auto& named : root.named_modules())
        modules.emplace(named.name, named.value);
    return modules;
}

/// Shape of the weight of the first convolution or linear map, in the order of registration; else
/// empty.
Shape firstWeight(const jit::Module& root)
{
    for (const auto& named : root.named_modules()) {
        const std::string type = typeName(named.value);
        if (type.rfind("Conv", 0) != 0 && type.rfind("Linear", 0) != 0)
            continue;
        for (const auto& parameter : named.value.named_parameters(false))
            if (parameter.name == "weight" && parameter.value.dim() >= 2)
                return parameter.value.sizes().vec();
    }
    for (const at::Tensor& parameter : root.parameters())
        if (parameter.dim() == 2 || parameter.dim() == 4)
            return parameter.sizes().vec();
    return {};
}

/// "conv1 (Conv2d)", with what its weight expects.
std::string describe(const jit::Module& root, const std::string& path)
{
    const auto modules = modulesByPath(root);
    const auto found = modules.find(path);
    if (path.empty() || found == modules.end())
        return {};
    std::string text = path + " (" + typeName(found->second);
    for (const auto& parameter : found->second.named_parameters(false))
        if (parameter.name == "weight")
            text += ", weight " + shapeText(parameter.value.sizes().vec());
    return text + ")";
}

} // namespace

at::Tensor outputTensor(const c10::IValue& value)
{
    if (!value.isGenericDict())
        return firstTensor(value);
    const auto entries = value.toGenericDict();
    for (const char* key : {"out", "logits"})
        if (entries.contains(key) && entries.at(key).isTensor())
            return entries.at(key).toTensor();
    for (const auto& entry : entries)
        if (entry.value().isTensor())
            return entry.value().toTensor();
    return {};
}

void LoadedNetwork::explain(const Shape& shape, const std::string& where) const
{
    const std::string place = info.file.string() + (where.empty() ? "" : ", layer " + where);
    const std::string given = "an input of shape " + shapeText(shape) + " per sample";
    std::string message;
    try {
        throw;
    } catch (const Error&) {
        throw;
    } catch (const Cancelled&) {
        throw;
    } catch (const std::bad_alloc&) {
        message = "std::bad_alloc";
    } catch (const c10::Error& error) {
        message = error.what_without_backtrace();
    } catch (const std::exception& error) {
        message = error.what();
    }
    if (saysOutOfMemory(message))
        throw Error(ErrorKind::OutOfMemory, "memory ran out in a pass with " + given, place,
                    "the batch or the network is larger than this machine can hold",
                    "take a smaller --batch, or a machine with more memory");
    if (message.find("modified by an inplace operation") != std::string::npos)
        throw Error(
            ErrorKind::Unsupported, "the network cannot be differentiated", place,
            "an in-place operation overwrites a value that the gradient needs",
            "replace it (inplace=False, or y = y * 2 for y *= 2) and save the network again");
    throw Error(ErrorKind::InvalidInput,
                "the network fails on " + given + ": " + meaningfulLine(message), place,
                where.empty() ? "the network was made for inputs of another shape or type"
                              : "what reaches this layer does not have the shape that it expects",
                "give data of the shape the network was trained on (channels first, for example "
                "3 x 224 x 224); if the message is the network's own, it rejects such inputs");
}

TappedGraph& LoadedNetwork::everything()
{
    if (!trialGraph)
        trialGraph = std::make_unique<TappedGraph>(
            module, [](const std::string&) { return true; }, Watch::EnterAndLeave);
    return *trialGraph;
}

std::string LoadedNetwork::locateFailure(const jit::Module& self, const at::Tensor& input)
{
    TrialObserver observer(everything());
    try {
        const c10::NoGradGuard plain;
        everything().run(self, input.detach().clone(), observer);
    } catch (const std::exception&) {
        return describe(module, observer.innermost());
    }
    return {};
}

Trial LoadedNetwork::trial(std::int64_t batch, const Shape& shape)
{
    const c10::NoGradGuard plain;
    TrialObserver observer(everything());
    try {
        const c10::IValue result =
            everything().run(module, at::zeros(withBatch(batch, shape)), observer);
        return {std::move(observer.seen), observer.maps(), outputTensor(result)};
    } catch (...) {
        explain(shape, describe(module, observer.innermost()));
    }
}

void LoadedNetwork::listLayers(const Trial& one, const std::optional<Trial>& two,
                               const Shape& shape)
{
    std::vector<LayerInfo> layers{{"input", "Input", shape, 0, 0}};
    std::vector<LayerPlace> found{{"", 1, 0, 1, shape}};
    const auto modules = modulesByPath(module);
    for (std::size_t i = 0; i < one.calls.size(); ++i) {
        const TrialCall& call = one.calls[i];
        const std::int64_t axis = two ? batchAxis(call, two->calls) : firstSingleAxis(call);
        if (axis < 0 || elementCount(call.sizes) == 0)
            continue;
        found.push_back(placeOf(call, axis));
        const jit::Module& called = modules.at(call.path);
        const double depth = one.maps > 0 ? double(call.mapsSoFar) / one.maps
                                          : double(i + 1) / double(one.calls.size());
        layers.push_back({layerName(call), typeName(called), found.back().shape, depth,
                          countParameters(called)});
    }
    const std::size_t skipped = one.calls.size() + 1 - layers.size();
    info.notes.clear();
    if (skipped > 0)
        info.notes.push_back(std::to_string(skipped) +
                             " module calls are not listed as layers: their output is not a "
                             "floating-point tensor with one part per sample");
    if (!two)
        info.notes.push_back("the network accepts one sample at a time only, so batches are run "
                             "sample by sample");
    info.layers = std::move(layers);
    places = std::move(found);
}

void LoadedNetwork::inspectAs(const Shape& shape)
{
    const Trial one = trial(1, shape);
    const at::Tensor& output = one.output;
    if (!output.defined() || !output.is_floating_point() || output.dim() < 1 ||
        output.size(0) != 1 || output.numel() == 0)
        throw Error(
            ErrorKind::Unsupported, "the network does not return one row of numbers per sample",
            info.file.string(),
            "its result is " + (output.defined() ? "of shape " + shapeText(output.sizes().vec())
                                                 : std::string("not a tensor")),
            "save a version whose forward returns a tensor with the batch as its first axis");
    std::optional<Trial> two;
    try {
        two = trial(2, shape);
    } catch (const Error&) {
        // Traced with a batch of one baked in; run() then goes sample by sample.
    }
    listLayers(one, two, shape);
    info.inputShape = shape;
    info.outputs = output.numel();
    oneByOne = !two;
    inspected = true;
}

const ModelInfo& LoadedNetwork::inspect(const Shape& shape)
{
    useComputeThreads(threads);
    if (inspected && (shape.empty() || shape == info.inputShape))
        return info;
    info.type = typeName(module);
    info.parameters = countParameters(module);
    if (!shape.empty()) {
        if (std::any_of(shape.begin(), shape.end(), [](std::int64_t extent) { return extent < 1; }))
            throw Error(ErrorKind::InvalidInput, "no input can have the shape " + shapeText(shape),
                        info.file.string(), "an extent below 1", "give positive extents");
        inspectAs(shape);
        return info;
    }
    std::vector<Shape> candidates;
    if (info.metadata.contains("input_shape"))
        candidates.push_back(info.metadata["input_shape"].get<Shape>());
    else
        candidates = candidateShapes(firstWeight(module));
    std::string tried;
    std::string firstFailure;
    for (const Shape& candidate : candidates) {
        try {
            inspectAs(candidate);
            return info;
        } catch (const Error& error) {
            tried += (tried.empty() ? "" : ", ") + shapeText(candidate);
            if (firstFailure.empty())
                firstFailure = error.where() + ": " + error.happened();
        }
    }
    throw Error(ErrorKind::InvalidInput, "no common input shape fits (tried " + tried + ")",
                info.file.string(), firstFailure,
                "give the data set the network was made for (its sample shape is used), or check "
                "with Python which input shape it takes");
}

} // namespace leafscope
