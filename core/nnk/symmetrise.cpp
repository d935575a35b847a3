// SPDX-License-Identifier: MIT
#include "core/nnk/symmetrise.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace leafscope {

namespace {

constexpr std::array<std::pair<Symmetry, const char*>, 4> kNames{
    {{Symmetry::Union, "union"},
     {Symmetry::Mutual, "mutual"},
     {Symmetry::LowerError, "lower-error"},
     {Symmetry::Published, "published"}}};

/// w_ij and, from the other end, w_ji; a weight of 0 is none.
struct Pair {
    std::int32_t low;
    std::int32_t high;
    double fromLow = 0;
    double fromHigh = 0;
};

/// Every pair of which at least one end has the other as a neighbour, in order.
std::vector<Pair> pairsOf(const NnkGraph& graph)
{
    std::vector<Pair> all;
    all.reserve(graph.indices.size());
    for (Index i = 0; i < graph.rows(); ++i) {
        const auto neighbors = graph.neighbors(i);
        const auto weights = graph.weightsOf(i);
        for (std::size_t e = 0; e < neighbors.size(); ++e) {
            const std::int32_t j = neighbors[e];
            if (i < j)
                all.push_back({std::int32_t(i), j, weights[e], 0});
            else
                all.push_back({j, std::int32_t(i), 0, weights[e]});
        }
    }
    std::sort(all.begin(), all.end(), [](const Pair& a, const Pair& b) {
        return a.low < b.low || (a.low == b.low && a.high < b.high);
    });
    std::vector<Pair> merged;
    for (const Pair& pair : all) {
        if (!merged.empty() && merged.back().low == pair.low && merged.back().high == pair.high) {
            merged.back().fromLow = std::max(merged.back().fromLow, pair.fromLow);
            merged.back().fromHigh = std::max(merged.back().fromHigh, pair.fromHigh);
        } else {
            merged.push_back(pair);
        }
    }
    return merged;
}

bool isCandidate(const NnkGraph& graph, Index of, std::int32_t point)
{
    const auto row = graph.candidates.row(of);
    return std::find(row.data(), row.data() + row.size(), point) != row.data() + row.size();
}

/// The weight of the edge; 0 for none.
double edgeWeight(const NnkGraph& graph, const Pair& pair, Symmetry rule)
{
    const double larger = std::max(pair.fromLow, pair.fromHigh);
    if (rule == Symmetry::Union)
        return larger;
    if (rule == Symmetry::Mutual)
        return pair.fromLow > 0 && pair.fromHigh > 0 ? larger : 0;
    const double low = graph.error[std::size_t(pair.low)];
    const double high = graph.error[std::size_t(pair.high)];
    const bool lowKnows = isCandidate(graph, pair.low, pair.high);
    const bool highKnows = isCandidate(graph, pair.high, pair.low);
    if (rule == Symmetry::Published) {
        const double keptLow = low < (highKnows ? high : 0) ? pair.fromLow : 0;
        const double keptHigh = high < (lowKnows ? low : 0) ? pair.fromHigh : 0;
        return std::max(keptLow, keptHigh);
    }
    if (!highKnows)
        return pair.fromLow;
    if (!lowKnows)
        return pair.fromHigh;
    return low == high ? larger : low < high ? pair.fromLow : pair.fromHigh;
}

} // namespace

std::vector<std::string> symmetryNames()
{
    std::vector<std::string> names;
    for (const auto& [rule, name] : kNames)
        names.emplace_back(name);
    return names;
}

Symmetry symmetryNamed(const std::string& name)
{
    for (const auto& [rule, known] : kNames)
        if (name == known)
            return rule;
    EXPECTS(false, "symmetry=" + name);
    return Symmetry::Union;
}

double UndirectedGraph::strength(Index node) const
{
    double sum = 0;
    for (std::int64_t e = indptr[std::size_t(node)]; e < indptr[std::size_t(node) + 1]; ++e)
        sum += weights[std::size_t(e)];
    return sum;
}

UndirectedGraph symmetrise(const NnkGraph& graph, Symmetry rule)
{
    EXPECTS(graph.ofItself, "a graph of queries has no undirected form");
    std::vector<Pair> kept;
    std::vector<double> weight;
    for (const Pair& pair : pairsOf(graph)) {
        const double value = edgeWeight(graph, pair, rule);
        if (value > 0) {
            kept.push_back(pair);
            weight.push_back(value);
        }
    }
    UndirectedGraph result;
    const auto n = std::size_t(graph.rows());
    result.indptr.assign(n + 1, 0);
    for (const Pair& pair : kept) {
        ++result.indptr[std::size_t(pair.low) + 1];
        ++result.indptr[std::size_t(pair.high) + 1];
    }
    for (std::size_t i = 0; i < n; ++i)
        result.indptr[i + 1] += result.indptr[i];
    result.indices.resize(2 * kept.size());
    result.weights.resize(2 * kept.size());
    std::vector<std::int64_t> next(result.indptr.begin(), result.indptr.end() - 1);
    const auto put = [&](std::int32_t from, std::int32_t to, double value) {
        const auto at = std::size_t(next[std::size_t(from)]++);
        result.indices[at] = to;
        result.weights[at] = value;
    };
    // The lower ends of a node come first, in order, because pairs are sorted by the lower end.
    for (std::size_t e = 0; e < kept.size(); ++e)
        put(kept[e].high, kept[e].low, weight[e]);
    for (std::size_t e = 0; e < kept.size(); ++e)
        put(kept[e].low, kept[e].high, weight[e]);
    return result;
}

Components componentsOf(const UndirectedGraph& graph)
{
    Components result;
    const Index n = graph.nodes();
    result.of.assign(std::size_t(n), -1);
    std::vector<std::int32_t> open;
    for (Index start = 0; start < n; ++start) {
        if (result.of[std::size_t(start)] >= 0)
            continue;
        const auto number = std::int32_t(result.count++);
        Index size = 0;
        open.assign(1, std::int32_t(start));
        result.of[std::size_t(start)] = number;
        while (!open.empty()) {
            const std::int32_t node = open.back();
            open.pop_back();
            ++size;
            for (auto e = graph.indptr[std::size_t(node)]; e < graph.indptr[std::size_t(node) + 1];
                 ++e) {
                const std::int32_t other = graph.indices[std::size_t(e)];
                if (result.of[std::size_t(other)] >= 0)
                    continue;
                result.of[std::size_t(other)] = number;
                open.push_back(other);
            }
        }
        result.largest = std::max(result.largest, size);
        result.isolated += graph.degree(start) == 0 ? 1 : 0;
    }
    return result;
}

} // namespace leafscope
