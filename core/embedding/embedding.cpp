// SPDX-License-Identifier: MIT
// The reading side of embeddings: our artifacts, and arrays that the user brings.
#include "core/embedding/embedding.hpp"

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/data/labels.hpp"
#include "core/data/shapes.hpp"
#include "core/data/spec.hpp"
#include "core/embedding/filled_matrix.hpp"
#include "core/embedding/frames.hpp"
#include "core/embedding/layer_sources.hpp"

#include <algorithm>
#include <cctype>
#include <new>
#include <numeric>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

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
    if (embedding.layers.empty())
        throw Error(ErrorKind::InvalidInput, "holds no layers", where,
                    "the program that wrote it selected nothing", "make it again");
    for (const LayerHeader& layer : embedding.layers)
        if (layer.dim == 0)
            throw Error(ErrorKind::InvalidInput, "layer " + layer.name + " has no columns", where,
                        "the program that wrote it selected nothing", "make it again");
}

/// What the file did not tell.
void fillDefaults(const fs::path& labels, EmbeddingHeader& out)
{
    out.hash = embeddingHash(out.spec);
    if (!labels.empty()) {
        out.labels = readLabels(labels);
        requireLabelCount(out.labels.size(), out.n, labels.string(), out.spec);
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

[[noreturn]] void noEmbedding(const fs::path& file, const Sniffed& sniffed)
{
    throw Error(
        ErrorKind::Format, "is not an embedding but: " + sniffed.title, file.string(),
        sniffed.details.empty() ? "a file of another format" : sniffed.details,
        "give an HDF5 file that `leafscope embed` wrote, numbers as .npy, .npz, HDF5, safetensors, "
        "CSV or TSV, one row per sample, a folder of .npy files, one per layer, or a data set");
}

/// The file, or the folder, of `spec`, into `out`.
void openLayers(const std::string& spec, bool withLabels, EmbeddingHeader& out)
{
    const SplitSpec split = splitSpec(spec);
    out.file = split.file;
    if (isDataSet(spec))
        return openDataLayer(spec, withLabels, out);
    const Sniffed sniffed = sniff(split.file);
    const bool named = sniffed.kind == FileKind::Hdf5 || sniffed.kind == FileKind::Npz ||
                       sniffed.kind == FileKind::Safetensors || split.part.starts_with("epoch=");
    if (!split.part.empty() && !named)
        throw Error(ErrorKind::InvalidInput, "has no part '" + split.part + "'",
                    split.file.string(), "only files of several arrays have parts",
                    "leave out what stands behind the colon");
    switch (sniffed.kind) {
    case FileKind::Hdf5:
        return openHdf5Layers(split.file, split.part, withLabels, out);
    case FileKind::Npy:
    case FileKind::Npz:
    case FileKind::Safetensors:
        return openArrayLayers(split.file, sniffed.kind, split.part, withLabels, out);
    case FileKind::Folder:
    case FileKind::ArrayFolder:
    case FileKind::ImageFolder:
        if (const auto frames = embeddingFrames(spec); !frames.empty())
            return openLayers(frames.back().spec, withLabels, out);
        return openFolderLayers(split.file, withLabels, out);
    default:
        noEmbedding(split.file, sniffed);
    }
}

} // namespace

const LayerHeader* EmbeddingHeader::find(const std::string& layer) const
{
    const auto found = std::find_if(layers.begin(), layers.end(),
                                    [&](const LayerHeader& l) { return l.name == layer; });
    return found == layers.end() ? nullptr : &*found;
}

EmbeddingHeader openEmbedding(const std::string& spec, const fs::path& labels)
{
    EmbeddingHeader out;
    openLayers(spec, labels.empty(), out);
    out.spec = spec;
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
        if (isDataSet(layer->place.file.string()))
            return readDataLayer(embedding, *layer);
        const FileKind kind =
            layer->place.file.empty() ? FileKind::Hdf5 : sniff(layer->place.file).kind;
        switch (kind) {
        case FileKind::Npy:
        case FileKind::Npz:
        case FileKind::Safetensors:
            return readArrayLayer(embedding, *layer, kind);
        default:
            return readHdf5Layer(embedding, *layer);
        }
    } catch (const std::bad_alloc&) {
        throw Error(ErrorKind::OutOfMemory, "layer " + name + " does not fit into memory",
                    embedding.file.string(), "other programs hold it, or a limit is set",
                    "close some, or embed fewer samples with --limit");
    }
}

void throwChanged(const EmbeddingHeader& embedding)
{
    throw Error(ErrorKind::InvalidInput, "its shape is no longer what it was when it was opened",
                embedding.file.string(), "the file was replaced meanwhile", "open it again");
}

void requireEqualRows(const std::vector<std::string>& names, const std::vector<std::int64_t>& rows,
                      const std::string& where)
{
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i] != rows[0])
            throw Error(ErrorKind::InvalidInput,
                        "layer " + names[i] + " has " + std::to_string(rows[i]) + " rows, layer " +
                            names[0] + " has " + std::to_string(rows[0]),
                        where, "layers of different samples in one place",
                        "write one file or folder per set of samples");
}

} // namespace leafscope
