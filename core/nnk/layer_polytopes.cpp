// SPDX-License-Identifier: MIT
#include "core/nnk/layer_polytopes.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/json_number.hpp"
#include "core/nnk/graph_metrics.hpp"
#include "core/nnk/spread.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace leafscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

template <class Number>
void addColumn(LayerPolytopes& to, PolytopeColumn column, const Number& number)
{
    column.values.resize(std::size_t(to.n));
    for (Index i = 0; i < to.n; ++i)
        column.values[std::size_t(i)] = number(i);
    to.columns.push_back(std::move(column));
}

void addGraph(LayerPolytopes& to, const NnkGraph& graph)
{
    addColumn(to, {"neighbors", "nnk.neighbors", "NNK neighbours", "", {}},
              [&](Index i) { return double(graph.count(i)); });
    addColumn(to, {"effective", "nnk.effective", "NNK neighbours that count", "", {}},
              [&](Index i) { return graph.effective(i); });
    const auto add = [&](PolytopeColumn column, const std::vector<double>& values) {
        addColumn(to, std::move(column), [&](Index i) { return values[std::size_t(i)]; });
    };
    add({"diameter", "nnk.diameter", "Polytope diameter", "", {}}, graph.diameter);
    add({"error", "nnk.error", "NNK error E", "", {}}, graph.error);
    add({"polytope_dimension", "nnk.dimension", "Polytope dimension", "", {}}, graph.dimension);
    to.kktMax = *std::max_element(graph.kkt.begin(), graph.kkt.end());
    to.sigma = graph.sigma;
    if (std::isnan(graph.sigma))
        to.sigma = spreadOf(graph.width).mean;
    if (graph.unsettled > 0)
        to.warnings.push_back(std::to_string(graph.unsettled) +
                              " samples reached the limit of steps; see kkt_max");
    if (graph.singular > 0)
        to.warnings.push_back(std::to_string(graph.singular) +
                              " systems of equations were singular, where the published algorithm "
                              "gives meaningless weights");
}

void addLabels(LayerPolytopes& to, const NnkGraph& graph, const std::vector<std::int32_t>& labels)
{
    PolytopeColumn purity{"mass_purity", "nnk.purity", "NNK weight of the same label", "share", {}};
    PolytopeColumn entropy{
        "label_entropy", "nnk.entropy", "Entropy of neighbours' labels", "nat", {}};
    to.foreignLabels = to.looAccuracy = to.knnLooAccuracy = shareOf(0, 0);
    if (labels.empty()) {
        addColumn(to, std::move(purity), [](Index) { return kNan; });
        addColumn(to, std::move(entropy), [](Index) { return kNan; });
        return;
    }
    const LabelVotes votes = nnkVotes(graph, labels, labels);
    addColumn(to, std::move(purity), [&](Index i) { return votes.purity[std::size_t(i)]; });
    addColumn(to, std::move(entropy), [&](Index i) { return votes.entropy[std::size_t(i)]; });
    Index foreign = 0;
    Index labelled = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        labelled += labels[i] >= 0 ? 1 : 0;
        foreign += votes.foreign[i] != 0 ? 1 : 0;
    }
    to.foreignLabels = shareOf(foreign, labelled);
    to.looAccuracy = accuracyOf(votes.predicted, labels);
    to.knnLooAccuracy = accuracyOf(knnVotes(graph.candidates, labels), labels);
}

void addAffinity(LayerPolytopes& to, const PartnerAffinity& partners)
{
    const auto add = [&](PolytopeColumn column, const std::vector<double>& values) {
        column.values.assign(std::size_t(to.n), kNan);
        for (std::size_t at = 0; at < partners.rows.size(); ++at)
            column.values[std::size_t(partners.rows[at])] = values[at];
        to.columns.push_back(std::move(column));
    };
    add({"affinity", "nnk.affinity", "Affinity with the nearest polytope", "", {}},
        partners.affinity);
    add({"affinity_random", "nnk.affinity_random", "Affinity with a random polytope", "", {}},
        partners.randomAffinity);
    to.affinityPairs = spreadOf(partners.affinity).counted;
    if (to.affinityPairs == 0)
        to.warnings.emplace_back(
            "no sample has a polytope of two distinct neighbours: no affinity");
}

nlohmann::json manifoldGraphMetrics(const LayerPolytopes& layer)
{
    nlohmann::json mgm = nlohmann::json::object();
    for (const char* name : {"neighbors", "diameter", "affinity"}) {
        const Spread spread = spreadOf(layer.column(name).values);
        mgm[std::string(name) + "_mean"] = numberOrNull(spread.mean);
        mgm[std::string(name) + "_spread"] = numberOrNull(spread.deviation);
    }
    return mgm;
}

} // namespace

const PolytopeColumn& LayerPolytopes::column(const std::string& name) const
{
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const PolytopeColumn& c) { return c.name == name; });
    EXPECTS(found != columns.end(), "column=" + name);
    return *found;
}

LayerPolytopes layerPolytopes(const LayerHeader& layer, Points points,
                              const std::vector<std::int32_t>& labels,
                              const PolytopeOptions& options, const Progress& progress)
{
    EXPECTS(labels.empty() || Index(labels.size()) == rowsOf(points),
            "rows=" + std::to_string(rowsOf(points)) + ", labels=" + std::to_string(labels.size()));
    const auto start = std::chrono::steady_clock::now();
    LayerPolytopes result;
    result.layer = layer;
    result.n = rowsOf(points);
    const NnkPoints seen(std::move(points), options.nnk.kernel, options.nnk.normalize);
    const Neighbors nearest = nearestNeighbors(
        seen.searched(), options.nnk.k, progress.span(0, 0.5, layer.name + ": nearest neighbours"));
    const NnkGraph graph = buildNnkGraph(seen, nearest, options.nnk,
                                         progress.span(0.5, 0.9, layer.name + ": NNK weights"));
    if (nearest.duplicates > 0)
        result.warnings.push_back(std::to_string(nearest.duplicates) +
                                  " samples repeat an earlier one; copies share their weight");
    addGraph(result, graph);
    addLabels(result, graph, labels);
    addAffinity(result,
                partnerAffinity(polytopesOf(seen, graph), options.affinitySample, options.seed,
                                progress.span(0.9, 1, layer.name + ": affinity of polytopes")));
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

nlohmann::json polytopesToJson(const LayerPolytopes& layer)
{
    nlohmann::json result{
        {"name", layer.layer.name},
        {"depth", layer.layer.depth},
        {"n", layer.n},
        {"dim", layer.layer.dim},
        {"sigma", layer.sigma > 0 ? nlohmann::json(layer.sigma) : nlohmann::json()},
        {"kkt_max", layer.kktMax},
        {"affinity_pairs", layer.affinityPairs},
        {"mgm", manifoldGraphMetrics(layer)},
        {"warnings", layer.warnings},
        {"seconds", layer.seconds}};
    for (const PolytopeColumn& column : layer.columns)
        putSpread(result, column.name, spreadOf(column.values));
    putShare(result, "foreign_label_share", layer.foreignLabels);
    putShare(result, "loo_accuracy", layer.looAccuracy);
    putShare(result, "knn_loo_accuracy", layer.knnLooAccuracy);
    nlohmann::json& histograms = result["histograms"] = nlohmann::json::object();
    histograms["neighbors"] = histogramToJson(histogramOfCounts(layer.column("neighbors").values));
    for (const char* name : {"diameter", "error", "mass_purity"})
        histograms[name] = histogramToJson(histogramOf(layer.column(name).values));
    return result;
}

void writePolytopes(Hdf5File& file, const LayerPolytopes& layer)
{
    for (const PolytopeColumn& column : layer.columns)
        writeMetric(file, "/metrics/" + layer.layer.name + "/" + column.key,
                    {column.key, column.title, column.unit,
                     std::vector<float>(column.values.begin(), column.values.end())});
}

} // namespace leafscope
