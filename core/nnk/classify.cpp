// SPDX-License-Identifier: MIT
#include "core/nnk/classify.hpp"

#include "core/base/error.hpp"

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>

namespace leafscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Weight per class, in the order in which classes appear among the neighbours, nearest first.
class ClassWeights {
public:
    void clear()
    {
        m_weights.clear();
        m_total = 0;
    }
    void add(std::int32_t label, double weight)
    {
        if (label < 0)
            return;
        m_total += weight;
        for (auto& [known, sum] : m_weights)
            if (known == label) {
                sum += weight;
                return;
            }
        m_weights.emplace_back(label, weight);
    }
    double total() const { return m_total; }
    double of(std::int32_t label) const
    {
        for (const auto& [known, sum] : m_weights)
            if (known == label)
                return sum;
        return 0;
    }
    /// The first of the heaviest classes, so ties go to the nearest; -1 if there is none.
    std::int32_t heaviest() const
    {
        std::int32_t best = -1;
        double most = -1;
        for (const auto& [label, sum] : m_weights)
            if (sum > most) {
                best = label;
                most = sum;
            }
        return best;
    }
    double entropy() const
    {
        if (!(m_total > 0))
            return kNan;
        double sum = 0;
        for (const auto& [label, weight] : m_weights)
            if (weight > 0)
                sum -= weight / m_total * std::log(weight / m_total);
        return sum;
    }

private:
    std::vector<std::pair<std::int32_t, double>> m_weights;
    double m_total = 0;
};

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
    return {p, std::max(0.0, centre - half), std::min(1.0, centre + half), counted};
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

} // namespace leafscope
