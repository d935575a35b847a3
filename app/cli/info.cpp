// SPDX-License-Identifier: MIT
// `leafscope info FILE...`
#include "app/cli/console.hpp"
#include "app/cli/verbs.hpp"
#include "core/base/error.hpp"
#include "core/data/cifar.hpp"
#include "core/data/dataset.hpp"
#include "core/data/sniff.hpp"
#include "core/embedding/embedding.hpp"
#include "core/embedding/frames.hpp"
#include "core/model/model_file.hpp"
#include "core/model/network.hpp"
#include "core/session/artifacts.hpp"
#include "core/session/series.hpp"
#include "core/session/session_folder.hpp"

#include <charconv>
#include <iostream>
#include <iterator>

namespace leafscope::cli {

namespace {

namespace fs = std::filesystem;

Json modelInfo(const fs::path& file, const Shape& inputShape)
{
    Network network = Network::load(file);
    const ModelInfo& info = network.inspect(inputShape);
    Json layers = Json::array();
    for (const LayerInfo& layer : info.layers)
        layers.push_back({{"name", layer.name},
                          {"type", layer.type},
                          {"shape", layer.shape},
                          {"depth", layer.depth},
                          {"parameters", layer.parameters}});
    return {{"file", info.file.string()}, {"kind", info.kind},
            {"type", info.type},          {"parameters", info.parameters},
            {"input", info.inputShape},   {"outputs", info.outputs},
            {"layers", layers},           {"metadata", info.metadata}};
}

Json dataInfo(const std::string& spec, const std::string& stored = {})
{
    const Dataset data = openDataset(spec);
    return {{"file", spec},
            {"kind", data.format + (stored.empty() ? "" : ", " + stored)},
            {"name", data.name},
            {"samples", data.size()},
            {"shape", data.sampleShape},
            {"classes", data.classCount()},
            {"class_names", data.classNames},
            {"labels", data.labels.size()},
            {"warnings", data.warnings}};
}

Json embeddingInfo(const fs::path& file, const std::string& kind)
{
    const EmbeddingHeader embedding = openEmbedding(file);
    Json epochs = Json::array();
    for (const EmbeddingFrame& frame : embeddingFrames(file))
        epochs.push_back(frame.epoch);
    Json layers = Json::array();
    for (const LayerHeader& layer : embedding.layers)
        layers.push_back({{"name", layer.name},
                          {"type", layer.type},
                          {"shape", layer.shape},
                          {"depth", layer.depth}});
    return {{"file", file.string()},
            {"kind", kind},
            {"samples", embedding.n},
            {"layers", layers},
            {"epochs", epochs},
            {"sampling", embedding.sampling},
            {"warnings", embedding.warnings}};
}

Json resultInfo(const Artifact& artifact)
{
    return {{"file", artifact.file.string()},
            {"kind", "Leafscope " + artifact.recipe.analysis},
            {"result", artifact.result},
            {"recipe", artifact.recipe.toJson()}};
}

/// Layers, or the results of all epochs as a verb writes them with --epochs; the last is described.
Json arrayFolderInfo(const fs::path& folder)
{
    const std::vector<EmbeddingFrame> frames = embeddingFrames(folder.string());
    const auto artifact = frames.empty() ? std::nullopt : readArtifact(frames.back().spec);
    if (!artifact || artifact->recipe.analysis == "embed")
        return embeddingInfo(folder, "layers in a folder");
    Json info = resultInfo(*artifact);
    info["epochs"] = Json::array();
    for (const EmbeddingFrame& frame : frames)
        info["epochs"].push_back(frame.epoch);
    return info;
}

Json sessionInfo(const fs::path& folder)
{
    const SessionFolder session = readSessionFolder(folder);
    const ArtifactStore store({session.artifacts(), ArtifactStore::userFolder()});
    Json results = Json::array();
    for (const auto& [name, recipe] : session.recipes)
        results.push_back({{"name", name},
                           {"about", subjectOf(recipe)},
                           {"computed", bool(store.find(recipe.hash()))},
                           {"hash", recipe.hash()}});
    return {{"folder", folder.string()},
            {"kind", "Leafscope session"},
            {"title", session.title},
            {"about", session.about},
            {"model", session.inputSpec("model")},
            {"data", session.inputSpec("data")},
            {"results", results}};
}

/// The epochs of a folder of checkpoints, for the description of its last.
Json withSeries(Json model, const fs::path& folder)
{
    Json epochs = Json::array();
    for (const SeriesFrame& frame : seriesFrames(InputKind::Model, folder.string()))
        epochs.push_back(frame.epoch);
    model["epochs"] = epochs;
    return model;
}

Json describe(const std::string& given, const Shape& inputShape)
{
    std::error_code ignored;
    if (!fs::exists(given, ignored))
        return dataInfo(given); // a data set by name, a generator, file.h5:/path, or a clear error
    if (fs::exists(fs::path(given) / "session.json", ignored))
        return sessionInfo(given);
    if (!cifarBatches(given, "train").empty())
        return dataInfo(given);
    const FileKind folder = fs::is_directory(given) ? sniff(given).kind : FileKind::Unknown;
    if (folder == FileKind::ImageFolder)
        return dataInfo(given);
    if (folder == FileKind::ArrayFolder)
        return arrayFolderInfo(given);
    if (fs::is_directory(given))
        return withSeries(modelInfo(resolveModelFile(given), inputShape), given);
    const fs::path file = given;
    const Sniffed what = sniff(file);
    switch (what.kind) {
    case FileKind::TorchScript:
        return modelInfo(file, inputShape);
    case FileKind::Hdf5:
        if (const auto artifact = readArtifact(file)) {
            if (artifact->recipe.analysis == "embed")
                return embeddingInfo(file, "Leafscope embed");
            if (artifact->recipe.analysis == "sample")
                return dataInfo(given);
            return resultInfo(*artifact);
        }
        [[fallthrough]];
    case FileKind::IdxImages:
    case FileKind::IdxLabels:
    case FileKind::Cifar:
    case FileKind::Table:
    case FileKind::Image:
        return dataInfo(given);
    case FileKind::Npy:
        return dataInfo(given, what.details);
    case FileKind::Npz:
    case FileKind::Safetensors:
        return {{"file", given}, {"kind", what.title}, {"details", what.details}};
    default:
        break;
    }
    if (!what.remedy.empty())
        throw Error(ErrorKind::Unsupported,
                    what.title + (what.details.empty() ? "" : " (" + what.details + ")"), given, {},
                    what.remedy);
    return {{"file", given}, {"kind", what.title}, {"details", what.details}};
}

} // namespace

std::vector<std::int64_t> parseExtents(const std::string& flag, const std::string& text)
{
    std::vector<std::int64_t> extents;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (;;) {
        std::int64_t value = 0;
        const auto [next, failed] = std::from_chars(at, end, value);
        if (failed != std::errc() || value < 1)
            throw UsageError("--" + flag + " wants sizes joined by x, not \"" + text + "\"");
        extents.push_back(value);
        if (next == end)
            return extents;
        if (*next != 'x')
            throw UsageError("--" + flag + " wants sizes joined by x, not \"" + text + "\"");
        at = next + 1;
    }
}

namespace {

void runInfo(const Arguments& arguments)
{
    if (arguments.positional.empty())
        throw UsageError("name at least one file");
    Shape inputShape;
    if (const auto given = arguments.flags.find("input"); given != arguments.flags.end())
        inputShape = parseExtents("input", given->second);
    Json all = Json::array();
    std::vector<Error> failures; // of one file say nothing against the others
    for (const std::string& file : arguments.positional)
        try {
            all.push_back(describe(file, inputShape));
        } catch (const Error& error) {
            failures.push_back(error);
        }
    if (arguments.positional.size() == 1 && !failures.empty())
        throw failures.front();
    if (arguments.common.json)
        std::cout << (arguments.positional.size() == 1 ? all[0] : all).dump(2) << "\n";
    else
        for (const Json& one : all)
            std::cout << asText(one) << (all.size() > 1 ? "\n" : "");
    for (std::size_t i = 0; i + 1 < failures.size(); ++i)
        std::cerr << failures[i].what() << "\n";
    if (!failures.empty())
        throw failures.back();
}

} // namespace

const Verb& infoVerb()
{
    static const Verb verb{
        "info",
        "FILE... [--input CxHxW]",
        "Says what each file is; for a model its layers, shapes and parameters.",
        "Files are told by their content. A model is run once, to list its layers with type, "
        "output "
        "shape and relative depth; if it cannot be used, the cure is told. A folder is a session, "
        "a series of checkpoints (its last is shown) or a data set.",
        {{"input", "SHAPE",
          "shape of one sample for the trial run of a model, for example 3x224x224; by default the "
          "stored one, else common shapes are tried"}},
        runInfo};
    return verb;
}

} // namespace leafscope::cli
