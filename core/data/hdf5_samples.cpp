// SPDX-License-Identifier: MIT
// Samples and labels in HDF5 files.
#include "core/data/hdf5_samples.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/anndata.hpp"
#include "core/data/labels.hpp"
#include "core/data/shapes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace leafscope {

namespace {

constexpr std::uint64_t kSliceBytes = 8 << 20;

std::string typeName(ElementType type)
{
    switch (type) {
    case ElementType::Float16:
        return "float16";
    case ElementType::Float32:
        return "float32";
    case ElementType::Float64:
        return "float64";
    case ElementType::UInt8:
        return "uint8";
    case ElementType::Int32:
        return "int32";
    case ElementType::Int64:
        return "int64";
    case ElementType::OtherInteger:
        return "integers";
    case ElementType::Other:
        break;
    }
    return "not numeric";
}

std::string listed(const std::vector<ArrayInfo>& arrays)
{
    return listedArrays(outlinesOf(arrays));
}

void requireRows(const ArrayInfo& array, const Hdf5File& file)
{
    if (array.shape.empty() || array.type == ElementType::Other)
        throw Error(ErrorKind::Format,
                    array.path + (array.shape.empty() ? " is a single value" : " is not numeric") +
                        ", not an array of samples",
                    file.path().string(), "another array was meant",
                    "choose one of: " + listed(file.arrays()));
}

template <class T>
std::vector<T> readAll(const Hdf5File& file, const ArrayInfo& array, const Progress& progress)
{
    const std::uint64_t count = elementCountOf(array, file);
    requireMemory(count * sizeof(T), file.path().string() + ":" + array.path);
    std::vector<T> values(count);
    readSliced(file, array, values.data(), progress);
    return values;
}

/// Numbers that are no classes (targets of a regression) are told and left out.
void readLabelsBeside(const Hdf5File& file, const ArrayInfo& labels, const ArrayInfo& samples,
                      Dataset& out)
{
    try {
        out.labels = readHdf5Labels(file, labels.path);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::InvalidInput || samples.path == "/samples")
            throw;
        out.warnings.push_back(labels.path + " was not used as labels: " + error.happened());
    }
}

} // namespace

std::vector<ArrayOutline> outlinesOf(const std::vector<ArrayInfo>& arrays)
{
    std::vector<ArrayOutline> out;
    for (const ArrayInfo& array : arrays)
        out.push_back({array.path, array.shape, typeName(array.type)});
    return out;
}

ArrayInfo findSamples(const Hdf5File& file, const std::string& wanted)
{
    const std::string path = wanted.empty() || wanted[0] == '/' ? wanted : "/" + wanted;
    std::vector<ArrayInfo> arrays = file.arrays();
    for (const std::string& name : {path, std::string(path.empty() ? "/samples" : "")})
        for (const ArrayInfo& array : arrays)
            if (array.path == name) {
                requireRows(array, file);
                return array;
            }
    const std::vector<ArrayInfo> all = arrays;
    const std::string group = path.ends_with('/') ? path : path + "/";
    std::erase_if(arrays, [&](const ArrayInfo& a) { return !a.path.starts_with(group); });
    if (!path.empty() && arrays.empty()) {
        if (file.has(path) && !path.ends_with('/'))
            requireRows(file.info(path), file); // an array of another kind, or an empty group
        throw Error(ErrorKind::InvalidInput, "there is no array or group " + path,
                    file.path().string(), "a mistyped name", "choose one of: " + listed(all));
    }
    return arrays[chooseSamples(outlinesOf(arrays), file.path().string())];
}

std::uint64_t elementCountOf(const ArrayInfo& array, const Hdf5File& file)
{
    const std::optional<std::uint64_t> count = elementCount(array.shape);
    if (!count || *count >> 58 != 0) // eight bytes each must still fit
        throw Error(ErrorKind::Format,
                    array.path + " claims the impossible shape " + shapeText(array.shape),
                    file.path().string(), "a damaged file", "make or copy it again");
    return *count;
}

template <class T>
void readSliced(const Hdf5File& file, const ArrayInfo& array, T* out, const Progress& progress)
{
    const std::int64_t n = array.shape.at(0);
    if (n == 0)
        return;
    const std::uint64_t rowSize = elementCountOf(array, file) / std::uint64_t(n);
    const auto rows =
        std::int64_t(1 + kSliceBytes / (sizeof(T) * std::max<std::uint64_t>(1, rowSize)));
    for (std::int64_t first = 0; first < n; first += rows) {
        progress.report(double(first) / double(n));
        file.readRows(array.path, first, std::min(rows, n - first),
                      out + first * std::int64_t(rowSize));
    }
    progress.report(1);
}

std::vector<std::int32_t> readHdf5Labels(const Hdf5File& file, const std::string& labels)
{
    const ArrayInfo array = file.info(labels);
    requireRows(array, file);
    const std::string where = file.path().string() + ":" + labels;
    if (elementCountOf(array, file) != std::uint64_t(array.shape[0]))
        throw Error(ErrorKind::Format,
                    "holds " + shapeText(array.shape) + ": labels have one number per sample",
                    where, "one-hot labels", "store class numbers, for example onehot.argmax(1)");
    const bool reals = array.type == ElementType::Float16 || array.type == ElementType::Float32 ||
                       array.type == ElementType::Float64;
    if (!reals)
        return toLabels(readAll<std::int64_t>(file, array, {}), where);
    const std::vector<double> values = readAll<double>(file, array, {});
    std::vector<std::int64_t> numbers(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!(std::abs(values[i]) < 0x1p53) || values[i] != std::trunc(values[i]))
            throw Error(ErrorKind::InvalidInput,
                        "the value in row " + std::to_string(i) + " is not a whole number", where,
                        "measurements where class numbers are expected", "store class numbers");
        numbers[i] = std::int64_t(values[i]);
    }
    return toLabels(numbers, where);
}

std::vector<std::string> readClassNames(const Hdf5File& file)
{
    const nlohmann::json names =
        nlohmann::json::parse(file.text("/", "class_names").value_or(""), nullptr, false);
    const bool texts = names.is_array() && std::all_of(names.begin(), names.end(),
                                                       [](const auto& v) { return v.is_string(); });
    return texts ? names.get<std::vector<std::string>>() : std::vector<std::string>();
}

namespace {

void readValues(const Hdf5File& file, const ArrayInfo& array, Dataset& out,
                const Progress& progress)
{
    out.sampleShape = sampleShapeOf(array.shape);
    if (array.type == ElementType::UInt8)
        out.values = readAll<std::uint8_t>(file, array, progress);
    else if (array.type == ElementType::Float32 || array.type == ElementType::Float16)
        out.values = readAll<float>(file, array, progress);
    else
        out.values = readAll<double>(file, array, progress);
}

void readLabelsOf(const Hdf5File& file, const ArrayInfo& array, Dataset& out)
{
    const std::vector<ArrayInfo> arrays = file.arrays();
    const std::vector<ArrayOutline> outlines = outlinesOf(arrays);
    const auto own = std::find_if(arrays.begin(), arrays.end(),
                                  [&](const ArrayInfo& a) { return a.path == array.path; });
    const std::optional<std::size_t> chosen =
        own == arrays.end() ? std::nullopt
                            : chooseLabels(outlines, std::size_t(own - arrays.begin()));
    if (chosen) {
        readLabelsBeside(file, arrays[*chosen], array, out);
    } else if (file.has("/labels") && array.path == "/samples") {
        // Leafscope's own layout: these two belong together, so what is wrong is told.
        const ArrayInfo labels = file.info("/labels");
        if (labels.shape.size() == 1) // else told as one-hot or a single value
            requireLabelCount(elementCountOf(labels, file), array.shape[0], "/labels",
                              file.path().string() + ":" + array.path);
        out.labels = readHdf5Labels(file, "/labels");
        requireLabelCount(out.labels.size(), array.shape[0], "/labels",
                          file.path().string() + ":" + array.path);
    } else if (file.has("/labels")) {
        out.warnings.push_back(
            "/labels was not used: it does not hold one number for each of the " +
            std::to_string(array.shape[0]) + " rows of " + array.path);
    }
}

} // namespace

void readHdf5Samples(const std::filesystem::path& path, const std::string& wanted, Dataset& out,
                     const Progress& progress)
{
    const Hdf5File file = Hdf5File::open(path);
    out.classNames = readClassNames(file);
    out.name = file.text("/", "name").value_or(out.name);
    if (isAnnData(file)) {
        out.format = "AnnData";
        if ((wanted.empty() || wanted == "/X") && hasSparseX(file))
            readSparseX(file, out, progress);
        else
            readValues(file, findSamples(file, wanted.empty() ? "/X" : wanted), out, progress);
        readCategories(file, out.size(), out.labels, out.classNames, out.warnings);
        return;
    }
    out.format = "HDF5";
    const ArrayInfo array = findSamples(file, wanted);
    readValues(file, array, out, progress);
    readLabelsOf(file, array, out);
}

template void readSliced(const Hdf5File&, const ArrayInfo&, std::uint8_t*, const Progress&);
template void readSliced(const Hdf5File&, const ArrayInfo&, float*, const Progress&);
template void readSliced(const Hdf5File&, const ArrayInfo&, double*, const Progress&);
template void readSliced(const Hdf5File&, const ArrayInfo&, std::int64_t*, const Progress&);

} // namespace leafscope
