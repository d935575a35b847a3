// SPDX-License-Identifier: MIT
// The nearest neighbours of every sample at every layer, and what they say about each sample: the
// result of the `neighbors` analysis.
#pragma once

#include "core/embedding/embedding.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace leafscope {

/// One number per row of the embedding; NaN where it is not known.
struct SampleMetric {
    std::string key;   ///< stable: "label_agreement"
    std::string title; ///< for people: "Neighbours with the same label"
    std::string unit;
    std::vector<float> values;
};

struct LayerNeighbors {
    LayerHeader layer;
    std::vector<std::int32_t> rows; ///< n x k rows of the embedding, nearest first
    std::vector<float> distances;   ///< n x k, Euclidean
    std::vector<SampleMetric> metrics;
};

/// Immutable.
struct NeighborTable {
    Index k = 0;
    std::vector<LayerNeighbors> layers;
    const LayerNeighbors* find(const std::string& layer) const;
};

/// Reads an artifact of the `neighbors` analysis. Throws Error(Format).
std::shared_ptr<const NeighborTable> readNeighborTable(const std::filesystem::path& artifact);

} // namespace leafscope
