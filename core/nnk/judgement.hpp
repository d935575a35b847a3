// SPDX-License-Identifier: MIT
// How well the graph of one number of candidates predicts labels, against kNN on the same lists.
#pragma once

#include "core/nnk/classify.hpp"

#include <vector>

namespace leafscope {

/// Means and shares are over the rows with a label; NaN where there is nothing to average.
struct Judgement {
    Index k = 0;
    double sigma = 0; ///< as of the graph
    Share nnk;        ///< accuracies
    Share knn;
    Share weightedKnn;
    double soft = 0;      ///< softAccuracy()
    Share foreign;        ///< foreignShare()
    double error = 0;     ///< mean of E
    double neighbors = 0; ///< mean number
    double effective = 0; ///< mean exp of the entropy of the normalised weights
    double purity = 0;    ///< mean share of the weight with the row's own label
    double kkt = 0;       ///< largest
    Index unsettled = 0;
    Index singular = 0;

    LabelVotes votes; ///< per row
    std::vector<std::int32_t> knnPredicted;
    std::vector<std::int32_t> weightedPredicted;
};

/// `nearest`: the lists that the graph was built from. O(rows x k).
Judgement judge(const NnkGraph& graph, const Neighbors& nearest,
                const std::vector<std::int32_t>& pointLabels,
                const std::vector<std::int32_t>& rowLabels);

} // namespace leafscope
