// SPDX-License-Identifier: MIT
// What the nearest neighbours of a sample say about it, at one layer, and the means over the layer.
//
// Symbols: n rows, k neighbours, r1 <= r2 <= ... <= rk the distances of one row.
// Sources: local dimension: E. Levina and P. Bickel, NIPS 17 (2004), eq. 8; pooled by averaging the
// inverses: D. MacKay and Z. Ghahramani, comment on it (2005). Hubness: M. Radovanovic et al., JMLR
// 11 (2010), the k-occurrences N_k.
#pragma once

#include "core/neighbors/neighbor_table.hpp"
#include "core/neighbors/neighbors.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace leafscope {

/// Labels and predictions of the n rows; empty if they are not known, -1 for a row without one.
struct RowClasses {
    std::vector<std::int32_t> labels;
    std::vector<std::int32_t> predictions;
};

/// One number per row, NaN where it does not exist:
///   nearest_distance  r1
///   ratio             r2 / r1; none where r1 = 0 (duplicates) or k < 2
///   label_agreement   share of the k neighbours with the same label, 0..1; left out without labels
///   prediction_agreement  the same of the predictions
///   hubness           of how many other rows it is among the k nearest
///   local_dimension   (m - 1) / sum_{j<m} ln(r_m / r_j) over the m neighbours at r > 0; none for
///                     m < 3. A noisy number: its standard deviation is about 1 / sqrt(m - 3) of
///                     it, and its mean over points lies above the pooled one.
/// O(n k).
std::vector<SampleMetric> sampleMetrics(const Neighbors& nearest, const RowClasses& classes);

/// The layer's numbers: {"name", "depth", "n", "dim", "k", "mean_r1", "mean_ratio",
/// "label_agreement", "prediction_agreement", "knn_accuracy", "local_dimension", "largest_hubness",
/// "duplicates", "convention", "warnings"}; null for what does not exist. Means leave out NaN.
/// knn_accuracy: leave-one-out, majority of the k neighbours, ties to the class that comes nearest.
nlohmann::json neighborSummary(const LayerNeighbors& layer, const Neighbors& nearest,
                               const RowClasses& classes);

} // namespace leafscope
