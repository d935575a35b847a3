// SPDX-License-Identifier: MIT
// Samples and labels in HDF5 files.
#include "core/data/hdf5_samples.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/labels.hpp"
#include "core/data/shapes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

namespace leafscope {

namespace {

constexpr std::uint64_t kSliceBytes = 8 << 20;

std::string listed(const std::vector<ArrayInfo>& arrays)
{
    constexpr std::size_t kMost = 12;
    std::string text;
    for (std::size_t i = 0; i < std::min(kMost, arrays.size()); ++i)
        text += (i ? ", " : "") + arrays[i].path + " (" + shapeText(arrays[i].shape) + ")";
    if (arrays.size() > kMost)
        text += " and " + std::to_string(arrays.size() - kMost) + " more";
    return text.empty() ? "none" : text;
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

/// Where the labels of these samples are, or "".
std::string labelsBeside(const Hdf5File& file, const std::string& samples)
{
    const std::string sibling = samples.substr(0, samples.rfind('/') + 1) + "labels";
    for (const std::string& candidate : {sibling, std::string("/labels")})
        if (candidate != samples && file.has(candidate))
            return candidate;
    return {};
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

} // namespace

ArrayInfo findSamples(const Hdf5File& file, const std::string& wanted)
{
    if (!wanted.empty()) {
        if (!file.has(wanted))
            throw Error(ErrorKind::InvalidInput, "there is no array " + wanted,
                        file.path().string(), "a mistyped name",
                        "choose one of: " + listed(file.arrays()));
        const ArrayInfo array = file.info(wanted);
        requireRows(array, file);
        return array;
    }
    if (file.has("/samples")) {
        const ArrayInfo array = file.info("/samples");
        requireRows(array, file);
        return array;
    }
    const std::vector<ArrayInfo> all = file.arrays();
    std::vector<ArrayInfo> matrices;
    std::copy_if(all.begin(), all.end(), std::back_inserter(matrices),
                 [](const ArrayInfo& a) { return a.shape.size() >= 2; });
    if (matrices.empty())
        throw Error(ErrorKind::Format, "holds no numeric array of rank 2 or more",
                    file.path().string(), "its arrays: " + listed(all),
                    "store the samples as /samples, one row per sample");
    if (matrices.size() > 1)
        throw Error(ErrorKind::InvalidInput,
                    "holds " + std::to_string(matrices.size()) +
                        " arrays that could be the samples",
                    file.path().string(), "they are " + listed(matrices),
                    "name one: " + file.path().string() + ":" + matrices[0].path);
    return matrices[0];
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
    if (array.type != ElementType::Float32 && array.type != ElementType::Float64)
        return toLabels(readAll<std::int64_t>(file, array, {}), where);
    const std::vector<double> reals = readAll<double>(file, array, {});
    std::vector<std::int64_t> numbers(reals.size());
    for (std::size_t i = 0; i < reals.size(); ++i) {
        if (!(std::abs(reals[i]) < 0x1p53) || reals[i] != std::trunc(reals[i]))
            throw Error(ErrorKind::InvalidInput,
                        "the value in row " + std::to_string(i) + " is not a whole number", where,
                        "measurements where class numbers are expected", "store class numbers");
        numbers[i] = std::int64_t(reals[i]);
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

void readHdf5Samples(const std::filesystem::path& path, const std::string& wanted, Dataset& out,
                     const Progress& progress)
{
    const Hdf5File file = Hdf5File::open(path);
    const ArrayInfo array = findSamples(file, wanted);
    out.format = "HDF5";
    out.sampleShape = sampleShapeOf(array.shape);
    if (array.type == ElementType::UInt8)
        out.values = readAll<std::uint8_t>(file, array, progress);
    else if (array.type == ElementType::Float32)
        out.values = readAll<float>(file, array, progress);
    else
        out.values = readAll<double>(file, array, progress);
    out.classNames = readClassNames(file);
    out.name = file.text("/", "name").value_or(out.name);

    const std::string labels = labelsBeside(file, array.path);
    if (labels.empty())
        return;
    // A file may hold several sets; an array that was asked for by name need not own these labels.
    const std::int64_t count = file.info(labels).shape.empty() ? 0 : file.info(labels).shape[0];
    if (array.path != "/samples" && count != array.shape[0]) {
        out.warnings.push_back(labels + " was not used: it has " + std::to_string(count) +
                               " rows, " + array.path + " has " + std::to_string(array.shape[0]));
        return;
    }
    out.labels = readHdf5Labels(file, labels);
    requireLabelCount(out.labels.size(), array.shape[0], labels, path.string() + ":" + array.path);
}

template void readSliced(const Hdf5File&, const ArrayInfo&, std::uint8_t*, const Progress&);
template void readSliced(const Hdf5File&, const ArrayInfo&, float*, const Progress&);
template void readSliced(const Hdf5File&, const ArrayInfo&, double*, const Progress&);
template void readSliced(const Hdf5File&, const ArrayInfo&, std::int64_t*, const Progress&);

} // namespace leafscope
