// SPDX-License-Identifier: MIT
// Neighbours for the LeNet of lenet_fixture.hpp: searched among its images, the same at each layer
// but the first, whose neighbours are the next samples.
#pragma once

#include "core/neighbors/sample_metrics.hpp"
#include "tests/views/session/lenet_fixture.hpp"

#include <cmath>

namespace leafscope::test {

inline std::shared_ptr<const NeighborTable> lenetNeighbors(Index k = 6)
{
    const auto data = barImages();
    const auto embedding = lenetEmbedding();
    MatrixF pixels(embedding->n, data->sampleSize());
    for (Index i = 0; i < embedding->n; ++i)
        data->copySample(i, pixels.row(i).data());
    auto table = std::make_shared<NeighborTable>();
    table->k = k;
    for (const LenetLayer& one : lenetLayers()) {
        LayerNeighbors layer;
        layer.layer = lenetHeader(one);
        Neighbors nearest = nearestNeighbors(pixels, k);
        if (table->layers.empty())
            for (Index e = 0; e < nearest.index.size(); ++e)
                nearest.index.data()[e] = std::int32_t((e / k + e % k + 1) % embedding->n);
        layer.rows.assign(nearest.index.data(), nearest.index.data() + nearest.index.size());
        for (Index e = 0; e < nearest.squared.size(); ++e)
            layer.distances.push_back(float(std::sqrt(nearest.squared.data()[e])));
        layer.metrics = sampleMetrics(nearest, {embedding->labels, embedding->predictions});
        table->layers.push_back(std::move(layer));
    }
    return table;
}

} // namespace leafscope::test
