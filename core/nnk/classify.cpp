// SPDX-License-Identifier: MIT
#include "core/nnk/classify.hpp"

#include "core/base/error.hpp"
#include "core/nnk/class_weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace leafscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::int32_t nearestLabel(const IndexMatrix& candidates, Index row,
                          const std::vector<std::int32_t>& labels)
{
    for (Index j = 0; j < candidates.cols(); ++j)
        if (const std::int32_t label = labels[std::size_t(candidates(row, j))]; label >= 0)
            return label;
    return -1;
}

/// Votes with the weight that `weight(row, j)` gives to candidate j.
template <class Weight>
std::vector<std::int32_t> vote(const IndexMatrix& candidates,
                               const std::vector<std::int32_t>& labels, const Weight& weight)
{
    std::vector<std::int32_t> predicted(std::size_t(candidates.rows()), -1);
    ClassWeights classes;
    for (Index i = 0; i < candidates.rows(); ++i) {
        classes.clear();
        for (Index j = 0; j < candidates.cols(); ++j)
            classes.add(labels[std::size_t(candidates(i, j))], weight(i, j));
        predicted[std::size_t(i)] = classes.heaviest();
    }
    return predicted;
}

} // namespace

LabelVotes nnkVotes(const NnkGraph& graph, const std::vector<std::int32_t>& pointLabels,
                    const std::vector<std::int32_t>& rowLabels)
{
    EXPECTS(Index(pointLabels.size()) == graph.points && Index(rowLabels.size()) == graph.rows(),
            "points=" + std::to_string(graph.points) + ", labels=" +
                std::to_string(pointLabels.size()) + ", rows=" + std::to_string(graph.rows()) +
                ", labels=" + std::to_string(rowLabels.size()));
    const auto n = std::size_t(graph.rows());
    LabelVotes votes{std::vector<std::int32_t>(n, -1), std::vector<double>(n, kNan),
                     std::vector<double>(n, kNan), std::vector<char>(n, 0)};
    ClassWeights classes;
    for (Index i = 0; i < graph.rows(); ++i) {
        const auto at = std::size_t(i);
        const std::int32_t own = rowLabels[at];
        classes.clear();
        const auto neighbors = graph.neighbors(i);
        const auto weights = graph.weightsOf(i);
        for (std::size_t e = 0; e < neighbors.size(); ++e) {
            const std::int32_t label = pointLabels[std::size_t(neighbors[e])];
            classes.add(label, weights[e]);
            if (own >= 0 && label >= 0 && label != own)
                votes.foreign[at] = 1;
        }
        votes.entropy[at] = classes.entropy();
        if (own >= 0 && classes.total() > 0)
            votes.purity[at] = classes.of(own) / classes.total();
        votes.predicted[at] = classes.heaviest();
        if (votes.predicted[at] < 0)
            votes.predicted[at] = nearestLabel(graph.candidates, i, pointLabels);
    }
    return votes;
}

std::vector<std::int32_t> knnVotes(const IndexMatrix& candidates,
                                   const std::vector<std::int32_t>& pointLabels)
{
    return vote(candidates, pointLabels, [](Index, Index) { return 1.0; });
}

std::vector<std::int32_t> weightedKnnVotes(const IndexMatrix& candidates,
                                           const MatrixD& kernelValues,
                                           const std::vector<std::int32_t>& pointLabels)
{
    EXPECTS(kernelValues.rows() == candidates.rows() && kernelValues.cols() == candidates.cols(),
            "rows=" + std::to_string(candidates.rows()));
    return vote(candidates, pointLabels, [&](Index i, Index j) { return kernelValues(i, j); });
}

Share shareOf(Index hits, Index counted)
{
    if (counted <= 0)
        return {kNan, kNan, kNan, 0};
    constexpr double z = 1.959963984540054; // the 97.5 % point of the normal distribution
    const double n = double(counted);
    const double p = double(hits) / n;
    const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    // Exact at the ends, where rounding would leave a little.
    return {p, hits == 0 ? 0 : std::max(0.0, centre - half),
            hits == counted ? 1 : std::min(1.0, centre + half), counted};
}

Share accuracyOf(const std::vector<std::int32_t>& predicted,
                 const std::vector<std::int32_t>& labels)
{
    EXPECTS(predicted.size() == labels.size(), "rows=" + std::to_string(labels.size()));
    Index hits = 0;
    Index counted = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < 0)
            continue;
        ++counted;
        hits += predicted[i] == labels[i] ? 1 : 0;
    }
    return shareOf(hits, counted);
}

double softAccuracy(const LabelVotes& votes, const std::vector<std::int32_t>& labels)
{
    EXPECTS(votes.purity.size() == labels.size(), "rows=" + std::to_string(labels.size()));
    double sum = 0;
    Index counted = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < 0)
            continue;
        const bool right = votes.predicted[i] == labels[i];
        sum += std::isnan(votes.purity[i]) ? double(right) : votes.purity[i];
        ++counted;
    }
    return counted > 0 ? sum / double(counted) : kNan;
}

Share foreignShare(const NnkGraph& graph, const LabelVotes& votes,
                   const std::vector<std::int32_t>& labels)
{
    Index counted = 0;
    Index foreign = 0;
    for (Index i = 0; i < graph.rows(); ++i) {
        if (labels[std::size_t(i)] < 0 || graph.count(i) == 0)
            continue;
        ++counted;
        foreign += votes.foreign[std::size_t(i)];
    }
    return shareOf(foreign, counted);
}

MatrixD candidateKernel(const NnkGraph& graph, const Neighbors& nearest)
{
    const Index k = graph.candidates.cols();
    EXPECTS(nearest.squared.rows() == graph.rows() && nearest.squared.cols() >= k,
            "rows=" + std::to_string(graph.rows()) +
                ", lists=" + std::to_string(nearest.squared.rows()));
    MatrixD values(graph.rows(), k);
    for (Index i = 0; i < graph.rows(); ++i) {
        const Kernel kernel{graph.options.kernel,
                            graph.width.empty() ? 0 : graph.width[std::size_t(i)]};
        for (Index j = 0; j < k; ++j)
            values(i, j) = kernel.value(nearest.squared(i, j));
    }
    return values;
}

Explanation explainPrediction(const NnkGraph& graph, Index row,
                              const std::vector<std::int32_t>& pointLabels)
{
    EXPECTS(row >= 0 && row < graph.rows() && Index(pointLabels.size()) == graph.points,
            "row=" + std::to_string(row) + ", labels=" + std::to_string(pointLabels.size()));
    Explanation result;
    ClassWeights classes;
    const double total = graph.sum(row);
    for (Index e = 0; e < graph.count(row); ++e) {
        const std::int32_t point = graph.neighbors(row)[std::size_t(e)];
        const double weight = graph.weightsOf(row)[std::size_t(e)] / total;
        const std::int32_t label = pointLabels[std::size_t(point)];
        result.neighbors.push_back({point, weight, label});
        classes.add(label, weight);
    }
    std::stable_sort(result.neighbors.begin(), result.neighbors.end(),
                     [](const auto& a, const auto& b) { return a.weight > b.weight; });
    result.classes = classes.all();
    std::stable_sort(result.classes.begin(), result.classes.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    for (auto& [label, weight] : result.classes)
        weight /= classes.total();
    result.predicted = classes.heaviest();
    if (result.predicted < 0) {
        result.predicted = nearestLabel(graph.candidates, row, pointLabels);
        result.byNearest = result.predicted >= 0;
    }
    return result;
}

} // namespace leafscope
