// SPDX-License-Identifier: MIT
#include "core/nnk/graph_metrics.hpp"

#include "core/base/json_number.hpp"
#include "core/nnk/spread.hpp"

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

using nlohmann::json;

template <class Number>
SampleMetric perRow(const char* key, const char* title, const char* unit, Index n,
                    const Number& number)
{
    SampleMetric metric{key, title, unit, std::vector<float>(std::size_t(n))};
    for (Index i = 0; i < n; ++i)
        metric.values[std::size_t(i)] = float(number(i));
    return metric;
}

double largest(const std::vector<double>& values)
{
    return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

} // namespace

std::vector<SampleMetric> graphMetrics(const NnkLayerGraph& layer,
                                       const std::optional<LabelVotes>& votes)
{
    const NnkGraph& graph = layer.graph;
    const Index n = graph.rows();
    const auto of = [](const std::vector<double>& values) {
        return [&values](Index i) { return values[std::size_t(i)]; };
    };
    std::vector<SampleMetric> metrics;
    const auto add = [&](const char* key, const char* title, const char* unit, auto number) {
        metrics.push_back(perRow(key, title, unit, n, number));
    };
    add("nnk.neighbors", "NNK neighbours", "", [&](Index i) { return double(graph.count(i)); });
    add("nnk.effective", "NNK neighbours that count", "",
        [&](Index i) { return graph.effective(i); });
    add("nnk.diameter", "Polytope diameter", "", of(graph.diameter));
    add("nnk.error", "NNK error E", "", of(graph.error));
    add("nnk.sum", "Sum of NNK weights", "", [&](Index i) { return graph.sum(i); });
    add("nnk.dimension", "Polytope dimension", "", of(graph.dimension));
    if (votes) {
        add("nnk.purity", "NNK weight of the same label", "share", of(votes->purity));
        add("nnk.entropy", "Entropy of neighbours' labels", "nat", of(votes->entropy));
    }
    if (!graph.ofItself)
        return metrics;
    const UndirectedGraph& undirected = layer.undirected;
    const Components components = componentsOf(undirected);
    add("nnk.degree", "Degree in the NNK graph", "",
        [&](Index i) { return double(undirected.degree(i)); });
    add("nnk.strength", "Weight at the node", "", [&](Index i) { return undirected.strength(i); });
    add("nnk.component", "Component of the NNK graph", "",
        [&](Index i) { return double(components.of[std::size_t(i)]); });
    return metrics;
}

json graphSummary(const NnkLayerGraph& layer, const std::optional<LabelVotes>& votes,
                  const GraphLabels& labels)
{
    const NnkGraph& graph = layer.graph;
    const Index n = graph.rows();
    json result = json::object();
    json ranges = json::object();
    const auto put = [&](const std::string& name, const std::string& mean, auto number) {
        std::vector<double> values;
        for (Index i = 0; i < n; ++i)
            values.push_back(number(i));
        const Spread spread = spreadOf(std::move(values));
        result[mean] = numberOrNull(spread.mean);
        ranges[name] = {numberOrNull(spread.low), numberOrNull(spread.high)};
    };
    const auto of = [](const std::vector<double>& values) {
        return [&values](Index i) { return values[std::size_t(i)]; };
    };
    put("neighbors", "neighbors_mean", [&](Index i) { return double(graph.count(i)); });
    put("effective", "effective_mean", [&](Index i) { return graph.effective(i); });
    put("diameter", "diameter_mean", of(graph.diameter));
    put("error", "error_mean", of(graph.error));
    put("sum", "sum_mean", [&](Index i) { return graph.sum(i); });
    put("dimension", "dimension_mean", of(graph.dimension));
    result["mass_purity_mean"] = nullptr;
    result["label_entropy_mean"] = nullptr;
    Share foreign = shareOf(0, 0);
    if (votes) {
        put("mass_purity", "mass_purity_mean", of(votes->purity));
        put("label_entropy", "label_entropy_mean", of(votes->entropy));
        foreign = foreignShare(graph, *votes, labels.rows);
    }
    putShare(result, "foreign_label_share", foreign);
    result["spread"] = std::move(ranges);
    result["kkt_max"] = largest(graph.kkt);
    result["gap_max"] = largest(graph.gap);
    result["unsettled"] = graph.unsettled;
    result["singular"] = graph.singular;
    return result;
}

void putShare(json& object, const std::string& name, const Share& share)
{
    object[name] = numberOrNull(share.value);
    object[name + "_interval"] = json::array({numberOrNull(share.low), numberOrNull(share.high)});
}

} // namespace leafscope
