// SPDX-License-Identifier: MIT
// Reading and checking of labels.
#include "core/data/labels.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/idx.hpp"
#include "core/data/npy.hpp"
#include "core/data/sniff.hpp"

namespace leafscope {

namespace {

/// A class number beyond this is far more likely an identifier or a measurement.
constexpr std::int64_t kLargestLabel = 999'999;

} // namespace

std::vector<std::int32_t> toLabels(const std::vector<std::int64_t>& numbers,
                                   const std::string& where)
{
    std::vector<std::int32_t> labels(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] < 0 || numbers[i] > kLargestLabel)
            throw Error(ErrorKind::InvalidInput,
                        "label " + std::to_string(numbers[i]) + " in row " + std::to_string(i) +
                            " is no class number (0 to " + std::to_string(kLargestLabel) + ")",
                        where, "labels that are -1 for unknown, identifiers or measurements",
                        "number the classes from 0, for example with numpy.unique(labels, "
                        "return_inverse=True)[1]");
        labels[i] = std::int32_t(numbers[i]);
    }
    return labels;
}

std::vector<std::int64_t> readStoredNumbers(const StoredArray& array)
{
    const bool column = array.shape.size() == 2 && array.shape[1] == 1;
    if (array.shape.size() != 1 && !column)
        throw Error(ErrorKind::Format,
                    "holds " + array.describe() + ": labels have one number per sample",
                    array.where(), "samples or one-hot labels were given as labels",
                    "save class numbers: numpy.save(\"labels.npy\", onehot.argmax(1))");
    requireMemory(array.count * sizeof(std::int64_t), array.where());
    std::vector<std::int64_t> numbers(array.count);
    readStored(array, numbers.data());
    return numbers;
}

std::vector<std::int32_t> readLabels(const std::filesystem::path& file)
{
    const Sniffed sniffed = sniff(file);
    switch (sniffed.kind) {
    case FileKind::Npy:
        return toLabels(readStoredNumbers(readNpyHeader(file)), file.string());
    case FileKind::IdxLabels:
    case FileKind::IdxImages:
        return toLabels(readIdxNumbers(file), file.string());
    default:
        throw Error(ErrorKind::Format, "cannot be read as labels: " + sniffed.title, file.string(),
                    "labels come as .npy or IDX files",
                    "in Python: numpy.save(\"labels.npy\", labels)");
    }
}

void requireLabelCount(std::size_t labelCount, std::int64_t sampleCount, const std::string& labels,
                       const std::string& samples)
{
    if (std::int64_t(labelCount) == sampleCount)
        return;
    throw Error(ErrorKind::InvalidInput,
                std::to_string(labelCount) + " labels for " + std::to_string(sampleCount) +
                    " samples",
                samples, "labels of another set: " + labels,
                "give the labels that belong to these samples, or move the wrong file away");
}

} // namespace leafscope
