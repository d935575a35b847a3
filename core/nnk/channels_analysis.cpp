// SPDX-License-Identifier: MIT
// The registry entry of `nnk channels`: channel-wise NNK of a convolutional layer.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/json_number.hpp"
#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/nnk/channels.hpp"
#include "core/nnk/nnk_request.hpp"
#include "core/nnk/spread.hpp"
#include "core/session/analysis.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace leafscope {

namespace {

constexpr Index kMostChannels = 512;

bool hasChannels(const LayerHeader& layer)
{
    return layer.shape.size() == 3;
}

/// The layer of this name; for "" the last one with more than one channel.
LayerHeader channelLayer(const EmbeddingHeader& embedding, const std::string& name)
{
    std::string known;
    for (const LayerHeader& layer : embedding.layers)
        if (hasChannels(layer))
            known += (known.empty() ? "" : ", ") + layer.name;
    if (!name.empty()) {
        const LayerHeader layer = chosenLayers(embedding, {name})[0];
        if (hasChannels(layer))
            return layer;
    } else {
        for (std::size_t i = embedding.layers.size(); i-- > 0;)
            if (hasChannels(embedding.layers[i]) && embedding.layers[i].shape[0] > 1)
                return embedding.layers[i];
    }
    throw Error(ErrorKind::InvalidInput,
                name.empty() ? "no layer has more than one channel"
                             : "layer \"" + name + "\" has no channels",
                embedding.file.string(),
                name.empty() ? "the layers are flat" : "it is flat: one vector per sample",
                known.empty() ? "give an embedding of convolutional layers (arrays samples x "
                                "channels x height x width)"
                              : "choose one of " + known);
}

Json listOf(const std::vector<ChannelNeighborhoods>& channels, double ChannelNeighborhoods::*value)
{
    Json list = Json::array();
    for (const auto& channel : channels)
        list.push_back(numberOrNull(channel.*value));
    return list;
}

/// Numbers of the channels of which `is` holds.
template <class Is>
Json numbersOf(const std::vector<ChannelNeighborhoods>& channels, const Is& is)
{
    Json list = Json::array();
    for (const auto& channel : channels)
        if (is(channel))
            list.push_back(channel.channel);
    return list;
}

Json matrixToJson(const MatrixD& matrix)
{
    Json rows = Json::array();
    for (Index a = 0; a < matrix.rows(); ++a) {
        Json row = Json::array();
        for (Index b = 0; b < matrix.cols(); ++b)
            row.push_back(numberOrNull(matrix(a, b)));
        rows.push_back(std::move(row));
    }
    return rows;
}

Json warningsOf(const std::vector<ChannelNeighborhoods>& channels, Index n)
{
    const auto count = [&](auto is) { return std::count_if(channels.begin(), channels.end(), is); };
    const std::string of = " of " + std::to_string(channels.size()) + " channels ";
    Json warnings = Json::array();
    if (const auto dead = count([](const auto& c) { return c.dead; }); dead > 0)
        warnings.push_back(std::to_string(dead) + of + "are dead: the same map for all samples");
    if (const auto other = count([](const auto& c) { return c.substituted; }); other > 0)
        warnings.push_back(std::to_string(other) + of +
                           "have samples with a map of zeros, which has no direction: their kernel "
                           "is the Gaussian one of the maps as they are");
    const auto repeats = [n](const auto& c) { return !c.dead && 2 * c.duplicates > n; };
    if (const auto often = count(repeats); often > 0)
        warnings.push_back(std::to_string(often) + of +
                           "repeat an earlier map for more than half of the samples; which of the "
                           "copies are neighbours is decided by their order");
    return warnings;
}

Json resultOf(const std::vector<ChannelNeighborhoods>& channels, const ChannelOverlap& overlap,
              bool labelled)
{
    Json redundant = Json::array();
    for (const Index place : overlap.redundant)
        redundant.push_back(channels[std::size_t(place)].channel);
    Json duplicates = Json::array();
    for (const auto& channel : channels)
        duplicates.push_back(channel.duplicates);
    return {
        {"channels", channels.size()},
        {"chosen", numbersOf(channels, [](const auto&) { return true; })},
        {"overlap", matrixToJson(overlap.overlap)},
        {"overlap_mean", numberOrNull(overlap.mean)},
        {"overlap_chance", numberOrNull(overlap.chance)},
        {"union_growth", numberOrNull(overlap.unionGrowth)},
        {"loo_accuracy", labelled ? listOf(channels, &ChannelNeighborhoods::looAccuracy) : Json()},
        {"neighbors_mean", listOf(channels, &ChannelNeighborhoods::neighbors)},
        {"dimension", listOf(channels, &ChannelNeighborhoods::dimension)},
        {"sigma", listOf(channels, &ChannelNeighborhoods::sigma)},
        {"duplicates", std::move(duplicates)},
        {"redundant", std::move(redundant)},
        {"redundant_loss", overlap.redundantLoss},
        {"dead", numbersOf(channels, [](const auto& c) { return c.dead; })},
        {"substituted", numbersOf(channels, [](const auto& c) { return c.substituted; })}};
}

void write(const std::vector<ChannelNeighborhoods>& channels, const ChannelOverlap& overlap,
           const EmbeddingHeader& embedding, const std::filesystem::path& out)
{
    const auto count = std::int64_t(channels.size());
    Hdf5File file = Hdf5File::create(out);
    file.write("/overlap", {count, count}, overlap.overlap.data());
    const auto column = [&](const char* path, double ChannelNeighborhoods::*value) {
        std::vector<double> values;
        for (const auto& channel : channels)
            values.push_back(channel.*value);
        file.write(path, {count}, values.data());
    };
    column("/neighbors_mean", &ChannelNeighborhoods::neighbors);
    column("/dimension", &ChannelNeighborhoods::dimension);
    column("/loo_accuracy", &ChannelNeighborhoods::looAccuracy);
    column("/sigma", &ChannelNeighborhoods::sigma);
    for (const auto& channel : channels) {
        if (channel.dead)
            continue;
        const std::string group = "/channels/" + std::to_string(channel.channel);
        file.write(group + "/indptr", {std::int64_t(channel.indptr.size())}, channel.indptr.data());
        file.write(group + "/indices", {std::int64_t(channel.indices.size())},
                   channel.indices.data());
    }
    writeSampleFacts(file, embedding);
    file.close();
}

std::string conventionOf(const NnkOptions& options)
{
    return nnkConvention(options) +
           "; every channel's map is a point set of its own, with its own candidates and sigma; "
           "our definitions: overlap of channels a and b: mean over samples of shared neighbours "
           "over the smaller number of neighbours; chance: the same for random neighbours; union "
           "growth: mean over samples of distinct neighbours over all channels' neighbours; "
           "redundant: channels in the order in which leaving them out costs the fewest "
           "neighbours of the union, and that cost per sample";
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    const Json& p = request.parameters;
    const NnkOptions options = nnkOptionsOf(p);
    const EmbeddingHeader embedding = openEmbedding(
        request.input("embedding").file,
        request.has("labels") ? request.input("labels").file : std::filesystem::path());
    const LayerHeader layer = channelLayer(embedding, p.at("layer"));
    requireCandidates(options.k, embedding.n - 1, embedding.file.string());
    const std::vector<Index> chosen = chosenChannels(p.at("channels"), Index(layer.shape[0]));
    if (Index(chosen.size()) > kMostChannels)
        throw Error(ErrorKind::InvalidInput,
                    std::to_string(chosen.size()) + " channels are more than " +
                        std::to_string(kMostChannels),
                    "layer " + layer.name, "each channel is a graph of its own",
                    "choose some, for example --channels 0-" + std::to_string(kMostChannels - 1));
    const Points x = readLayer(embedding, layer.name);
    const auto size = Index(layer.shape[1] * layer.shape[2]);
    std::vector<ChannelNeighborhoods> channels;
    for (std::size_t c = 0; c < chosen.size(); ++c)
        channels.push_back(channelNeighborhoods(
            x, chosen[c], size, embedding.labels, options,
            progress.span(0.9 * double(c) / double(chosen.size()),
                          0.9 * double(c + 1) / double(chosen.size()), layer.name)));
    const ChannelOverlap overlap =
        compareChannels(channels, progress.span(0.9, 0.99, "overlap of channels"));
    write(channels, overlap, embedding, out);
    Json result = resultOf(channels, overlap, !embedding.labels.empty());
    result["layer"] = layer.name;
    result["n"] = embedding.n;
    result["map"] = {layer.shape[1], layer.shape[2]};
    result["k"] = options.k;
    result["kernel"] = kernelName(options.kernel);
    result["bandwidth"] =
        options.kernel == KernelKind::Gaussian ? Json(bandwidthName(options.bandwidth)) : Json();
    result["threshold"] = options.solver.threshold;
    result["convention"] = conventionOf(options);
    result["warnings"] = warningsOf(channels, embedding.n);
    result["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

std::vector<Parameter> parameters()
{
    Parameter layer = nnkLayerParameter();
    layer.help = "a convolutional layer, by its name; empty for the last one of several channels";
    std::vector<Parameter> all{
        layer,
        {"channels",
         "Channels",
         ParameterType::Text,
         "all",
         {},
         {},
         {},
         "",
         "all (at most 512), or numbers and ranges counted from 0: 0,3,8-15"},
        nnkCountParameter(25)};
    for (Parameter& parameter : nnkKernelParameters()) {
        if (parameter.name == "kernel") {
            parameter.fallback = "gaussian";
            parameter.help += "; channels in which a sample's map is all zeros have no directions "
                              "and take the Gaussian one";
        }
        all.push_back(std::move(parameter));
    }
    return all;
}

} // namespace

const Analysis& nnkChannelsAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "nnk channels";
        a.title = "NNK of every channel";
        a.summary = "Builds an NNK graph of every channel of a convolutional layer and measures "
                    "how far the channels find the same neighbours.";
        a.inputs = {embeddingInput(),
                    {"labels", InputKind::File, false, false,
                     "one label per row (.npy or IDX), for the accuracy of each channel"}};
        a.parameters = parameters();
        a.output = OutputKind::Artifact;
        a.outputHelp = "/overlap (channels x channels), /neighbors_mean, /dimension, "
                       "/loo_accuracy, /sigma (one number per channel, NaN for dead ones), "
                       "/channels/C/indptr, indices (neighbours of every sample), "
                       "/indices, /labels";
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
