// SPDX-License-Identifier: MIT
// Resolution of data set specs.
#include "core/data/source.hpp"

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/data/cifar.hpp"
#include "core/data/dataset.hpp"
#include "core/data/idx.hpp"
#include "core/data/table.hpp"

#include <cstdlib>
#include <optional>
#include <string_view>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFashion = "fashion-mnist";

bool isFashionSpec(const std::string& spec)
{
    return spec == kFashion || spec.starts_with(std::string(kFashion) + ":");
}

bool isFile(const fs::path& path)
{
    std::error_code ignored; // a place that may not be looked at holds no file for us
    return fs::is_regular_file(path, ignored);
}

/// NAME or NAME.gz in a folder of the data set, or in one that holds it as a subfolder.
fs::path findNamedFile(const std::vector<fs::path>& folders, const std::string& name)
{
    for (const fs::path& folder : folders)
        for (const fs::path& place : {folder / kFashion, folder})
            for (const std::string& file : {name + ".gz", name})
                if (isFile(place / file))
                    return place / file;
    return {};
}

DataSource resolveFashion(const std::string& spec, const std::vector<fs::path>& folders)
{
    const std::string part = spec == kFashion ? "train" : spec.substr(kFashion.size() + 1);
    if (part != "train" && part != "test")
        throw Error(ErrorKind::InvalidInput, "Fashion-MNIST has no part '" + part + "'", spec,
                    "a mistyped name", "write fashion-mnist (training set) or fashion-mnist:test");
    const std::string images =
        (part == "train" ? "train" : "t10k") + std::string("-images-idx3-ubyte");
    DataSource source;
    source.file = findNamedFile(folders, images);
    if (source.file.empty())
        throw Error(ErrorKind::Io, "the Fashion-MNIST data set is not on this machine", spec,
                    "its package is not installed, or $LEAFSCOPE_DATA names another folder",
                    "install it with: apt-get install dataset-fashion-mnist");
    source.name = "Fashion-MNIST " + part;
    source.kind = FileKind::IdxImages;
    source.labels = pairedIdxLabels(source.file);
    source.classNames = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                         "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
    return source;
}

/// NAME-labels.npy or NAME_labels.npy beside NAME.npy.
fs::path pairedNpyLabels(const fs::path& file)
{
    for (const char* ending : {"-labels.npy", "_labels.npy"}) {
        const fs::path labels = file.parent_path() / (file.stem().string() + ending);
        if (isFile(labels))
            return labels;
    }
    return {};
}

/// Splits "file.h5:/array" unless the whole text is a file itself.
void splitArray(const std::string& spec, DataSource& source)
{
    source.file = spec;
    const std::size_t colon = spec.rfind(":/");
    std::error_code ignored;
    if (fs::exists(source.file, ignored) || colon == std::string::npos || colon == 0)
        return;
    if (fs::exists(spec.substr(0, colon), ignored)) {
        source.file = spec.substr(0, colon);
        source.array = spec.substr(colon + 1);
    }
}

[[noreturn]] void noDataSet(const fs::path& file, const Sniffed& sniffed)
{
    switch (sniffed.kind) {
    case FileKind::Empty:
        throw Error(ErrorKind::Format, "the file is empty", file.string(),
                    "an interrupted download or a program that failed while writing",
                    "make or get the file again");
    case FileKind::Npz:
        throw Error(ErrorKind::Unsupported, "is a NumPy archive of several arrays", file.string(),
                    "Leafscope reads single arrays", sniffed.remedy);
    case FileKind::TorchScript:
        throw Error(ErrorKind::InvalidInput, "is a TorchScript model, not a data set",
                    file.string(), "model and data were exchanged", "give it with --model");
    case FileKind::Folder:
        throw Error(ErrorKind::InvalidInput, "is a folder, not a data set", file.string(),
                    "it holds no CIFAR batches (data_batch_*.bin, test_batch.bin, train.bin, "
                    "test.bin), or a file inside it was meant",
                    "name the images file itself");
    default:
        throw Error(ErrorKind::Format, "is not a data set but: " + sniffed.title, file.string(),
                    sniffed.details.empty() ? "a file of another format" : sniffed.details,
                    "data come as IDX, CIFAR, .npy, HDF5, CSV or TSV files, by the name "
                    "fashion-mnist, or from a generator such as synthetic:torus?n=2000");
    }
}

/// A folder of CIFAR batches; "DIR:test" means its held-out part.
std::optional<DataSource> resolveCifarFolder(const std::string& spec)
{
    std::error_code ignored;
    std::string folder = spec;
    std::string part = "train";
    for (const char* name : {"train", "test"})
        if (!fs::exists(spec, ignored) && spec.ends_with(std::string(":") + name)) {
            folder = spec.substr(0, spec.size() - std::string(name).size() - 1);
            part = name;
        }
    if (!fs::is_directory(folder, ignored))
        return std::nullopt;
    DataSource source;
    source.batches = cifarBatches(folder, part);
    if (source.batches.empty())
        return std::nullopt;
    source.file = source.batches.front();
    source.kind = FileKind::Cifar;
    source.name = fs::absolute(folder).lexically_normal().filename().string() + " " + part;
    return source;
}

DataSource resolveFile(const std::string& spec)
{
    if (const auto cifar = resolveCifarFolder(spec))
        return *cifar;
    DataSource source;
    splitArray(spec, source);
    std::error_code ignored;
    if (!fs::exists(source.file, ignored))
        throw Error(ErrorKind::Io, "no such file",
                    spec.empty() ? "an empty name" : source.file.string(),
                    "a mistyped path or data set name",
                    "check the path; fashion-mnist and synthetic:NAME are known by name");
    const Sniffed sniffed = sniff(source.file);
    source.kind = sniffed.kind;
    source.name =
        source.file.filename().string() + (source.array.empty() ? "" : ":" + source.array);
    if (sniffed.kind == FileKind::IdxImages)
        source.labels = pairedIdxLabels(source.file);
    else if (sniffed.kind == FileKind::Npy)
        source.labels = pairedNpyLabels(source.file);
    else if (sniffed.kind == FileKind::Table)
        source.labels = pairedMetadata(source.file);
    else if (sniffed.kind == FileKind::Cifar)
        source.batches = {source.file};
    else if (sniffed.kind != FileKind::Hdf5 && sniffed.kind != FileKind::IdxLabels)
        noDataSet(source.file, sniffed);
    if (!source.array.empty() && sniffed.kind != FileKind::Hdf5)
        throw Error(ErrorKind::InvalidInput, "has no arrays with names", source.file.string(),
                    "only HDF5 files have; this is: " + sniffed.title,
                    "leave out '" + source.array + "'");
    return source;
}

} // namespace

std::vector<fs::path> dataFolders()
{
    std::vector<fs::path> folders;
    if (const char* own = std::getenv("LEAFSCOPE_DATA"); own && *own)
        folders.emplace_back(own);
    folders.emplace_back("/usr/share/datasets");
    return folders;
}

DataSource resolveSource(const std::string& spec, const std::vector<fs::path>& folders)
{
    if (isGeneratorSpec(spec)) {
        DataSource source;
        source.generator = parseGenerator(spec);
        source.name = source.generator->name;
        return source;
    }
    return isFashionSpec(spec) ? resolveFashion(spec, folders) : resolveFile(spec);
}

std::string sourceHash(const DataSource& source)
{
    if (source.generator)
        return hashText(source.generator->spec());
    std::string data = hashFile(source.file);
    for (std::size_t i = 1; i < source.batches.size(); ++i)
        data = hashText(data + "\nbatch " + hashFile(source.batches[i]));
    if (source.labels.empty() && source.array.empty())
        return data;
    return hashText("data " + data + "\nlabels " +
                    (source.labels.empty() ? "" : hashFile(source.labels)) + "\narray " +
                    source.array);
}

std::string datasetHash(const std::string& spec)
{
    return sourceHash(resolveSource(spec));
}

std::string heldOutSpec(const std::string& spec)
{
    if (isGeneratorSpec(spec))
        return {};
    if (isFashionSpec(spec))
        return spec.ends_with(":test") ? "" : std::string(kFashion) + ":test";
    const fs::path file(spec);
    if (!cifarBatches(file, "test").empty())
        return cifarBatches(file, "train").empty() ? "" : spec + ":test";
    const std::string name = file.filename().string();
    if (name.starts_with("data_batch_") && isFile(file.parent_path() / "test_batch.bin"))
        return (file.parent_path() / "test_batch.bin").string();
    const std::size_t at = name.find("train");
    if (at == std::string::npos)
        return {};
    for (const char* part : {"t10k", "test", "val"}) {
        const fs::path other = file.parent_path() / std::string(name).replace(at, 5, part);
        if (isFile(other))
            return other.string();
    }
    return {};
}

} // namespace leafscope
