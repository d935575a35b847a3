// SPDX-License-Identifier: MIT
#include "core/neighbors/neighbor_table.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

using nlohmann::json;

const std::string kRows = "/neighbors/";
const std::string kDistances = "/distances/";
const std::string kMetrics = "/metrics/";

[[noreturn]] void notATable(const Hdf5File& file, const std::string& happened,
                            const std::string& cause)
{
    throw Error(ErrorKind::Format, happened, file.path().string(), cause,
                "make one with `leafscope neighbors EMBEDDING --out FILE`");
}

void requireShape(const Hdf5File& file, const std::string& path,
                  const std::vector<std::int64_t>& shape)
{
    if (!file.has(path) || file.info(path).shape != shape)
        notATable(file, path + " is missing or does not fit the other arrays",
                  "the file was cut short or changed by hand");
}

std::vector<SampleMetric> readMetrics(const Hdf5File& file, const ArrayInfo& array)
{
    const std::string layer = array.path.substr(kRows.size());
    std::vector<SampleMetric> metrics;
    const json keys = json::parse(file.text(array.path, "metrics").value_or("[]"));
    for (const auto& key : keys.get<std::vector<std::string>>()) {
        const std::string path = kMetrics + layer + "/" + key;
        requireShape(file, path, {array.shape[0]});
        metrics.push_back(readMetric(file, path, key));
    }
    return metrics;
}

LayerNeighbors readLayer(const Hdf5File& file, const ArrayInfo& array)
{
    LayerNeighbors read;
    LayerHeader& layer = read.layer;
    layer.name = array.path.substr(kRows.size());
    layer.type = file.text(array.path, "type").value_or("");
    layer.depth = file.number(array.path, "depth").value_or(0);
    layer.shape =
        json::parse(file.text(array.path, "shape").value_or("[]")).get<std::vector<std::int64_t>>();
    layer.dim = Index(file.number(array.path, "dim").value_or(0));
    requireShape(file, kDistances + layer.name, array.shape);
    read.rows = file.read<std::int32_t>(array.path);
    read.distances = file.read<float>(kDistances + layer.name);
    const auto outside = [n = array.shape[0]](std::int32_t row) { return row < 0 || row >= n; };
    if (std::any_of(read.rows.begin(), read.rows.end(), outside))
        notATable(file, array.path + " names rows that the embedding does not have",
                  "the file was changed by hand");
    read.metrics = readMetrics(file, array);
    return read;
}

} // namespace

void writeMetric(Hdf5File& file, const std::string& path, const SampleMetric& metric)
{
    file.write(path, {std::int64_t(metric.values.size())}, metric.values.data());
    file.setText(path, "title", metric.title);
    file.setText(path, "unit", metric.unit);
    if (!metric.categories.empty())
        file.setText(path, "categories", json(metric.categories).dump());
}

SampleMetric readMetric(const Hdf5File& file, const std::string& path, const std::string& key)
{
    return {
        key, file.text(path, "title").value_or(key), file.text(path, "unit").value_or(""),
        file.read<float>(path),
        json::parse(file.text(path, "categories").value_or("[]")).get<std::vector<std::string>>()};
}

const SampleMetric* LayerNeighbors::metric(const std::string& key) const
{
    const auto found = std::find_if(metrics.begin(), metrics.end(),
                                    [&](const SampleMetric& m) { return m.key == key; });
    return found == metrics.end() ? nullptr : &*found;
}

const LayerNeighbors* NeighborTable::find(const std::string& layer) const
{
    const auto found = std::find_if(layers.begin(), layers.end(),
                                    [&](const LayerNeighbors& l) { return l.layer.name == layer; });
    return found == layers.end() ? nullptr : &*found;
}

void writeLayerNeighbors(Hdf5File& file, int order, const LayerNeighbors& layer, Index k)
{
    EXPECTS(k > 0 && layer.rows.size() == layer.distances.size(), "k=" + std::to_string(k));
    const auto n = std::int64_t(layer.rows.size()) / k;
    const std::string rows = kRows + layer.layer.name;
    file.write(rows, {n, k}, layer.rows.data());
    file.write(kDistances + layer.layer.name, {n, k}, layer.distances.data());
    file.setNumber(rows, "order", order);
    file.setNumber(rows, "depth", layer.layer.depth);
    file.setNumber(rows, "dim", double(layer.layer.dim));
    file.setText(rows, "type", layer.layer.type);
    file.setText(rows, "shape", json(layer.layer.shape).dump());
    std::vector<std::string> keys;
    for (const SampleMetric& metric : layer.metrics) {
        writeMetric(file, kMetrics + layer.layer.name + "/" + metric.key, metric);
        keys.push_back(metric.key);
    }
    file.setText(rows, "metrics", json(keys).dump());
}

std::shared_ptr<const NeighborTable> readNeighborTable(const std::filesystem::path& artifact)
{
    const Hdf5File file = Hdf5File::open(artifact);
    std::vector<std::pair<double, LayerNeighbors>> found;
    std::vector<std::int64_t> shape;
    try {
        for (const ArrayInfo& array : file.arrays()) {
            if (!array.path.starts_with(kRows))
                continue;
            if (array.shape.size() != 2 || array.shape[1] < 1 ||
                (!shape.empty() && array.shape != shape))
                notATable(file, array.path + " does not hold one row of neighbours per sample",
                          "another kind of file");
            shape = array.shape;
            found.emplace_back(file.number(array.path, "order").value_or(0),
                               readLayer(file, array));
        }
    } catch (const json::exception& e) {
        notATable(file, "an attribute of a layer cannot be read", e.what());
    }
    if (found.empty())
        notATable(file, "this file holds no neighbours", "another kind of file");
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    auto table = std::make_shared<NeighborTable>();
    table->k = Index(shape[1]);
    for (auto& [order, layer] : found)
        table->layers.push_back(std::move(layer));
    return table;
}

} // namespace leafscope
