// SPDX-License-Identifier: MIT
// A small session made by hand: three classes, three layers, images, one mistake in ten.
#pragma once

#include "core/base/random.hpp"
#include "core/nnk/graph_file.hpp"
#include "views/session/session.hpp"

#include <limits>
#include <memory>
#include <vector>

namespace leafscope::test {

inline constexpr Index kRows = 240;

/// Row r is sample 7 + 3 r, so that a row taken for a sample is noticed.
inline std::int64_t sampleOf(Index row)
{
    return 7 + 3 * row;
}

inline std::shared_ptr<Dataset> sampleData()
{
    auto data = std::make_shared<Dataset>();
    data->name = "squares";
    data->sampleShape = {1, 8, 8};
    const std::size_t n = 1000;
    std::vector<std::uint8_t> pixels(n * 64);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = std::uint8_t(i * 37 % 256);
    data->values = std::move(pixels);
    for (std::size_t i = 0; i < n; ++i)
        data->labels.push_back(std::int32_t(i % 3));
    data->classNames = {"Ankle boot", "Sneaker", "Bag"};
    return data;
}

inline std::shared_ptr<EmbeddingHeader> sampleEmbedding()
{
    auto embedding = std::make_shared<EmbeddingHeader>();
    embedding->n = kRows;
    embedding->total = 1000;
    embedding->sampling = "240 of 1,000, stratified by label, seed 1";
    embedding->classNames = {"Ankle boot", "Sneaker", "Bag"};
    for (Index row = 0; row < kRows; ++row) {
        const auto label = std::int32_t(row % 3);
        embedding->indices.push_back(sampleOf(row));
        embedding->labels.push_back(label);
        embedding->predictions.push_back(row % 10 == 0 ? (label + 1) % 3 : label);
        embedding->confidences.push_back(0.4f + 0.6f * float(row) / float(kRows));
    }
    embedding->layers = {{"input", "", {1, 8, 8}, 64, 0.0},
                         {"conv2", "Conv2d", {16, 10, 10}, 1600, 0.5},
                         {"fc1", "Linear", {120}, 120, 1.0}};
    return embedding;
}

/// Gaussian classes around three places, other places at every layer and another scale.
inline std::shared_ptr<Layout> sampleLayout(Index rows = kRows)
{
    auto layout = std::make_shared<Layout>();
    layout->method = "pca";
    const auto headers = sampleEmbedding()->layers;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        RandomStream random(50 + i);
        LayerLayout layer;
        layer.layer = headers[i];
        layer.coordinates.resize(rows, 3);
        const double scale = i == 1 ? 1000 : 1;
        for (Index row = 0; row < rows; ++row) {
            const Index cls = row % 3;
            for (Index axis = 0; axis < 3; ++axis)
                layer.coordinates(row, axis) =
                    float(scale * (0.5 * random.normal() + (cls == axis ? 2.0 + double(i) : 0)));
        }
        layer.share = {0.412, 0.13, 0.0675};
        layout->layers.push_back(std::move(layer));
    }
    return layout;
}

inline SampleSet everySecond()
{
    std::vector<std::int64_t> samples;
    for (Index row = 0; row < kRows; row += 2)
        samples.push_back(sampleOf(row));
    return SampleSet(samples);
}

/// Like the sample embedding, with more rows.
inline std::shared_ptr<EmbeddingHeader> manyRows(Index rows)
{
    auto many = sampleEmbedding();
    many->hash = "many";
    many->n = many->total = rows;
    many->sampling.clear();
    many->indices.resize(std::size_t(rows));
    many->labels.resize(std::size_t(rows));
    many->predictions.resize(std::size_t(rows));
    many->confidences.resize(std::size_t(rows));
    for (Index row = 0; row < rows; ++row) {
        const auto at = std::size_t(row);
        many->indices[at] = row;
        many->labels[at] = std::int32_t(row % 3);
        many->predictions[at] = std::int32_t(row % 10 == 0 ? (row + 1) % 3 : row % 3);
        many->confidences[at] = 0.4f + 0.6f * float(row) / float(rows);
    }
    return many;
}

/// One metric at conv2: the row's number, unknown for every 50th.
inline std::shared_ptr<NeighborTable> sampleNeighbors()
{
    auto table = std::make_shared<NeighborTable>();
    LayerNeighbors layer;
    layer.layer = sampleEmbedding()->layers[1];
    SampleMetric metric{"spread", "Spread", "", {}};
    for (Index row = 0; row < kRows; ++row)
        metric.values.push_back(row % 50 == 0 ? std::numeric_limits<float>::quiet_NaN()
                                              : float(row));
    layer.metrics.push_back(std::move(metric));
    table->layers.push_back(std::move(layer));
    return table;
}

/// Every row has the next of its class (weight 0.6) and the next row, of another class (0.2), as
/// neighbours; its candidates are the three next rows. Rows go around.
inline std::shared_ptr<NnkLayerGraph> sampleGraph(Index rows = kRows)
{
    auto made = std::make_shared<NnkLayerGraph>();
    made->layer = sampleEmbedding()->layers[1];
    NnkGraph& graph = made->graph;
    graph.options.k = 3;
    graph.points = rows;
    graph.candidates.resize(rows, 3);
    graph.indptr = {0};
    for (Index row = 0; row < rows; ++row) {
        for (Index j = 0; j < 3; ++j)
            graph.candidates(row, j) = std::int32_t((row + j + 1) % rows);
        graph.indices.push_back(std::int32_t((row + 3) % rows));
        graph.indices.push_back(std::int32_t((row + 1) % rows));
        graph.weights.insert(graph.weights.end(), {0.6, 0.2});
        graph.indptr.push_back(std::int64_t(graph.indices.size()));
    }
    graph.error.assign(std::size_t(rows), 0.1);
    graph.kkt = graph.gap = graph.diameter = graph.dimension = graph.error;
    made->undirected = symmetrise(graph, Symmetry::Union);
    return made;
}

inline void fill(Session& session)
{
    session.setData(sampleData());
    session.setEmbedding(sampleEmbedding());
    session.setLayout(sampleLayout());
    session.setLayer(QStringLiteral("conv2"));
    session.history().clear();
}

} // namespace leafscope::test
