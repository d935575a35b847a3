// SPDX-License-Identifier: MIT
// The polytopes of a layer in numbers: one column per quantity, one number per sample.
#pragma once

#include "core/embedding/embedding.hpp"
#include "core/nnk/affinity.hpp"
#include "core/nnk/classify.hpp"
#include "core/nnk/graph.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace leafscope {

class Hdf5File;

struct PolytopeOptions {
    NnkOptions nnk;
    Index affinitySample = 500; ///< samples whose affinity is computed; 0: all
    std::uint64_t seed = 1;     ///< of that sample and of the random partners
};

/// One number per sample, NaN where there is none.
struct PolytopeColumn {
    std::string name;  ///< in results: "neighbors"
    std::string key;   ///< of the metric: "nnk.neighbors"
    std::string title; ///< for people
    std::string unit;
    std::vector<double> values;
};

struct LayerPolytopes {
    LayerHeader layer;
    Index n = 0;
    double sigma = 0; ///< 0 for cosine; the mean where samples have their own
    /// neighbors, effective, diameter, mass_purity, label_entropy, error, polytope_dimension,
    /// affinity, affinity_random.
    std::vector<PolytopeColumn> columns;
    Index affinityPairs = 0; ///< samples with an affinity
    Share foreignLabels;     ///< samples with a label that have a neighbour of another label
    Share looAccuracy;       ///< of NNK interpolation
    Share knnLooAccuracy;    ///< of the majority of the candidates
    double kktMax = 0;
    std::vector<std::string> warnings;
    double seconds = 0;

    /// The column of this name, which exists.
    const PolytopeColumn& column(const std::string& name) const;
};

/// `labels`: one per row, or empty. Throws what NnkPoints and nearestNeighbors throw.
/// Cost: the graph, and three polytopes per sample of the affinity.
LayerPolytopes layerPolytopes(const LayerHeader& layer, Points points,
                              const std::vector<std::int32_t>& labels,
                              const PolytopeOptions& options, const Progress& progress = {});

/// {"name", "depth", "n", "dim", "sigma", NAME_mean, NAME_low, NAME_high for every column, shares,
/// "kkt_max", "affinity_pairs", "histograms", "mgm", "warnings", "seconds"}; null for what does not
/// exist. "mgm" is the vector of manifold graph metrics (2209.08622): mean and standard deviation
/// (spread) of neighbours, diameter and affinity.
nlohmann::json polytopesToJson(const LayerPolytopes& layer);

/// Writes /metrics/LAYER/KEY (float32, n) of every column.
void writePolytopes(Hdf5File& file, const LayerPolytopes& layer);

} // namespace leafscope
