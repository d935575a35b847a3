// SPDX-License-Identifier: MIT
// What an NNK graph says about each of its rows, and in summary.
#pragma once

#include "core/nnk/classify.hpp"
#include "core/nnk/graph_file.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <vector>

namespace leafscope {

/// Labels of the points that neighbours are taken from, and of the rows; both empty if unknown.
struct GraphLabels {
    std::vector<std::int32_t> points;
    std::vector<std::int32_t> rows;

    bool known() const { return !points.empty() && !rows.empty(); }
};

/// One number per row, NaN where there is none:
///   nnk.neighbors  how many have a weight
///   nnk.effective  exp of the entropy of the normalised weights
///   nnk.diameter   largest distance between two neighbours
///   nnk.error      E, the squared distance to its reconstruction in kernel space
///   nnk.sum        sum of the weights before they are normalised
///   nnk.dimension  components of the polytope with a tenth of the first one's variance
///   nnk.purity     normalised weight of neighbours with the row's label (with labels)
///   nnk.entropy    of the labels of the neighbours by weight, nats (with labels)
///   nnk.degree, nnk.strength, nnk.component  of the undirected graph (of a point set with itself)
/// O(edges).
std::vector<SampleMetric> graphMetrics(const NnkLayerGraph& layer,
                                       const std::optional<LabelVotes>& votes);

/// The numbers of the rows: {"neighbors_mean", "effective_mean", "diameter_mean", "error_mean",
/// "sum_mean", "dimension_mean", "mass_purity_mean", "label_entropy_mean", "foreign_label_share",
/// "kkt_max", "gap_max", "unsettled", "singular", "spread": {name: [10 %, 90 %]},
/// "foreign_label_interval"}; null for what does not exist.
nlohmann::json graphSummary(const NnkLayerGraph& layer, const std::optional<LabelVotes>& votes,
                            const GraphLabels& labels);

/// {value, [low, high]} as two entries NAME and NAME_interval; null if nothing was counted.
void putShare(nlohmann::json& object, const std::string& name, const Share& share);

} // namespace leafscope
