// SPDX-License-Identifier: MIT
// The registry entry of `projector`: a layer for the Embedding Projector.
#include "core/data/projector.hpp"
#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/embedding.hpp"
#include "core/session/analysis.hpp"

#include <cstdio>

namespace leafscope {

namespace {

std::string classText(const EmbeddingHeader& embedding, std::int32_t label)
{
    const bool named = label >= 0 && std::size_t(label) < embedding.classNames.size();
    return named ? embedding.classNames[std::size_t(label)] : std::to_string(label);
}

/// What is known of the rows; the label alone if `labelOnly`.
std::vector<MetadataColumn> columnsOf(const EmbeddingHeader& embedding, bool labelOnly)
{
    std::vector<MetadataColumn> columns;
    const auto add = [&](const char* name, const auto& values, auto text) {
        if (values.empty())
            return;
        columns.push_back({name, {}});
        for (const auto& value : values)
            columns.back().cells.push_back(text(value));
    };
    const auto byClass = [&](std::int32_t label) { return classText(embedding, label); };
    add("label", embedding.labels, byClass);
    if (labelOnly)
        return columns;
    add("sample", embedding.indices, [](std::int64_t index) { return std::to_string(index); });
    add("prediction", embedding.predictions, byClass);
    add("confidence", embedding.confidences, [](float value) {
        char text[16];
        std::snprintf(text, sizeof text, "%.4f", double(value));
        return std::string(text);
    });
    return columns;
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const EmbeddingHeader embedding = openEmbedding(
        request.input("embedding").file.string(),
        request.has("labels") ? request.input("labels").file : std::filesystem::path());
    std::string layer = request.parameters.at("layer").get<std::string>();
    if (layer.empty())
        layer = embedding.layers.back().name;
    const Points points = readLayer(embedding, layer);
    const std::vector<MetadataColumn> columns =
        columnsOf(embedding, request.parameters.at("metadata").get<std::string>() == "label");
    writeProjectorPair(out / "vectors.tsv", out / "metadata.tsv", points, columns,
                       progress.span(0, 1, "writing " + layer));
    Json names = Json::array();
    for (const MetadataColumn& column : columns)
        names.push_back(column.name);
    return {{"layer", layer},
            {"n", rowsOf(points)},
            {"dim", colsOf(points)},
            {"metadata", names},
            {"sampling", embedding.sampling}};
}

} // namespace

const Analysis& projectorAnalysis()
{
    static const Analysis analysis = [] {
        using enum ParameterType;
        Analysis a;
        a.name = "projector";
        a.title = "Export for the Embedding Projector";
        a.summary = "Exports a layer of an embedding as vectors.tsv and metadata.tsv.";
        a.inputs = {embeddingInput(),
                    {"labels", InputKind::File, false, false,
                     "one label per row (.npy or IDX), instead of the embedding's own"}};
        a.parameters = {
            {"layer", "Layer", Text, "", {}, {}, {}, "", "a layer's name; none means the last"},
            {"metadata",
             "Metadata",
             Choice,
             "all",
             {},
             {},
             {"all", "label"},
             "",
             "all: label, sample number, prediction and confidence as far as they are "
             "known; label: one column without a header"}};
        a.output = OutputKind::Folder;
        a.outputHelp = "vectors.tsv (one row of numbers per sample) and metadata.tsv, as "
                       "projector.tensorflow.org loads them";
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
