// SPDX-License-Identifier: MIT
// The reading side of embeddings: our artifacts, and arrays that the user brings.
#include "core/embedding/embedding.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/hdf5.hpp"
#include "core/data/dataset.hpp"
#include "core/data/finite.hpp"
#include "core/data/hdf5_samples.hpp"
#include "core/data/labels.hpp"
#include "core/data/npy.hpp"
#include "core/data/shapes.hpp"
#include "core/data/sniff.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <new>
#include <numeric>
#include <optional>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

const std::string kFolder = "/embeddings/";

/// A layer with the place in the network that its file tells, if it does.
struct FoundLayer {
    LayerHeader header;
    Index rows = 0;
    double order = std::numeric_limits<double>::quiet_NaN();
    bool hasDepth = false;
};

[[noreturn]] void damaged(const std::string& happened, const std::string& where)
{
    throw Error(ErrorKind::Format, happened, where,
                "a damaged file or one that another program wrote",
                "make it again with `leafscope embed`");
}

/// The attribute `shape`, a JSON list of sizes; the array's own extents where there is none.
std::vector<std::int64_t> layerShape(const Hdf5File& file, const ArrayInfo& array)
{
    const std::optional<std::string> text = file.text(array.path, "shape");
    std::vector<std::int64_t> own(array.shape.begin() + 1, array.shape.end());
    if (own.empty())
        own = {1};
    if (!text)
        return own;
    const nlohmann::json stored = nlohmann::json::parse(*text, nullptr, false);
    const bool sizes = stored.is_array() && std::all_of(stored.begin(), stored.end(), [](auto& v) {
                           return v.is_number_integer();
                       });
    const auto shape =
        sizes ? stored.get<std::vector<std::int64_t>>() : std::vector<std::int64_t>();
    if (!sizes || elementCount(shape) != elementCount(own))
        damaged("the layer's shape " + *text + " is not that of its rows (" + shapeText(own) + ")",
                file.path().string() + ":" + array.path);
    return shape;
}

FoundLayer describeLayer(const Hdf5File& file, const ArrayInfo& array, const std::string& name)
{
    elementCountOf(array, file); // refuses impossible sizes
    FoundLayer layer;
    layer.rows = array.shape.at(0);
    layer.header.name = name;
    layer.header.type = file.text(array.path, "type").value_or("");
    layer.header.shape = layerShape(file, array);
    layer.header.dim = Index(*elementCount(layer.header.shape));
    layer.order = file.number(array.path, "order").value_or(layer.order);
    const std::optional<double> depth = file.number(array.path, "depth");
    layer.hasDepth = depth && *depth >= 0 && *depth <= 1;
    layer.header.depth = layer.hasDepth ? *depth : 0;
    return layer;
}

/// In the order of computation if every layer tells it, else by name; depth likewise.
std::vector<LayerHeader> arranged(std::vector<FoundLayer> found)
{
    const bool ordered = std::all_of(found.begin(), found.end(),
                                     [](const FoundLayer& l) { return l.order == l.order; });
    const bool deep =
        std::all_of(found.begin(), found.end(), [](const FoundLayer& l) { return l.hasDepth; });
    std::stable_sort(found.begin(), found.end(), [&](const FoundLayer& a, const FoundLayer& b) {
        return ordered ? a.order < b.order : a.header.name < b.header.name;
    });
    std::vector<LayerHeader> layers;
    for (const FoundLayer& layer : found) {
        layers.push_back(layer.header);
        if (!deep)
            layers.back().depth =
                found.size() > 1 ? double(layers.size() - 1) / double(found.size() - 1) : 0;
    }
    return layers;
}

std::vector<FoundLayer> findLayers(const Hdf5File& file)
{
    std::vector<FoundLayer> found;
    for (const ArrayInfo& array : file.arrays())
        if (array.path.starts_with(kFolder) && !array.shape.empty())
            found.push_back(describeLayer(file, array, array.path.substr(kFolder.size())));
    if (found.empty() && file.has(kFolder.substr(0, kFolder.size() - 1)))
        throw Error(ErrorKind::InvalidInput, "its /embeddings hold no numeric arrays",
                    file.path().string(), "the program that wrote it selected nothing",
                    "make it again");
    if (found.empty()) {
        const ArrayInfo array = findSamples(file, "");
        found.push_back(describeLayer(file, array, array.path.substr(1)));
    }
    for (const FoundLayer& layer : found)
        if (layer.rows != found[0].rows)
            throw Error(ErrorKind::InvalidInput,
                        "layer " + layer.header.name + " has " + std::to_string(layer.rows) +
                            " rows, layer " + found[0].header.name + " has " +
                            std::to_string(found[0].rows),
                        file.path().string(), "layers of different samples in one file",
                        "write one file per set of samples");
    return found;
}

/// A side array with one value per row; empty if the file has none of that name.
template <class T>
std::vector<T> readSide(const Hdf5File& file, const std::string& path, Index n)
{
    if (!file.has(path))
        return {};
    const ArrayInfo array = file.info(path);
    const std::uint64_t count = array.shape.empty() ? 0 : elementCountOf(array, file);
    if (count != std::uint64_t(n) || array.shape[0] != n)
        throw Error(ErrorKind::InvalidInput,
                    path + " has shape " + shapeText(array.shape) + ", the layers have " +
                        std::to_string(n) + " rows",
                    file.path().string(), "values of other samples",
                    "write one value per row, or leave the array out");
    return file.read<T>(path);
}

void readSides(const Hdf5File& file, bool withLabels, EmbeddingHeader& out)
{
    out.indices = readSide<std::int64_t>(file, "/indices", out.n);
    out.predictions = readSide<std::int32_t>(file, "/predictions", out.n);
    out.confidences = readSide<float>(file, "/confidences", out.n);
    if (withLabels && file.has("/labels")) {
        out.labels = readHdf5Labels(file, "/labels");
        requireLabelCount(out.labels.size(), out.n, "/labels", file.path().string());
    }
    const auto negative = std::find_if(out.indices.begin(), out.indices.end(),
                                       [](std::int64_t index) { return index < 0; });
    if (negative != out.indices.end())
        damaged("/indices holds the negative sample number " + std::to_string(*negative),
                file.path().string());
}

void openHdf5(const fs::path& path, bool withLabels, EmbeddingHeader& out)
{
    const Hdf5File file = Hdf5File::open(path);
    const std::vector<FoundLayer> found = findLayers(file);
    out.n = found[0].rows;
    out.layers = arranged(found);
    readSides(file, withLabels, out);
    out.classNames = readClassNames(file);
    out.hash = file.text("/", "hash").value_or("");
    out.sampling = file.text("/", "sampling").value_or("");
    const double total = file.number("/", "total").value_or(0);
    out.total = total >= double(out.n) && total < 0x1p53 ? Index(total) : out.n;
}

void openNpy(const fs::path& path, EmbeddingHeader& out)
{
    const NpyHeader header = readNpyHeader(path);
    if (header.shape.empty())
        throw Error(ErrorKind::InvalidInput, "holds a single number, not rows of samples",
                    path.string(), "another array was meant",
                    "save an array with one row per sample");
    LayerHeader layer;
    layer.name = path.stem().string();
    layer.shape.assign(header.shape.begin() + 1, header.shape.end());
    if (layer.shape.empty())
        layer.shape = {1};
    layer.dim = Index(*elementCount(layer.shape));
    out.n = header.shape[0];
    out.layers = {layer};
}

void openTable(const fs::path& path, EmbeddingHeader& out)
{
    const Dataset table = openDataset(path.string());
    LayerHeader layer;
    layer.name = path.stem().string();
    layer.shape = table.sampleShape;
    layer.dim = table.sampleSize();
    out.n = table.size();
    out.layers = {layer};
    out.labels = table.labels;
    out.classNames = table.classNames;
    out.hash = table.hash;
}

void requireGeometry(const EmbeddingHeader& embedding)
{
    const std::string where = embedding.file.string();
    if (embedding.n == 0)
        throw Error(ErrorKind::InvalidInput, "holds zero samples", where,
                    "the program that wrote it selected nothing", "make it again");
    if (embedding.n == 1)
        throw Error(ErrorKind::InvalidInput, "holds one sample only; distances need at least two",
                    where, "rows and columns exchanged, or a --limit of 1",
                    "store one row per sample, or take more samples");
    for (const LayerHeader& layer : embedding.layers)
        if (layer.dim == 0)
            throw Error(ErrorKind::InvalidInput, "layer " + layer.name + " has no columns", where,
                        "the program that wrote it selected nothing", "make it again");
}

/// What the file did not tell.
void fillDefaults(const fs::path& labels, EmbeddingHeader& out)
{
    if (out.hash.empty())
        out.hash = hashFile(out.file);
    if (!labels.empty()) {
        out.labels = readLabels(labels);
        requireLabelCount(out.labels.size(), out.n, labels.string(), out.file.string());
        out.hash = hashText("embedding " + out.hash + "\nlabels " + hashFile(labels));
    }
    if (out.indices.empty()) {
        out.indices.resize(std::size_t(out.n));
        std::iota(out.indices.begin(), out.indices.end(), std::int64_t(0));
    }
    if (out.total == 0)
        out.total = out.n;
    if (out.sampling.empty())
        out.sampling = out.total == out.n
                           ? "all " + groupedNumber(out.n)
                           : groupedNumber(out.n) + " of " + groupedNumber(out.total);
}

/// Allocates a matrix after a look at the machine's memory, fills it, and refuses NaN and infinity.
template <class T, class Fill>
Points readMatrix(const EmbeddingHeader& embedding, const LayerHeader& layer, Fill fill)
{
    const std::string where = embedding.file.string() + ", layer " + layer.name;
    requireMemory(std::uint64_t(embedding.n) * std::uint64_t(layer.dim) * sizeof(T), where);
    Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> x(embedding.n, layer.dim);
    fill(x.data());
    requireFinite(x.data(), embedding.n, layer.dim, where);
    return x;
}

[[noreturn]] void changed(const EmbeddingHeader& embedding)
{
    throw Error(ErrorKind::InvalidInput, "its shape is no longer what it was when it was opened",
                embedding.file.string(), "the file was replaced meanwhile", "open it again");
}

Points readNpyLayer(const EmbeddingHeader& embedding, const LayerHeader& layer)
{
    const NpyHeader header = readNpyHeader(embedding.file);
    if (header.shape.empty() || header.shape[0] != embedding.n ||
        header.count != std::uint64_t(embedding.n) * std::uint64_t(layer.dim))
        changed(embedding);
    const auto fill = [&](auto* out) { readNpyValues(embedding.file, header, out); };
    return storageOf(header.encoding.element) == Storage::Float64
               ? readMatrix<double>(embedding, layer, fill)
               : readMatrix<float>(embedding, layer, fill);
}

Points readTableLayer(const EmbeddingHeader& embedding, const LayerHeader& layer)
{
    const Dataset table = openDataset(embedding.file.string());
    if (table.size() != embedding.n || table.sampleSize() != layer.dim)
        changed(embedding);
    const auto& values = std::get<std::vector<double>>(table.values);
    return readMatrix<double>(embedding, layer,
                              [&](double* out) { std::copy(values.begin(), values.end(), out); });
}

Points readHdf5Layer(const EmbeddingHeader& embedding, const LayerHeader& layer)
{
    const Hdf5File file = Hdf5File::open(embedding.file);
    const std::string own = kFolder + layer.name;
    const ArrayInfo array = file.info(file.has(own) ? own : "/" + layer.name);
    if (array.shape.empty() || array.shape[0] != embedding.n ||
        elementCountOf(array, file) != std::uint64_t(embedding.n) * std::uint64_t(layer.dim))
        changed(embedding);
    const auto fill = [&](auto* out) { readSliced(file, array, out, {}); };
    const bool isShort = array.type == ElementType::Float32 || array.type == ElementType::UInt8;
    return isShort ? readMatrix<float>(embedding, layer, fill)
                   : readMatrix<double>(embedding, layer, fill);
}

} // namespace

const LayerHeader* EmbeddingHeader::find(const std::string& layer) const
{
    const auto found = std::find_if(layers.begin(), layers.end(),
                                    [&](const LayerHeader& l) { return l.name == layer; });
    return found == layers.end() ? nullptr : &*found;
}

EmbeddingHeader openEmbedding(const fs::path& file, const fs::path& labels)
{
    const Sniffed sniffed = sniff(file);
    EmbeddingHeader out;
    out.file = file;
    if (sniffed.kind == FileKind::Hdf5)
        openHdf5(file, labels.empty(), out);
    else if (sniffed.kind == FileKind::Npy)
        openNpy(file, out);
    else if (sniffed.kind == FileKind::Table)
        openTable(file, out);
    else
        throw Error(
            ErrorKind::Format, "is not an embedding but: " + sniffed.title, file.string(),
            sniffed.details.empty() ? "a file of another format" : sniffed.details,
            "give an HDF5 file that `leafscope embed` wrote, or numbers as .npy, HDF5, CSV or TSV, "
            "one row per sample");
    requireGeometry(out);
    fillDefaults(labels, out);
    return out;
}

Points readLayer(const EmbeddingHeader& embedding, const std::string& name)
{
    const LayerHeader* layer = embedding.find(name);
    if (!layer) {
        std::string known;
        for (const LayerHeader& l : embedding.layers)
            known += (known.empty() ? "" : ", ") + l.name;
        throw Error(ErrorKind::InvalidInput, "there is no layer " + name, embedding.file.string(),
                    "a mistyped name", "the layers are: " + known);
    }
    try {
        switch (sniff(embedding.file).kind) {
        case FileKind::Npy:
            return readNpyLayer(embedding, *layer);
        case FileKind::Table:
            return readTableLayer(embedding, *layer);
        default:
            return readHdf5Layer(embedding, *layer);
        }
    } catch (const std::bad_alloc&) {
        throw Error(ErrorKind::OutOfMemory, "layer " + name + " does not fit into memory",
                    embedding.file.string(), "other programs hold it, or a limit is set",
                    "close some, or embed fewer samples with --limit");
    }
}

} // namespace leafscope
