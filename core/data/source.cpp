// SPDX-License-Identifier: MIT
// Resolution of data set specs; each format is read in a file of its own (see read_source.cpp).
#include "core/data/source.hpp"

#include "core/base/error.hpp"
#include "core/data/cifar.hpp"
#include "core/data/dataset.hpp"
#include "core/data/idx.hpp"
#include "core/data/named_sets.hpp"
#include "core/data/spec.hpp"
#include "core/data/table.hpp"

#include <string_view>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void noDataSet(const fs::path& file, const Sniffed& sniffed)
{
    switch (sniffed.kind) {
    case FileKind::Empty:
        throw Error(ErrorKind::Format, "the file is empty", file.string(),
                    "an interrupted download or a program that failed while writing",
                    "make or get the file again");
    case FileKind::TorchScript:
        throw Error(ErrorKind::InvalidInput, "is a TorchScript model, not a data set",
                    file.string(), "model and data were exchanged", "give it with --model");
    case FileKind::Folder:
    case FileKind::ArrayFolder:
        throw Error(ErrorKind::InvalidInput, "is a folder, not a data set", file.string(),
                    "it holds neither images nor CIFAR batches (data_batch_*.bin, test_batch.bin, "
                    "train.bin, test.bin), or a file inside it was meant",
                    "name the file itself");
    default:
        throw Error(ErrorKind::Format, "is not a data set but: " + sniffed.title, file.string(),
                    sniffed.details.empty() ? "a file of another format" : sniffed.details,
                    "data come as IDX, CIFAR, .npy, .npz, HDF5, safetensors, CSV or TSV files, as "
                    "folders of images, by the name fashion-mnist, or from a generator such as "
                    "synthetic:torus?n=2000");
    }
}

std::string nameOfFolder(const fs::path& folder)
{
    const fs::path whole = fs::absolute(folder).lexically_normal();
    return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

/// A folder of CIFAR batches or of images; `part` is train, val, test or nothing.
DataSource resolveFolder(const fs::path& folder, const std::string& part)
{
    DataSource source;
    source.file = folder;
    source.name = nameOfFolder(folder) + (part.empty() ? "" : " " + part);
    source.batches = cifarBatches(folder, part.empty() ? "train" : part);
    if (!source.batches.empty()) {
        source.kind = FileKind::Cifar;
        source.file = source.batches.front();
        source.name = nameOfFolder(folder) + " " + (part.empty() ? "train" : part);
        return source;
    }
    source.kind = FileKind::ImageFolder;
    source.images = listImages(folder, part);
    if (source.images.files.empty()) {
        if (!part.empty())
            throw Error(ErrorKind::InvalidInput, "has no part '" + part + "' with images",
                        folder.string(), "a mistyped name",
                        "write the name of a subfolder that holds images, such as train or test");
        noDataSet(folder, sniff(folder));
    }
    return source;
}

void requireNoPart(const DataSource& source, const std::string& title)
{
    if (!source.array.empty())
        throw Error(ErrorKind::InvalidInput, "has no arrays with names", source.file.string(),
                    "only HDF5, .npz and safetensors files have; this is: " + title,
                    "leave out '" + source.array + "'");
}

DataSource resolveFile(const std::string& spec)
{
    const SplitSpec split = splitSpec(spec);
    std::error_code ignored;
    if (!fs::exists(split.file, ignored))
        throw Error(ErrorKind::Io, "no such file", spec.empty() ? "an empty name" : spec,
                    "a mistyped path or data set name",
                    "check the path; fashion-mnist and synthetic:NAME are known by name");
    if (fs::is_directory(split.file, ignored))
        return resolveFolder(split.file, split.part);
    DataSource source;
    source.file = split.file;
    source.array = split.part;
    const Sniffed sniffed = sniff(source.file);
    source.kind = sniffed.kind;
    source.name =
        source.file.filename().string() + (source.array.empty() ? "" : ":" + source.array);
    switch (sniffed.kind) {
    case FileKind::Hdf5:
    case FileKind::Npz:
    case FileKind::Safetensors:
        return source;
    case FileKind::IdxImages:
        source.labels = pairedIdxLabels(source.file);
        break;
    case FileKind::Npy:
        source.labels = pairedNpyLabels(source.file);
        break;
    case FileKind::Table:
        source.labels = pairedMetadata(source.file);
        break;
    case FileKind::Cifar:
        source.batches = {source.file};
        break;
    case FileKind::Image:
        source.images.files = {{source.file, -1}};
        break;
    case FileKind::IdxLabels:
        break; // refused where it is read, with the cure
    default:
        noDataSet(source.file, sniffed);
    }
    requireNoPart(source, sniffed.title);
    return source;
}

} // namespace

fs::path pairedNpyLabels(const fs::path& file)
{
    for (const char* ending : {"-labels.npy", "_labels.npy"}) {
        const fs::path labels = file.parent_path() / (file.stem().string() + ending);
        std::error_code ignored; // a place that may not be looked at holds no file for us
        if (fs::is_regular_file(labels, ignored))
            return labels;
    }
    return {};
}

DataSource resolveSource(const std::string& spec, const std::vector<fs::path>& folders)
{
    if (isGeneratorSpec(spec)) {
        DataSource source;
        source.generator = parseGenerator(spec);
        source.name = source.generator->name;
        return source;
    }
    const SubsetSpec split = splitSubset(spec);
    DataSource source =
        isNamedSet(split.whole) ? resolveNamedSet(split.whole, folders) : resolveFile(split.whole);
    if (split.isSubset) {
        source.subset = parseSubset(split.choice, spec);
        source.name += ", " + source.subset->description();
    }
    return source;
}

std::string datasetHash(const std::string& spec)
{
    return sourceHash(resolveSource(spec));
}

} // namespace leafscope
