// SPDX-License-Identifier: MIT
// Data sets as embeddings: their samples are the only layer.
#include "core/data/cifar.hpp"
#include "core/data/dataset.hpp"
#include "core/data/generators.hpp"
#include "core/data/named_sets.hpp"
#include "core/data/spec.hpp"
#include "core/data/subset.hpp"
#include "core/embedding/filled_matrix.hpp"
#include "core/embedding/frames.hpp"
#include "core/embedding/layer_sources.hpp"

#include <type_traits>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

bool isFolderOfSamples(const SplitSpec& split)
{
    if (!split.part.empty())
        return !split.part.starts_with("epoch=");
    const bool images = sniff(split.file).kind == FileKind::ImageFolder;
    return (images || !cifarBatches(split.file, "train").empty()) &&
           layerFiles(split.file).empty() && embeddingFrames(split.file.string()).empty();
}

/// Its columns can be anything, and are called what the file is; the rest is what a network is
/// given.
bool isTable(const std::string& spec)
{
    std::error_code ignored;
    return fs::is_regular_file(spec, ignored) && sniff(spec).kind == FileKind::Table;
}

} // namespace

bool isDataSet(const std::string& spec)
{
    if (isGeneratorSpec(spec) || isNamedSet(spec) || splitSubset(spec).isSubset)
        return true;
    const SplitSpec split = splitSpec(spec);
    std::error_code ignored;
    if (!fs::exists(split.file, ignored))
        return false;
    if (fs::is_directory(split.file, ignored))
        return isFolderOfSamples(split);
    switch (sniff(split.file).kind) {
    case FileKind::IdxImages:
    case FileKind::Cifar:
    case FileKind::Image:
    case FileKind::Table:
        return true;
    default:
        return false;
    }
}

void openDataLayer(const std::string& spec, bool withLabels, EmbeddingHeader& out)
{
    const Dataset data = openDataset(spec);
    LayerHeader layer;
    layer.name = isTable(spec) ? fs::path(spec).stem().string() : "input";
    layer.shape = data.sampleShape;
    layer.dim = data.sampleSize();
    layer.place = {spec, {}, {}};
    out.n = data.size();
    out.layers = {layer};
    if (withLabels) {
        out.labels = data.labels;
        out.classNames = data.classNames;
    }
    out.warnings = data.warnings;
}

Points readDataLayer(const EmbeddingHeader& embedding, const LayerHeader& layer)
{
    const Dataset data = openDataset(layer.place.file.string());
    if (data.size() != embedding.n || data.sampleSize() != layer.dim)
        throwChanged(embedding);
    return std::visit(
        [&](const auto& values) -> Points {
            using Stored = std::remove_cvref_t<decltype(*values.data())>;
            using Read = std::conditional_t<std::is_same_v<Stored, double>, double, float>;
            return filledMatrix<Read>(embedding, layer, [&](Read* out) {
                std::copy_n(values.data(), values.size(), out);
            });
        },
        data.values);
}

} // namespace leafscope
