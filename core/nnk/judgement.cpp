// SPDX-License-Identifier: MIT
#include "core/nnk/judgement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

/// Mean of value(i) over the rows with a label where it exists.
template <class Value>
double meanOf(const std::vector<std::int32_t>& labels, const Value& value)
{
    double sum = 0;
    Index counted = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < 0)
            continue;
        const double one = value(i);
        if (std::isnan(one))
            continue;
        sum += one;
        ++counted;
    }
    return counted > 0 ? sum / double(counted) : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

Judgement judge(const NnkGraph& graph, const Neighbors& nearest,
                const std::vector<std::int32_t>& pointLabels,
                const std::vector<std::int32_t>& rowLabels)
{
    Judgement result;
    result.k = graph.candidates.cols();
    result.sigma = graph.sigma;
    result.votes = nnkVotes(graph, pointLabels, rowLabels);
    result.knnPredicted = knnVotes(graph.candidates, pointLabels);
    result.weightedPredicted =
        weightedKnnVotes(graph.candidates, candidateKernel(graph, nearest), pointLabels);
    result.nnk = accuracyOf(result.votes.predicted, rowLabels);
    result.knn = accuracyOf(result.knnPredicted, rowLabels);
    result.weightedKnn = accuracyOf(result.weightedPredicted, rowLabels);
    result.soft = softAccuracy(result.votes, rowLabels);
    result.foreign = foreignShare(graph, result.votes, rowLabels);
    result.error = meanOf(rowLabels, [&](std::size_t i) { return graph.error[i]; });
    result.neighbors =
        meanOf(rowLabels, [&](std::size_t i) { return double(graph.count(Index(i))); });
    result.effective = meanOf(rowLabels, [&](std::size_t i) { return graph.effective(Index(i)); });
    result.purity = meanOf(rowLabels, [&](std::size_t i) { return result.votes.purity[i]; });
    for (const double kkt : graph.kkt)
        result.kkt = std::max(result.kkt, kkt);
    result.unsettled = graph.unsettled;
    result.singular = graph.singular;
    return result;
}

} // namespace leafscope
