// SPDX-License-Identifier: MIT
#include "core/embedding/frames.hpp"

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/hdf5.hpp"
#include "core/data/array_choice.hpp"
#include "core/data/dataset.hpp"
#include "core/data/epoch_names.hpp"
#include "core/data/spec.hpp"
#include "core/embedding/layer_sources.hpp"

#include <algorithm>
#include <map>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

bool isBareNumber(const std::string& stem)
{
    return !stem.empty() && stem.find_first_not_of("0123456789") == std::string::npos;
}

/// Whether the entry of a folder can be an epoch of a series.
bool isFrame(const fs::directory_entry& entry)
{
    std::error_code ignored;
    const fs::path& path = entry.path();
    const std::string name = path.filename().string();
    if (name.starts_with('.'))
        return false;
    if (entry.is_directory(ignored))
        return !layerFiles(path).empty();
    // 1.npy, 2.npy, ... in one folder are layers.
    const bool layer = path.extension() == ".npy" && isBareNumber(path.stem().string());
    return isArrayName(name) && !isLabelName(path.stem().string()) && !layer;
}

std::vector<EmbeddingFrame> framesIn(const fs::path& folder)
{
    std::map<int, fs::path> found;
    std::error_code ignored; // a folder that may not be looked at holds no series for us
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        const std::string name = entry->path().filename().string();
        const std::optional<int> epoch = epochInName(name);
        if (!epoch || !isFrame(*entry))
            continue;
        const auto [other, fresh] = found.emplace(*epoch, entry->path());
        if (!fresh)
            throw Error(ErrorKind::InvalidInput,
                        name + " and " + other->second.filename().string() + " are both epoch " +
                            std::to_string(*epoch),
                        folder.string(), "two series in one folder",
                        "put each series into a folder of its own");
    }
    std::vector<EmbeddingFrame> frames;
    for (const auto& [epoch, path] : found)
        frames.push_back({epoch, path.string()});
    return frames;
}

std::string hashOfFolder(const fs::path& folder)
{
    std::string all = "layers";
    for (const fs::path& file : layerFiles(folder))
        all += "\n" + file.filename().string() + " " + hashFile(file);
    const fs::path labels = labelsBeside(folder);
    return hashText(labels.empty() ? all : all + "\nlabels " + hashFile(labels));
}

std::string hashOfFile(const SplitSpec& split, FileKind kind)
{
    std::string hash;
    if (kind == FileKind::Hdf5)
        hash = Hdf5File::open(split.file).text("/", "hash").value_or("");
    if (hash.empty())
        hash = hashFile(split.file);
    const fs::path labels = kind == FileKind::Hdf5 ? fs::path() : labelsBeside(split.file);
    if (!labels.empty())
        hash = hashText("embedding " + hash + "\nlabels beside " + hashFile(labels));
    return split.part.empty() ? hash : hashText("embedding " + hash + "\npart " + split.part);
}

} // namespace

std::vector<EmbeddingFrame> embeddingFrames(const std::string& spec)
{
    const SplitSpec split = splitSpec(spec);
    std::error_code ignored;
    if (!fs::exists(split.file, ignored))
        return {};
    if (fs::is_directory(split.file, ignored))
        return split.part.empty() ? framesIn(split.file) : std::vector<EmbeddingFrame>();
    std::vector<EmbeddingFrame> frames;
    const FileKind kind = sniff(split.file).kind;
    if (kind == FileKind::Hdf5) {
        for (const auto& [epoch, group] : hdf5Epochs(split.file, split.part))
            frames.push_back({epoch, split.file.string() + ":" + group});
    } else if ((kind == FileKind::Npy || kind == FileKind::Npz) && split.part.empty()) {
        const std::int64_t epochs = stackedEpochs(split.file, kind);
        for (std::int64_t epoch = 0; epoch < epochs; ++epoch)
            frames.push_back({int(epoch), split.file.string() + ":epoch=" + std::to_string(epoch)});
    }
    return frames;
}

std::string embeddingHash(const std::string& spec)
{
    if (isDataSet(spec))
        return datasetHash(spec);
    const SplitSpec split = splitSpec(spec);
    const FileKind kind = sniff(split.file).kind;
    std::error_code ignored;
    if (!fs::is_directory(split.file, ignored))
        return hashOfFile(split, kind);
    const std::vector<EmbeddingFrame> frames = embeddingFrames(spec);
    if (frames.empty())
        return hashOfFolder(split.file);
    std::string all = "series";
    for (const EmbeddingFrame& frame : frames)
        all += "\n" + std::to_string(frame.epoch) + " " + embeddingHash(frame.spec);
    return hashText(all);
}

} // namespace leafscope
