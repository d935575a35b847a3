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

class Hdf5File;

/// One number per row of the embedding; NaN where it is not known.
struct SampleMetric {
    std::string key;   ///< stable: "label_agreement"
    std::string title; ///< for people: "Neighbours with the same label"
    std::string unit;
    std::vector<float> values;
    /// Names of the values 0, 1, 2, ... of a metric that is a choice; empty: a number.
    std::vector<std::string> categories = {};
};

/// One array at `path` with its title, unit and categories; the key is not stored.
void writeMetric(Hdf5File& file, const std::string& path, const SampleMetric& metric);
/// Reads it back. Throws Error(Format).
SampleMetric readMetric(const Hdf5File& file, const std::string& path, const std::string& key);

struct LayerNeighbors {
    LayerHeader layer;
    std::vector<std::int32_t> rows; ///< n x k rows of the embedding, nearest first
    std::vector<float> distances;   ///< n x k, Euclidean
    std::vector<SampleMetric> metrics;

    /// nullptr if the layer does not have it.
    const SampleMetric* metric(const std::string& key) const;
};

/// Immutable.
struct NeighborTable {
    Index k = 0;
    std::vector<LayerNeighbors> layers;
    const LayerNeighbors* find(const std::string& layer) const;
};

/// Writes /neighbors/LAYER, /distances/LAYER (n x k, `k` of them per row) and /metrics/LAYER/KEY;
/// `order`: place of the layer among the others.
void writeLayerNeighbors(Hdf5File& file, int order, const LayerNeighbors& layer, Index k);

/// Reads an artifact of the `neighbors` analysis. Throws Error(Format).
std::shared_ptr<const NeighborTable> readNeighborTable(const std::filesystem::path& artifact);

} // namespace leafscope
