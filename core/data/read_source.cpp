// SPDX-License-Identifier: MIT
// From a resolved source to its samples: one reader per format.
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/data/array_choice.hpp"
#include "core/data/cifar.hpp"
#include "core/data/hdf5_samples.hpp"
#include "core/data/idx.hpp"
#include "core/data/labels.hpp"
#include "core/data/npy.hpp"
#include "core/data/npz.hpp"
#include "core/data/safetensors.hpp"
#include "core/data/shapes.hpp"
#include "core/data/source.hpp"
#include "core/data/table.hpp"

#include <algorithm>

namespace leafscope {

namespace {

void readArray(const StoredArray& array, Dataset& out, const Progress& progress)
{
    if (array.shape.empty())
        throw Error(ErrorKind::InvalidInput, "holds a single number, not samples", array.where(),
                    "another array was meant", "save an array with one row per sample");
    out.sampleShape = sampleShapeOf(array.shape);
    out.values = sampleValuesOf(array, progress);
}

std::vector<ArrayOutline> outlinesOf(const ArrayFile& file)
{
    std::vector<ArrayOutline> out;
    for (const StoredArray& array : file.arrays)
        out.push_back({array.name, array.shape, nameOf(array.encoding.element)});
    return out;
}

std::size_t findArray(const ArrayFile& file, const std::vector<ArrayOutline>& outlines,
                      const DataSource& source)
{
    if (source.array.empty())
        return chooseSamples(outlines, source.file.string());
    for (std::size_t i = 0; i < outlines.size(); ++i)
        if (outlines[i].name == source.array)
            return i;
    for (const std::string& told : file.unusable)
        if (told.starts_with(source.array + ": "))
            throw Error(ErrorKind::Unsupported, told, source.file.string(),
                        "an array of something else than numbers",
                        "choose one of: " + listedArrays(outlines));
    throw Error(ErrorKind::InvalidInput, "there is no array " + source.array, source.file.string(),
                "a mistyped name", "choose one of: " + listedArrays(outlines));
}

/// .npz and safetensors: the samples, and the labels among the other arrays.
void readArrayFile(const ArrayFile& file, const DataSource& source, Dataset& out,
                   const Progress& progress)
{
    const std::vector<ArrayOutline> outlines = outlinesOf(file);
    const std::size_t samples = findArray(file, outlines, source);
    readArray(file.arrays[samples], out, progress);
    for (const std::string& told : file.unusable)
        out.warnings.push_back("left out " + told);
    const std::optional<std::size_t> labels = chooseLabels(outlines, samples);
    if (!labels)
        return;
    try {
        const StoredArray& array = file.arrays[*labels];
        out.labels = toLabels(readStoredNumbers(array), array.where());
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Io)
            throw;
        out.warnings.push_back(outlines[*labels].name +
                               " was not used as labels: " + error.happened());
    }
}

void readFile(const DataSource& source, Dataset& out, const Progress& progress)
{
    switch (source.kind) {
    case FileKind::Npy:
        out.format = "NumPy array";
        return readArray(readNpyHeader(source.file), out, progress);
    case FileKind::Npz:
        out.format = "NumPy archive";
        return readArrayFile(readNpzDirectory(source.file), source, out, progress);
    case FileKind::Safetensors:
        out.format = "safetensors";
        return readArrayFile(readSafetensorsHeader(source.file), source, out, progress);
    case FileKind::Hdf5:
        return readHdf5Samples(source.file, source.array, out, progress);
    case FileKind::Cifar:
        return readCifar(source.batches, out, progress);
    case FileKind::Image:
    case FileKind::ImageFolder:
        return readImages(source.images, out, progress);
    case FileKind::Table:
        return readTable(source.file, out, progress);
    default:
        return readIdxSamples(source.file, out, progress);
    }
}

void readLabelsBeside(const DataSource& source, Dataset& out)
{
    if (source.labels.empty())
        return;
    if (source.kind == FileKind::Table)
        return readMetadata(source.labels, out.size(), out);
    out.labels = readLabels(source.labels);
    requireLabelCount(out.labels.size(), out.size(), source.labels.string(), whereOf(source));
}

} // namespace

void readSource(const DataSource& source, Dataset& out, const Progress& progress)
{
    if (source.generator)
        return generate(*source.generator, out, progress.span(0, 1, "generating points"));
    readFile(source, out, progress.span(0, 1, "reading " + source.file.filename().string()));
    readLabelsBeside(source, out);
    if (!source.classNames.empty())
        out.classNames = source.classNames;
    if (source.subset)
        applySubset(*source.subset, out, whereOf(source));
}

std::string whereOf(const DataSource& source)
{
    if (source.generator)
        return source.generator->spec();
    return source.file.string() + (source.array.empty() ? "" : ":" + source.array);
}

namespace {

/// Of everything that is there, whatever is taken of it.
std::string wholeHash(const DataSource& source)
{
    if (source.generator)
        return hashText(source.generator->spec());
    if (!source.images.files.empty())
        return imagesHash(source.images);
    std::string data = hashFile(source.file);
    for (std::size_t i = 1; i < source.batches.size(); ++i)
        data = hashText(data + "\nbatch " + hashFile(source.batches[i]));
    if (source.labels.empty() && source.array.empty())
        return data;
    return hashText("data " + data + "\nlabels " +
                    (source.labels.empty() ? "" : hashFile(source.labels)) + "\narray " +
                    source.array);
}

} // namespace

std::string sourceHash(const DataSource& source)
{
    const std::string whole = wholeHash(source);
    return source.subset ? hashText("subset " + source.subset->text() + "\nof " + whole) : whole;
}

} // namespace leafscope
