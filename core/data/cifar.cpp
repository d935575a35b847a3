// SPDX-License-Identifier: MIT
// Reading of CIFAR batches.
#include "core/data/cifar.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"

#include <algorithm>
#include <array>
#include <fstream>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr Index kImage = 3 * 32 * 32;

bool labelsFit(const fs::path& file, const CifarLayout& layout)
{
    std::ifstream in(file, std::ios::binary);
    for (Index i = 0; i < layout.count; ++i) {
        std::array<char, 2> label{};
        in.seekg(std::streamoff(i * (layout.labelBytes + kImage)));
        if (!in.read(label.data(), layout.labelBytes))
            return false;
        const auto first = static_cast<unsigned char>(label[0]);
        const auto second = static_cast<unsigned char>(label[1]);
        if (layout.labelBytes == 1 ? first > 9 : first > 19 || second > 99)
            return false;
    }
    return true;
}

std::vector<std::string> namesBeside(const fs::path& file, const CifarLayout& layout)
{
    std::ifstream in(file.parent_path() /
                     (layout.labelBytes == 1 ? "batches.meta.txt" : "fine_label_names.txt"));
    std::vector<std::string> names;
    for (std::string line; std::getline(in, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (!line.empty())
            names.push_back(line);
    }
    return int(names.size()) == layout.classes() ? names : std::vector<std::string>();
}

void readBatch(const fs::path& file, const CifarLayout& layout, std::vector<std::uint8_t>& values,
               std::vector<std::int32_t>& labels)
{
    std::ifstream in(file, std::ios::binary);
    std::array<char, 2> label{};
    for (Index i = 0; i < layout.count; ++i) {
        const std::size_t at = values.size();
        values.resize(at + std::size_t(kImage));
        in.read(label.data(), layout.labelBytes);
        if (!in.read(reinterpret_cast<char*>(values.data() + at), kImage))
            throw Error(ErrorKind::Io, "cannot be read to its end", file.string(),
                        "the file changed while it was read, or the disk fails", "try again");
        labels.push_back(static_cast<unsigned char>(label[std::size_t(layout.labelBytes - 1)]));
    }
}

} // namespace

std::string CifarLayout::describe() const
{
    return std::to_string(count) + " images of 3 x 32 x 32, CIFAR-" + std::to_string(classes());
}

std::optional<CifarLayout> cifarLayout(const fs::path& file)
{
    std::error_code failed;
    const auto size = Index(fs::file_size(file, failed));
    if (failed || size == 0)
        return std::nullopt;
    for (const int labelBytes : {1, 2}) {
        const Index record = labelBytes + kImage;
        const CifarLayout layout{labelBytes, size / record};
        if (size % record == 0 && labelsFit(file, layout))
            return layout;
    }
    return std::nullopt;
}

void readCifar(const std::vector<fs::path>& files, Dataset& out, const Progress& progress)
{
    std::vector<CifarLayout> layouts;
    Index count = 0;
    for (const fs::path& file : files) {
        const std::optional<CifarLayout> layout = cifarLayout(file);
        if (!layout || (!layouts.empty() && layout->labelBytes != layouts[0].labelBytes))
            throw Error(ErrorKind::Format,
                        layout ? "is of another kind than the batches before it"
                               : "is not a CIFAR batch",
                        file.string(), "a damaged download, or files of two sets in one folder",
                        "unpack the data set again");
        layouts.push_back(*layout);
        count += layout->count;
    }
    requireMemory(std::uint64_t(count) * kImage, files.at(0).string());
    std::vector<std::uint8_t> values;
    values.reserve(std::size_t(count * kImage));
    for (std::size_t i = 0; i < files.size(); ++i) {
        progress.report(double(i) / double(files.size()));
        readBatch(files[i], layouts[i], values, out.labels);
    }
    out.values = std::move(values);
    out.sampleShape = {3, 32, 32};
    out.format = "CIFAR-" + std::to_string(layouts[0].classes()) + " binary";
    out.classNames = namesBeside(files[0], layouts[0]);
}

std::vector<fs::path> cifarBatches(const fs::path& folder, const std::string& part)
{
    std::vector<fs::path> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        const bool train =
            name == "train.bin" || (name.starts_with("data_batch_") && name.ends_with(".bin"));
        const bool test = name == "test.bin" || name == "test_batch.bin";
        if ((part == "train" ? train : test) && cifarLayout(entry.path()))
            found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace leafscope
