// SPDX-License-Identifier: MIT
// Layers in .npy, .npz and safetensors files, alone or as a folder.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/natural_order.hpp"
#include "core/data/array_choice.hpp"
#include "core/data/labels.hpp"
#include "core/data/npy.hpp"
#include "core/data/npz.hpp"
#include "core/data/safetensors.hpp"
#include "core/data/shapes.hpp"
#include "core/data/source.hpp"
#include "core/embedding/filled_matrix.hpp"
#include "core/embedding/layer_sources.hpp"

#include <algorithm>
#include <charconv>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

ArrayFile arraysOf(const fs::path& file, FileKind kind)
{
    if (kind == FileKind::Npz)
        return readNpzDirectory(file);
    if (kind == FileKind::Safetensors)
        return readSafetensorsHeader(file);
    return {{readNpyHeader(file)}, {}};
}

std::vector<ArrayOutline> outlinesOf(const std::vector<StoredArray>& arrays)
{
    std::vector<ArrayOutline> out;
    for (const StoredArray& array : arrays)
        out.push_back({array.name, array.shape, nameOf(array.encoding.element)});
    return out;
}

/// The arrays that can be layers: of rank >= 2, and not labels; an .npy file's array of any rank.
std::vector<std::size_t> layerArrays(const std::vector<StoredArray>& arrays)
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < arrays.size(); ++i)
        if (arrays[i].name.empty() || (arrays[i].shape.size() >= 2 && !isLabelName(arrays[i].name)))
            found.push_back(i);
    return found;
}

/// How many labels belong to the arrays, if any do: those of the file itself, else beside it.
std::optional<std::int64_t> labelCount(const fs::path& file, const std::vector<StoredArray>& arrays)
{
    for (const StoredArray& array : arrays)
        if (isLabelName(array.name) && array.shape.size() == 1)
            return array.shape[0];
    const fs::path beside = labelsBeside(file);
    return beside.empty() ? std::nullopt : std::optional(std::int64_t(readLabels(beside).size()));
}

/// Leading axes (0, 1 or 2) that are not samples but layers, or epochs and layers.
std::size_t stackedAxes(const fs::path& file, const std::vector<StoredArray>& arrays)
{
    const std::vector<std::size_t> layers = layerArrays(arrays);
    if (layers.size() != 1)
        return 0;
    const StoredArray& array = arrays[layers[0]];
    const std::size_t rank = array.shape.size();
    if (array.fortranOrder || array.count == 0 || (rank != 3 && rank != 4))
        return 0;
    const std::optional<std::int64_t> n = labelCount(file, arrays);
    const std::size_t axes = rank - 2;
    return n && *n == array.shape[axes] && *n != array.shape[0] ? axes : 0;
}

/// K of "epoch=K"; nothing for other parts.
std::optional<std::int64_t> epochIn(const std::string& part)
{
    constexpr std::string_view kKey = "epoch=";
    std::int64_t value = -1;
    if (!part.starts_with(kKey))
        return std::nullopt;
    const char* const end = part.data() + part.size();
    const auto [stop, failed] = std::from_chars(part.data() + kKey.size(), end, value);
    return failed == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

LayerHeader layerOf(const StoredArray& array, const std::string& name,
                    const std::vector<std::int64_t>& slice)
{
    LayerHeader layer;
    layer.name = name;
    layer.shape.assign(array.shape.begin() + 1, array.shape.end());
    if (layer.shape.empty())
        layer.shape = {1};
    layer.dim = Index(*elementCount(layer.shape));
    layer.place = {array.file, array.name, slice};
    return layer;
}

/// Layers (and epochs) along the first axes of one array.
void openStack(const StoredArray& array, std::size_t axes, const std::string& part,
               EmbeddingHeader& out)
{
    std::vector<std::int64_t> slice;
    StoredArray epoch = array;
    if (axes == 2) {
        const std::int64_t last = array.shape[0] - 1;
        slice.push_back(epochIn(part).value_or(last));
        if (slice[0] < 0 || slice[0] > last)
            throw Error(ErrorKind::InvalidInput, "there is no " + part, array.where(),
                        "its epochs are 0 to " + std::to_string(last), "name one of them");
        epoch = sliceOf(array, slice[0]);
    }
    slice.push_back(0);
    for (; slice.back() < epoch.shape[0]; ++slice.back())
        out.layers.push_back(
            layerOf(sliceOf(epoch, slice.back()), "layer_" + std::to_string(slice.back()), slice));
    out.n = epoch.shape[1];
}

void keepLabels(const fs::path& place, EmbeddingHeader& out)
{
    const fs::path beside = labelsBeside(place);
    if (beside.empty())
        return;
    std::vector<std::int32_t> labels = readLabels(beside);
    const bool own = beside.stem() != "labels"; // named after these arrays
    if (own)
        requireLabelCount(labels.size(), out.n, beside.string(), place.string());
    if (std::int64_t(labels.size()) == out.n)
        out.labels = std::move(labels);
    else
        out.warnings.push_back(beside.filename().string() + " was not used: it has " +
                               std::to_string(labels.size()) + " labels for " +
                               std::to_string(out.n) + " rows");
}

void findLabels(const fs::path& file, const std::vector<StoredArray>& arrays, EmbeddingHeader& out)
{
    for (const StoredArray& array : arrays) {
        const bool fits = array.shape.size() == 1 && array.shape[0] == out.n;
        if (!isLabelName(array.name) || !fits)
            continue;
        try {
            out.labels = toLabels(readStoredNumbers(array), array.where());
            return;
        } catch (const Error& error) {
            out.warnings.push_back(array.name + " was not used as labels: " + error.happened());
        }
    }
    keepLabels(file, out);
}

void spreadDepths(std::vector<LayerHeader>& layers)
{
    for (std::size_t i = 0; i < layers.size() && layers.size() > 1; ++i)
        layers[i].depth = double(i) / double(layers.size() - 1);
}

void openSeparate(const std::vector<StoredArray>& arrays, const std::string& part,
                  const fs::path& file, EmbeddingHeader& out)
{
    std::vector<std::size_t> chosen = layerArrays(arrays);
    if (!part.empty())
        std::erase_if(chosen, [&](std::size_t i) { return arrays[i].name != part; });
    if (chosen.empty())
        throw Error(part.empty() ? ErrorKind::Format : ErrorKind::InvalidInput,
                    part.empty() ? "holds no numeric array of rank 2 or more"
                                 : "there is no array " + part + " of rank 2 or more",
                    file.string(), part.empty() ? "another file was meant" : "a mistyped name",
                    "its arrays: " + listedArrays(outlinesOf(arrays)));
    std::vector<std::string> names;
    std::vector<std::int64_t> rows;
    for (const std::size_t i : chosen) {
        if (arrays[i].shape.empty())
            throw Error(ErrorKind::InvalidInput, "holds a single number, not rows of samples",
                        file.string(), "another array was meant",
                        "save an array with one row per sample");
        names.push_back(arrays[i].name.empty() ? file.stem().string() : arrays[i].name);
        rows.push_back(arrays[i].shape[0]);
        out.layers.push_back(layerOf(arrays[i], names.back(), {}));
    }
    requireEqualRows(names, rows, file.string());
    out.n = rows[0];
}

} // namespace

void openArrayLayers(const fs::path& file, FileKind kind, const std::string& part, bool withLabels,
                     EmbeddingHeader& out)
{
    const ArrayFile all = arraysOf(file, kind);
    for (const std::string& told : all.unusable)
        out.warnings.push_back("left out " + told);
    const std::size_t axes =
        part.empty() || epochIn(part) ? stackedAxes(file, all.arrays) : std::size_t(0);
    if (axes > 0 && (part.empty() || axes == 2))
        openStack(all.arrays[layerArrays(all.arrays)[0]], axes, part, out);
    else
        openSeparate(all.arrays, part, file, out);
    spreadDepths(out.layers);
    if (withLabels)
        findLabels(file, all.arrays, out);
}

std::int64_t stackedEpochs(const fs::path& file, FileKind kind)
{
    const std::vector<StoredArray> arrays = arraysOf(file, kind).arrays;
    return stackedAxes(file, arrays) == 2 ? arrays[layerArrays(arrays)[0]].shape[0] : 0;
}

std::vector<fs::path> layerFiles(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code ignored; // a folder that may not be looked at holds no layers for us
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        const std::string stem = entry->path().stem().string();
        if (entry->path().extension() == ".npy" && !isLabelName(stem) && !stem.starts_with('.') &&
            entry->is_regular_file(ignored))
            files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
        return naturallyBefore(a.stem().string(), b.stem().string());
    });
    return files;
}

fs::path labelsBeside(const fs::path& place)
{
    std::error_code ignored;
    const fs::path own = pairedNpyLabels(place);
    const bool folder = fs::is_directory(place, ignored);
    const fs::path common = (folder ? place : place.parent_path()) / "labels.npy";
    if (!own.empty())
        return own;
    if (fs::is_regular_file(common, ignored))
        return common;
    // The epochs of a series may share the labels beside their folders.
    const fs::path shared = place.parent_path() / "labels.npy";
    return folder && fs::is_regular_file(shared, ignored) ? shared : fs::path();
}

void openFolderLayers(const fs::path& folder, bool withLabels, EmbeddingHeader& out)
{
    std::vector<std::string> names;
    std::vector<std::int64_t> rows;
    for (const fs::path& file : layerFiles(folder)) {
        StoredArray array;
        try {
            array = readNpyHeader(file);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Unsupported)
                throw;
            out.warnings.push_back("left out " + file.filename().string() + ": " +
                                   error.happened());
            continue;
        }
        if (array.shape.empty()) {
            out.warnings.push_back("left out " + file.filename().string() + ": a single number");
            continue;
        }
        names.push_back(file.stem().string());
        rows.push_back(array.shape[0]);
        out.layers.push_back(layerOf(array, names.back(), {}));
    }
    if (names.empty())
        throw Error(ErrorKind::InvalidInput, "holds no .npy arrays that could be layers",
                    folder.string(), "another folder was meant",
                    "give a folder with one .npy file per layer");
    requireEqualRows(names, rows, folder.string());
    out.n = rows[0];
    spreadDepths(out.layers);
    if (withLabels)
        keepLabels(folder, out);
}

Points readArrayLayer(const EmbeddingHeader& embedding, const LayerHeader& layer, FileKind kind)
{
    const std::vector<StoredArray> arrays = arraysOf(layer.place.file, kind).arrays;
    const auto found = std::find_if(arrays.begin(), arrays.end(), [&](const StoredArray& array) {
        return array.name == layer.place.array;
    });
    if (found == arrays.end())
        throwChanged(embedding);
    StoredArray array = *found;
    for (const std::int64_t at : layer.place.slice) {
        if (array.fortranOrder || array.shape.empty() || at >= array.shape[0])
            throwChanged(embedding);
        array = sliceOf(array, at);
    }
    if (array.shape.empty() || array.shape[0] != embedding.n ||
        array.count != std::uint64_t(embedding.n) * std::uint64_t(layer.dim))
        throwChanged(embedding);
    const auto fill = [&](auto* out) { readStored(array, out); };
    return storageOf(array.encoding.element) == Storage::Float64
               ? filledMatrix<double>(embedding, layer, fill)
               : filledMatrix<float>(embedding, layer, fill);
}

} // namespace leafscope
