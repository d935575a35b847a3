// SPDX-License-Identifier: MIT
#include "core/leaf/foliation_source.hpp"

#include "core/base/error.hpp"
#include "core/leaf/fixtures.hpp"

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

constexpr Index kMostUnits = 256; // more facets than this hide each other

bool isRelu(const LayerInfo& layer)
{
    return layer.type == "ReLU";
}

Index sizeOf(const Shape& shape)
{
    Index size = 1;
    for (const std::int64_t extent : shape)
        size *= extent;
    return size;
}

/// "ReLU network 3-16-16-3": the widths of the linear layers.
std::string describe(const ModelInfo& info, Index inputs)
{
    std::string widths = std::to_string(inputs);
    std::string kind;
    int linear = 0;
    for (const LayerInfo& layer : info.layers) {
        if (layer.type == "Linear" && ++linear <= 6)
            widths += "-" + std::to_string(sizeOf(layer.shape));
        for (const char* name :
             {"ReLU", "Tanh", "Sigmoid", "GELU", "SiLU", "ELU", "LeakyReLU", "Softplus"})
            if (layer.type == name && kind.empty())
                kind = layer.type == "Tanh" ? "tanh" : layer.type;
    }
    const std::string type = kind.empty() ? info.type : kind;
    return linear > 0 && linear <= 6 ? type + " network " + widths : type + " network";
}

void openPreset(FoliationSubject& subject, const std::string& preset)
{
    std::string names;
    for (LeafFixture& fixture : leafFixtures()) {
        if (fixture.name == preset) {
            subject.map = fixture.map;
            subject.text = "preset " + preset;
            subject.about = fixture.about;
            return;
        }
        names += (names.empty() ? "" : ", ") + fixture.name;
    }
    throw Error(ErrorKind::InvalidInput, "there is no preset \"" + preset + "\"", "--preset",
                "a mistyped name", "one of " + names);
}

void readSamples(FoliationSubject& subject)
{
    const Dataset& data = *subject.data;
    const Index n = subject.map->inputs();
    subject.samples.resize(data.size(), n);
    if (!subject.network && data.sampleSize() != n)
        throw Error(ErrorKind::InvalidInput,
                    "the samples have " + std::to_string(data.sampleSize()) +
                        " values, the preset has " + std::to_string(n) + " inputs",
                    data.spec, "presets are maps of space",
                    "leave out --data, or give points of 3");
    VectorD x(n);
    for (Index i = 0; i < data.size(); ++i) {
        if (subject.network)
            x = subject.network->sample(data, i);
        else
            data.copySample(i, x.data());
        subject.samples.row(i) = x.transpose();
    }
}

} // namespace

FoliationSubject openSubject(const FoliationSource& source, const Progress& progress)
{
    const bool preset = !source.preset.empty() && source.preset != "none";
    if (preset == !source.model.empty())
        throw Error(ErrorKind::InvalidInput,
                    preset ? "a model and a preset are given"
                           : "neither a model nor a preset is given",
                    "leaf foliation", "the foliation of one classifier is drawn",
                    "give --model MODEL --data DATA, or --preset spheres");
    if (!preset && source.data.empty())
        throw Error(ErrorKind::InvalidInput, "the data are missing", "leaf foliation",
                    "they say how inputs are scaled, and where to look", "add --data DATA");
    FoliationSubject subject;
    if (!source.data.empty()) {
        subject.data = openDataset(source.data, progress);
        subject.classNames = subject.data->classNames;
    }
    if (preset) {
        openPreset(subject, source.preset);
    } else {
        if (subject.data->sampleSize() < 2 || subject.data->sampleSize() > 3)
            throw Error(ErrorKind::InvalidInput,
                        "the samples have " + std::to_string(subject.data->sampleSize()) +
                            " values",
                        source.data, "a foliation is drawn in a plane or in space",
                        "take data of 2 or 3 features, for example \"synthetic:spirals?arms=3\"; "
                        "`leafscope leaf walk` goes along the leaves of others");
        auto network = std::make_shared<NetworkMap>(Network::load(source.model), *subject.data,
                                                    source.normalize, Precision::Float64);
        subject.network = network.get();
        subject.map = std::move(network);
        subject.text = describe(subject.network->model(), subject.network->inputs());
    }
    if (subject.data)
        readSamples(subject);
    while (Index(subject.classNames.size()) < subject.map->classes())
        subject.classNames.push_back(std::to_string(subject.classNames.size()));
    return subject;
}

PreActivations preActivationsOf(NetworkMap& network, const MatrixD& probes)
{
    const auto& layers = network.model().layers;
    std::vector<std::string> before;
    std::vector<std::string> after;
    Index units = 0;
    for (std::size_t i = 1; i < layers.size(); ++i) {
        if (!isRelu(layers[i]))
            continue;
        before.push_back(layers[i - 1].name);
        after.push_back(layers[i].name);
        units += sizeOf(layers[i].shape);
    }
    if (before.empty() || units > kMostUnits)
        return {};
    const auto inputs = network.layers(probes, before);
    const auto outputs = network.layers(probes, after);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i].cols() != outputs[i].cols())
            return {};
        // What stands before in the order of execution need not be what it gets.
        if ((inputs[i].cwiseMax(0.0) - outputs[i]).cwiseAbs().maxCoeff() >
            1e-9 * (1 + outputs[i].cwiseAbs().maxCoeff()))
            return {};
    }
    return [&network, before, units](const MatrixD& points) {
        constexpr Index kBatch = 16384;
        MatrixD all(points.rows(), units);
        for (Index first = 0; first < points.rows(); first += kBatch) {
            const Index count = std::min(kBatch, points.rows() - first);
            Index column = 0;
            for (const MatrixD& layer : network.layers(points.middleRows(first, count), before)) {
                all.block(first, column, count, layer.cols()) = layer;
                column += layer.cols();
            }
        }
        return all;
    };
}

} // namespace leafscope
