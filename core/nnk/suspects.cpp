// SPDX-License-Identifier: MIT
#include "core/nnk/suspects.hpp"

#include "core/base/error.hpp"
#include "core/nnk/class_weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>

namespace leafscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// The votes of row i, with the neighbours' weights multiplied by `trust(j)`.
template <class Trust>
void countVotes(const NnkGraph& graph, Index i, const std::vector<std::int32_t>& labels,
                const Trust& trust, ClassWeights& classes)
{
    classes.clear();
    const auto neighbors = graph.neighbors(i);
    const auto weights = graph.weightsOf(i);
    for (std::size_t e = 0; e < neighbors.size(); ++e) {
        const auto j = std::size_t(neighbors[e]);
        classes.add(labels[j], weights[e] * trust(j));
    }
}

double ownShare(const ClassWeights& classes, std::int32_t own)
{
    return own >= 0 && classes.total() > 0 ? classes.of(own) / classes.total() : kNan;
}

} // namespace

LabelTrust labelTrust(const NnkGraph& graph, const std::vector<std::int32_t>& labels)
{
    EXPECTS(graph.ofItself && Index(labels.size()) == graph.rows(),
            "rows=" + std::to_string(graph.rows()) + ", labels=" + std::to_string(labels.size()));
    const auto n = labels.size();
    LabelTrust result{std::vector<double>(n, kNan), std::vector<double>(n, kNan),
                      std::vector<std::int32_t>(n, -1)};
    ClassWeights classes;
    const auto equal = [](std::size_t) { return 1.0; };
    for (std::size_t i = 0; i < n; ++i) {
        countVotes(graph, Index(i), labels, equal, classes);
        result.sameMass[i] = ownShare(classes, labels[i]);
    }
    const auto trust = [&](std::size_t j) {
        return std::isnan(result.sameMass[j]) ? 1.0 : result.sameMass[j];
    };
    for (std::size_t i = 0; i < n; ++i) {
        countVotes(graph, Index(i), labels, trust, classes);
        if (!(classes.total() > 0))
            countVotes(graph, Index(i), labels, equal, classes);
        result.reliability[i] = ownShare(classes, labels[i]);
        result.suggested[i] = classes.heaviest();
    }
    return result;
}

std::vector<Index> labelSuspects(const LabelTrust& trust, const std::vector<std::int32_t>& labels)
{
    EXPECTS(trust.suggested.size() == labels.size(), "rows=" + std::to_string(labels.size()));
    std::vector<Index> rows;
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] >= 0 && trust.suggested[i] >= 0 && trust.suggested[i] != labels[i])
            rows.push_back(Index(i));
    const auto rank = [&](Index i) {
        const auto at = std::size_t(i);
        return std::tuple(trust.reliability[at], trust.sameMass[at], i);
    };
    std::sort(rows.begin(), rows.end(), [&](Index a, Index b) { return rank(a) < rank(b); });
    return rows;
}

std::vector<Index> farthestRows(const NnkGraph& graph, Index count)
{
    std::vector<Index> rows(graph.error.size());
    std::iota(rows.begin(), rows.end(), Index(0));
    const Index kept = std::clamp<Index>(count, 0, Index(rows.size()));
    const auto farther = [&](Index a, Index b) {
        const double ea = graph.error[std::size_t(a)];
        const double eb = graph.error[std::size_t(b)];
        return ea > eb || (ea == eb && a < b);
    };
    std::partial_sort(rows.begin(), rows.begin() + kept, rows.end(), farther);
    rows.resize(std::size_t(kept));
    return rows;
}

} // namespace leafscope
