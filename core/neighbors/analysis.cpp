// SPDX-License-Identifier: MIT
// The registry entry of `neighbors`.
#include "core/session/analysis.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/embedding.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/neighbors/neighbor_table.hpp"
#include "core/neighbors/sample_metrics.hpp"

#include <chrono>
#include <cmath>

namespace leafscope {

namespace {

Json computeLayer(Hdf5File& file, int order, LayerNeighbors& layer, const Points& points,
                  const RowClasses& classes, Index k, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    const Neighbors nearest = nearestNeighbors(points, k, progress);
    layer.rows.assign(nearest.index.data(), nearest.index.data() + nearest.index.size());
    layer.distances.reserve(layer.rows.size());
    for (Index e = 0; e < nearest.squared.size(); ++e)
        layer.distances.push_back(float(std::sqrt(nearest.squared.data()[e])));
    layer.metrics = sampleMetrics(nearest, classes);
    writeLayerNeighbors(file, order, layer, k);
    Json summary = neighborSummary(layer, nearest, classes);
    summary["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return summary;
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const Json& p = request.parameters;
    const EmbeddingHeader embedding = openEmbedding(
        request.input("embedding").file,
        request.has("labels") ? request.input("labels").file : std::filesystem::path());
    const auto k = p.at("k").get<Index>();
    if (k >= embedding.n)
        throw Error(ErrorKind::InvalidInput,
                    std::to_string(k) + " neighbours were asked for of " +
                        std::to_string(embedding.n) + " samples",
                    embedding.file.string(),
                    "a sample has as many neighbours as there are other samples",
                    embedding.n > 1 ? "give --k from 1 to " + std::to_string(embedding.n - 1)
                                    : "give an embedding of more samples");
    const RowClasses classes{embedding.labels, embedding.predictions};
    Hdf5File file = Hdf5File::create(out);
    Json summary = Json::array();
    const auto skipped =
        forEachLayer(chosenLayers(embedding, p.at("layers").get<std::vector<std::string>>()),
                     progress, [&](const LayerHeader& header, const Progress& whole) {
                         LayerNeighbors layer;
                         layer.layer = header;
                         summary.push_back(computeLayer(
                             file, int(summary.size()), layer, readLayer(embedding, header.name),
                             classes, k, whole.span(0, 1, header.name + ": neighbours")));
                     });
    if (embedding.labels.empty())
        progress.note("no labels: label agreement and kNN accuracy are left out");
    writeSampleFacts(file, embedding);
    file.close();
    Json result{{"layers", summary}};
    if (!skipped.empty())
        result["skipped"] = skippedToJson(skipped);
    return result;
}

} // namespace

const Analysis& neighborsAnalysis()
{
    static const Analysis analysis = [] {
        using enum ParameterType;
        Analysis a;
        a.name = "neighbors";
        a.title = "Nearest neighbours at every layer";
        a.summary = "Finds the nearest neighbours of every sample at every layer and what they "
                    "say about it.";
        a.inputs = {embeddingInput(),
                    {"labels", InputKind::File, false, false,
                     "one label per row (.npy or IDX), for the agreement of neighbours"}};
        a.parameters = {
            {"k",
             "Neighbours",
             Integer,
             10,
             1.0,
             1000.0,
             {},
             "",
             "neighbours per sample; fewer than the samples"},
            layersParameter(),
        };
        a.output = OutputKind::Artifact;
        a.outputHelp = "/neighbors/LAYER (rows, nearest first), /distances/LAYER, "
                       "/metrics/LAYER/KEY (one number per sample), /indices, /labels";
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
