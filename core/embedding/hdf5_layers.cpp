// SPDX-License-Identifier: MIT
// Layers in HDF5 files: our artifacts, and whatever tree the user brings.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/natural_order.hpp"
#include "core/data/anndata.hpp"
#include "core/data/array_choice.hpp"
#include "core/data/epoch_names.hpp"
#include "core/data/hdf5_samples.hpp"
#include "core/data/labels.hpp"
#include "core/data/shapes.hpp"
#include "core/embedding/filled_matrix.hpp"
#include "core/embedding/layer_sources.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <map>
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
    layer.header.place = {file.path(), array.path, {}};
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
        return ordered ? a.order < b.order : naturallyBefore(a.header.name, b.header.name);
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

/// The numbered groups below a folder, ascending, with their paths.
std::vector<std::pair<int, std::string>> epochsBelow(const std::vector<ArrayInfo>& arrays,
                                                     const std::string& folder)
{
    std::map<int, std::string> found;
    for (const ArrayInfo& array : arrays) {
        const std::size_t end = array.path.find('/', folder.size());
        if (!array.path.starts_with(folder) || end == std::string::npos)
            continue;
        const std::string name = array.path.substr(folder.size(), end - folder.size());
        if (const std::optional<int> epoch = epochInName(name))
            found.emplace(*epoch, array.path.substr(0, end));
    }
    return {found.begin(), found.end()};
}

/// Which arrays of a file are layers.
struct Choice {
    std::vector<FoundLayer> layers;
    std::string folder = "/"; ///< side arrays are looked for here, then at the root
    bool ours = false;        ///< Leafscope's layout: side arrays of another length are errors
};

/// The arrays below a folder; those of rank 1 only in /embeddings, where nothing else lies.
std::vector<FoundLayer> layersBelow(const Hdf5File& file, const std::vector<ArrayInfo>& arrays,
                                    const std::string& folder)
{
    std::vector<FoundLayer> found;
    for (const ArrayInfo& array : arrays) {
        if (!array.path.starts_with(folder) || array.shape.empty())
            continue;
        const bool matrix = array.shape.size() >= 2 && !isLabelName(array.path);
        if (matrix || folder == kFolder)
            found.push_back(describeLayer(file, array, array.path.substr(folder.size())));
    }
    return found;
}

bool agree(const std::vector<FoundLayer>& layers)
{
    return std::all_of(layers.begin(), layers.end(),
                       [&](const FoundLayer& l) { return l.rows == layers[0].rows; });
}

/// Whether it is a result of `sample`: the samples themselves.
bool isSample(const Hdf5File& file)
{
    const auto recipe =
        nlohmann::json::parse(file.text("/", "recipe").value_or(""), nullptr, false);
    return recipe.is_object() && recipe.value("analysis", nlohmann::json()) == "sample";
}

/// The whole file: /embeddings, the last of /epochs, all matrices if they have as many rows, or
/// what findSamples() says.
Choice chooseInFile(const Hdf5File& file, const std::vector<ArrayInfo>& arrays)
{
    Choice choice;
    choice.ours = true;
    choice.layers = layersBelow(file, arrays, kFolder);
    if (choice.layers.empty() && file.has(kFolder.substr(0, kFolder.size() - 1)))
        throw Error(ErrorKind::InvalidInput, "its /embeddings hold no numeric arrays",
                    file.path().string(), "the program that wrote it selected nothing",
                    "make it again");
    if (!choice.layers.empty())
        return choice;
    if (const auto epochs = epochsBelow(arrays, "/epochs/"); !epochs.empty()) {
        choice.folder = epochs.back().second + "/";
        choice.layers = layersBelow(file, arrays, choice.folder);
        return choice;
    }
    choice.ours = false;
    choice.layers = layersBelow(file, arrays, "/");
    if (isSample(file) && choice.layers.size() == 1)
        choice.layers[0].header.name = "input";
    if (choice.layers.empty() || !agree(choice.layers)) {
        const ArrayInfo array = findSamples(file, "");
        choice.layers = {describeLayer(file, array, array.path.substr(1))};
    }
    return choice;
}

/// A group, the last epoch below it, or a single array.
Choice chooseInGroup(const Hdf5File& file, const std::vector<ArrayInfo>& arrays,
                     const std::string& part)
{
    const std::string path = part.starts_with('/') ? part : "/" + part;
    const std::string group = path.ends_with('/') ? path : path + "/";
    Choice choice;
    choice.folder = group;
    for (const ArrayInfo& array : arrays)
        if (array.path == path && !array.shape.empty()) {
            choice.folder = path.substr(0, path.rfind('/') + 1);
            choice.layers = {describeLayer(file, array, path.substr(path.rfind('/') + 1))};
            return choice;
        }
    if (const auto epochs = epochsBelow(arrays, group + "epochs/"); !epochs.empty())
        choice.folder = epochs.back().second + "/";
    choice.layers = layersBelow(file, arrays, group + "embeddings/");
    if (choice.layers.empty())
        choice.layers = layersBelow(file, arrays, choice.folder);
    if (choice.layers.empty())
        throw Error(ErrorKind::InvalidInput, "there is no array, and no group with arrays, " + path,
                    file.path().string(), "a mistyped name",
                    "its arrays: " + listedArrays(outlinesOf(arrays)));
    return choice;
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

/// The side array of this name in the folder or at the root; foreign ones of another length are
/// none.
template <class T>
std::vector<T> findSide(const Hdf5File& file, const Choice& choice, const std::string& name,
                        Index n)
{
    for (const std::string& path : {choice.folder + name, "/" + name}) {
        if (!file.has(path))
            continue;
        try {
            return readSide<T>(file, path, n);
        } catch (const Error&) {
            if (choice.ours)
                throw;
        }
    }
    return {};
}

void readLabelsOf(const Hdf5File& file, const std::vector<ArrayInfo>& arrays, const Choice& choice,
                  EmbeddingHeader& out)
{
    const bool beside = choice.folder != "/" && file.has(choice.folder + "labels");
    if (choice.ours && file.has("/labels") && !beside) {
        const ArrayInfo array = file.info("/labels");
        // Compared before they are read: a damaged shape can claim any number.
        if (!array.shape.empty())
            requireLabelCount(elementCountOf(array, file), out.n, "/labels", file.path().string());
        out.labels = readHdf5Labels(file, "/labels");
        return;
    }
    const std::string& first = choice.layers[0].header.place.array;
    const auto own = std::find_if(arrays.begin(), arrays.end(),
                                  [&](const ArrayInfo& a) { return a.path == first; });
    const auto labels = own == arrays.end()
                            ? std::nullopt
                            : chooseLabels(outlinesOf(arrays), std::size_t(own - arrays.begin()));
    if (!labels)
        return;
    try {
        out.labels = readHdf5Labels(file, arrays[*labels].path);
    } catch (const Error& error) {
        if (choice.ours)
            throw;
        out.warnings.push_back(arrays[*labels].path +
                               " was not used as labels: " + error.happened());
    }
}

} // namespace

std::vector<std::pair<int, std::string>> hdf5Epochs(const fs::path& path, const std::string& part)
{
    const std::string base = part.empty() || part.starts_with('/') ? part : "/" + part;
    const std::string folder = base + (base.ends_with('/') ? "epochs/" : "/epochs/");
    const std::vector<ArrayInfo> arrays = Hdf5File::open(path).arrays();
    const bool own = part.empty() && std::any_of(arrays.begin(), arrays.end(), [](const auto& a) {
                         return a.path.starts_with(kFolder);
                     });
    // What openEmbedding() takes first is /embeddings; then the file is no series.
    return own ? std::vector<std::pair<int, std::string>>() : epochsBelow(arrays, folder);
}

void openHdf5Layers(const fs::path& path, const std::string& part, bool withLabels,
                    EmbeddingHeader& out)
{
    const Hdf5File file = Hdf5File::open(path);
    const std::vector<ArrayInfo> arrays = file.arrays();
    const Choice choice =
        part.empty() ? chooseInFile(file, arrays) : chooseInGroup(file, arrays, part);
    std::vector<std::string> names;
    std::vector<std::int64_t> rows;
    for (const FoundLayer& layer : choice.layers) {
        names.push_back(layer.header.name);
        rows.push_back(layer.rows);
    }
    requireEqualRows(names, rows, path.string());
    out.n = choice.layers[0].rows;
    out.layers = arranged(choice.layers);
    out.indices = findSide<std::int64_t>(file, choice, "indices", out.n);
    out.predictions = findSide<std::int32_t>(file, choice, "predictions", out.n);
    out.confidences = findSide<float>(file, choice, "confidences", out.n);
    if (withLabels)
        readLabelsOf(file, arrays, choice, out);
    const auto negative = std::find_if(out.indices.begin(), out.indices.end(),
                                       [](std::int64_t index) { return index < 0; });
    if (negative != out.indices.end())
        damaged("/indices holds the negative sample number " + std::to_string(*negative),
                path.string());
    out.classNames = readClassNames(file);
    if (withLabels && out.labels.empty() && isAnnData(file))
        readCategories(file, out.n, out.labels, out.classNames, out.warnings);
    out.sampling = file.text("/", "sampling").value_or("");
    const double total = file.number("/", "total").value_or(0);
    out.total = total >= double(out.n) && total < 0x1p53 ? Index(total) : out.n;
}

Points readHdf5Layer(const EmbeddingHeader& embedding, const LayerHeader& layer)
{
    const bool placed = !layer.place.file.empty();
    const Hdf5File file = Hdf5File::open(placed ? layer.place.file : embedding.file);
    const ArrayInfo array = file.info(placed ? layer.place.array : kFolder + layer.name);
    if (array.shape.empty() || array.shape[0] != embedding.n ||
        elementCountOf(array, file) != std::uint64_t(embedding.n) * std::uint64_t(layer.dim))
        throwChanged(embedding);
    const auto fill = [&](auto* out) { readSliced(file, array, out, {}); };
    const bool isShort = array.type == ElementType::Float32 || array.type == ElementType::Float16 ||
                         array.type == ElementType::UInt8;
    return isShort ? filledMatrix<float>(embedding, layer, fill)
                   : filledMatrix<double>(embedding, layer, fill);
}

} // namespace leafscope
