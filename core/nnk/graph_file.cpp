// SPDX-License-Identifier: MIT
#include "core/nnk/graph_file.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/json_number.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

using nlohmann::json;

const std::string kRows = "/indptr";
const std::string kMetrics = "/metrics/";
constexpr const char* kRemedy = "make one with `leafscope nnk EMBEDDING --out FILE`";

[[noreturn]] void notAGraph(const Hdf5File& file, const std::string& happened)
{
    throw Error(ErrorKind::Format, happened, file.path().string(),
                "another kind of file, or one that was changed or cut short", kRemedy);
}

json optionsToJson(const NnkLayerGraph& layer)
{
    const NnkOptions& o = layer.graph.options;
    return {{"k", o.k},
            {"kernel", kernelName(o.kernel)},
            {"bandwidth", bandwidthName(o.bandwidth)},
            {"sigma", numberOrNull(layer.graph.sigma)},
            {"fixed_sigma", o.sigma},
            {"normalize", o.normalize},
            {"mode", o.solver.mode == NnkMode::Exact ? "exact" : "literal"},
            {"threshold", o.solver.threshold},
            {"symmetry", symmetryNames()[std::size_t(layer.symmetry)]},
            {"points", layer.graph.points},
            {"of_itself", layer.graph.ofItself},
            {"unsettled", layer.graph.unsettled},
            {"singular", layer.graph.singular}};
}

void optionsFromJson(const json& o, NnkLayerGraph& layer)
{
    NnkGraph& graph = layer.graph;
    graph.options.k = o.at("k").get<Index>();
    graph.options.kernel = kernelNamed(o.at("kernel").get<std::string>());
    graph.options.bandwidth = bandwidthNamed(o.at("bandwidth").get<std::string>());
    graph.options.sigma = o.at("fixed_sigma").get<double>();
    graph.options.normalize = o.at("normalize").get<bool>();
    graph.options.solver.mode = o.at("mode") == "exact" ? NnkMode::Exact : NnkMode::Published;
    graph.options.solver.threshold = o.at("threshold").get<double>();
    layer.symmetry = symmetryNamed(o.at("symmetry").get<std::string>());
    graph.sigma = o.at("sigma").is_null() ? std::numeric_limits<double>::quiet_NaN()
                                          : o.at("sigma").get<double>();
    graph.points = o.at("points").get<Index>();
    graph.ofItself = o.at("of_itself").get<bool>();
    graph.unsettled = o.at("unsettled").get<Index>();
    graph.singular = o.at("singular").get<Index>();
}

/// Throws unless the arrays are rows of a graph with `columns` points.
void checkRows(const Hdf5File& file, const std::vector<std::int64_t>& indptr,
               const std::vector<std::int32_t>& indices, std::size_t weights, Index columns)
{
    if (indptr.empty() || indptr.front() != 0 || !std::is_sorted(indptr.begin(), indptr.end()) ||
        indptr.back() != std::int64_t(indices.size()) || weights != indices.size())
        notAGraph(file, "its arrays do not fit each other as compressed sparse rows");
    if (std::any_of(indices.begin(), indices.end(),
                    [&](std::int32_t i) { return i < 0 || i >= columns; }))
        notAGraph(file, "it names rows that the embedding does not have");
}

std::vector<double> perRow(const Hdf5File& file, const std::string& path, Index rows)
{
    if (!file.has(path) || file.info(path).shape != std::vector<std::int64_t>{rows})
        notAGraph(file, path + " is missing or does not have one number per row");
    return file.read<double>(path);
}

void readArrays(const Hdf5File& file, NnkLayerGraph& layer)
{
    NnkGraph& graph = layer.graph;
    graph.indptr = file.read<std::int64_t>(kRows);
    graph.indices = file.read<std::int32_t>("/indices");
    graph.weights = file.read<double>("/weights");
    checkRows(file, graph.indptr, graph.indices, graph.weights.size(), graph.points);
    const Index n = Index(graph.indptr.size()) - 1;
    graph.error = perRow(file, "/error", n);
    graph.kkt = perRow(file, "/kkt", n);
    graph.gap = perRow(file, "/gap", n);
    graph.diameter = perRow(file, "/diameter", n);
    graph.dimension = perRow(file, "/dimension", n);
    if (graph.options.kernel == KernelKind::Gaussian)
        graph.width = perRow(file, "/width", n);
    if (file.info("/candidates").shape != std::vector<std::int64_t>{n, graph.options.k})
        notAGraph(file, "/candidates does not hold k rows for each row");
    const auto candidates = file.read<std::int32_t>("/candidates");
    graph.candidates = Eigen::Map<const IndexMatrix>(candidates.data(), n, graph.options.k);
    if (n > 0 && (graph.candidates.minCoeff() < 0 || graph.candidates.maxCoeff() >= graph.points))
        notAGraph(file, "/candidates names rows that the embedding does not have");
    if (!graph.ofItself)
        return;
    layer.undirected.indptr = file.read<std::int64_t>("/undirected/indptr");
    layer.undirected.indices = file.read<std::int32_t>("/undirected/indices");
    layer.undirected.weights = file.read<double>("/undirected/weights");
    checkRows(file, layer.undirected.indptr, layer.undirected.indices,
              layer.undirected.weights.size(), n);
    if (layer.undirected.nodes() != n)
        notAGraph(file, "the undirected graph has another number of nodes");
}

} // namespace

void writeNnkGraph(Hdf5File& file, const NnkLayerGraph& layer)
{
    const NnkGraph& graph = layer.graph;
    const auto n = std::int64_t(graph.rows());
    const auto stored = std::int64_t(graph.indices.size());
    file.write(kRows, {n + 1}, graph.indptr.data());
    file.write("/indices", {stored}, graph.indices.data());
    file.write("/weights", {stored}, graph.weights.data());
    file.write("/error", {n}, graph.error.data());
    file.write("/kkt", {n}, graph.kkt.data());
    file.write("/gap", {n}, graph.gap.data());
    file.write("/diameter", {n}, graph.diameter.data());
    file.write("/dimension", {n}, graph.dimension.data());
    if (!graph.width.empty())
        file.write("/width", {n}, graph.width.data());
    file.write("/candidates", {n, std::int64_t(graph.candidates.cols())}, graph.candidates.data());
    file.setText(kRows, "shape", json{n, graph.points}.dump());
    file.setText(kRows, "layer", layer.layer.name);
    file.setText(kRows, "type", layer.layer.type);
    file.setNumber(kRows, "depth", layer.layer.depth);
    file.setNumber(kRows, "dim", double(layer.layer.dim));
    file.setText(kRows, "layer_shape", json(layer.layer.shape).dump());
    file.setText(kRows, "options", optionsToJson(layer).dump());
    std::vector<std::string> keys;
    for (const SampleMetric& metric : layer.metrics) {
        writeMetric(file, kMetrics + metric.key, metric);
        keys.push_back(metric.key);
    }
    file.setText(kRows, "metrics", json(keys).dump());
    if (!graph.ofItself)
        return;
    const UndirectedGraph& u = layer.undirected;
    const auto ends = std::int64_t(u.indices.size());
    file.write("/undirected/indptr", {n + 1}, u.indptr.data());
    file.write("/undirected/indices", {ends}, u.indices.data());
    file.write("/undirected/weights", {ends}, u.weights.data());
}

std::shared_ptr<const NnkLayerGraph> readNnkGraph(const std::filesystem::path& artifact)
{
    const Hdf5File file = Hdf5File::open(artifact);
    const auto options = file.has(kRows) ? file.text(kRows, "options") : std::nullopt;
    if (!options)
        notAGraph(file, "this file holds no NNK graph");
    auto read = std::make_shared<NnkLayerGraph>();
    try {
        optionsFromJson(json::parse(*options), *read);
        read->layer.name = file.text(kRows, "layer").value_or("");
        read->layer.type = file.text(kRows, "type").value_or("");
        read->layer.depth = file.number(kRows, "depth").value_or(0);
        read->layer.dim = Index(file.number(kRows, "dim").value_or(0));
        read->layer.shape = json::parse(file.text(kRows, "layer_shape").value_or("[]"))
                                .get<std::vector<std::int64_t>>();
        readArrays(file, *read);
        const json keys = json::parse(file.text(kRows, "metrics").value_or("[]"));
        for (const auto& key : keys.get<std::vector<std::string>>()) {
            const std::string path = kMetrics + key;
            if (!file.has(path) ||
                file.info(path).shape != std::vector<std::int64_t>{read->graph.rows()})
                notAGraph(file, path + " is missing or does not have one number per row");
            read->metrics.push_back(readMetric(file, path, key));
        }
    } catch (const json::exception&) {
        notAGraph(file, "its options cannot be read");
    }
    return read;
}

} // namespace leafscope
