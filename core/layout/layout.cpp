// SPDX-License-Identifier: MIT
// Layouts as HDF5 artifacts.
#include "core/layout/layout.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace leafscope {

namespace {

const std::string kFolder = "/coordinates/";

[[noreturn]] void notALayout(const std::filesystem::path& file, const std::string& happened,
                             const std::string& cause)
{
    throw Error(ErrorKind::Format, happened, file.string(), cause,
                "make one with `leafscope layout EMBEDDING --out FILE`");
}

struct Ordered {
    double order = 0;
    LayerLayout layer;
};

Ordered readLayer(const Hdf5File& file, const ArrayInfo& array)
{
    if (array.shape.size() != 2 || array.shape[1] != 3)
        notALayout(file.path(), array.path + " does not hold three coordinates per row",
                   "another kind of file");
    Ordered read;
    LayerLayout& layer = read.layer;
    read.order = file.number(array.path, "order").value_or(0);
    layer.layer.name = array.path.substr(kFolder.size());
    layer.layer.type = file.text(array.path, "type").value_or("");
    layer.layer.depth = file.number(array.path, "depth").value_or(0);
    const auto shape = nlohmann::json::parse(file.text(array.path, "shape").value_or("[]"));
    layer.layer.shape = shape.get<std::vector<std::int64_t>>();
    layer.layer.dim = 1;
    for (const std::int64_t extent : layer.layer.shape)
        layer.layer.dim *= extent;
    const auto share = nlohmann::json::parse(file.text(array.path, "share").value_or("[]"));
    layer.share = share.get<std::vector<double>>();
    if (layer.share.size() != 3)
        notALayout(file.path(), array.path + " does not tell the shares of its axes",
                   "another kind of file");
    layer.alignment = file.text(array.path, "alignment").value_or("none");
    layer.residual = file.number(array.path, "residual").value_or(0);
    const std::vector<float> values = file.read<float>(array.path);
    layer.coordinates = Eigen::Map<const MatrixF>(values.data(), array.shape[0], 3);
    return read;
}

} // namespace

const LayerLayout* Layout::find(const std::string& layer) const
{
    const auto at = std::find_if(layers.begin(), layers.end(),
                                 [&](const LayerLayout& l) { return l.layer.name == layer; });
    return at == layers.end() ? nullptr : &*at;
}

std::shared_ptr<const Layout> readLayout(const std::filesystem::path& artifact)
{
    const Hdf5File file = Hdf5File::open(artifact);
    std::vector<Ordered> found;
    try {
        for (const ArrayInfo& array : file.arrays()) {
            if (array.path.starts_with(kFolder))
                found.push_back(readLayer(file, array));
        }
    } catch (const nlohmann::json::exception& e) {
        notALayout(artifact, "an attribute of a layer cannot be read", e.what());
    }
    if (found.empty())
        notALayout(artifact, "this file holds no layout", "another kind of file");
    std::stable_sort(found.begin(), found.end(),
                     [](const Ordered& a, const Ordered& b) { return a.order < b.order; });
    auto layout = std::make_shared<Layout>();
    layout->method = file.text("/", "method").value_or("pca");
    layout->alignment = file.text("/", "alignment").value_or("none");
    for (Ordered& one : found)
        layout->layers.push_back(std::move(one.layer));
    return layout;
}

std::optional<LayerAxes> readAxes(const std::filesystem::path& artifact, const std::string& layer)
{
    const Hdf5File file = Hdf5File::open(artifact);
    const std::string axes = "/basis/" + layer;
    const std::string mean = "/mean/" + layer;
    if (!file.has(axes) || !file.has(mean))
        return std::nullopt;
    const std::vector<std::int64_t> shape = file.info(axes).shape;
    const std::vector<double> centre = file.read<double>(mean);
    if (shape.size() != 2 || shape[1] != 3 || shape[0] != std::int64_t(centre.size()))
        notALayout(artifact, axes + " and " + mean + " do not belong together", "a damaged file");
    const std::vector<double> values = file.read<double>(axes);
    return LayerAxes{Eigen::Map<const MatrixD>(values.data(), shape[0], 3),
                     Eigen::Map<const VectorD>(centre.data(), Index(centre.size()))};
}

} // namespace leafscope
