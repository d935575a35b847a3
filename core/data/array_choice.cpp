// SPDX-License-Identifier: MIT
#include "core/data/array_choice.hpp"

#include "core/base/error.hpp"
#include "core/data/shapes.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>

namespace leafscope {

namespace {

constexpr std::array kSampleNames{"samples", "x_train", "train_images", "train_x",  "train_data",
                                  "train",   "images",  "data",         "x",        "features",
                                  "points",  "vectors", "embeddings",   "embedding"};
constexpr std::array kLabelNames{"labels", "label", "y", "targets", "target", "classes", "class"};

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    return text;
}

/// "/train/" of "/train/images"; "" without a folder.
std::string folderOf(const std::string& name)
{
    const std::size_t slash = name.rfind('/');
    return slash == std::string::npos ? std::string() : name.substr(0, slash + 1);
}

std::string leafOf(const std::string& name)
{
    return lower(name.substr(folderOf(name).size()));
}

bool isOnePerSample(const ArrayOutline& array, std::int64_t n)
{
    return !array.shape.empty() && array.shape[0] == n &&
           (array.shape.size() == 1 || (array.shape.size() == 2 && array.shape[1] == 1));
}

/// `from` in the name exchanged for `to`; empty if it is not there.
std::string exchanged(const std::string& name, const std::string& from, const std::string& to)
{
    const std::size_t at = name.find(from);
    return at == std::string::npos ? std::string() : std::string(name).replace(at, from.size(), to);
}

std::vector<std::string> labelNamesFor(const std::string& samples)
{
    std::vector<std::string> names;
    for (const char* ending : {"_labels", "-labels", "_label", "_y"})
        names.push_back(samples + ending);
    if (samples.starts_with("x_") || samples.starts_with("x-"))
        names.push_back("y" + samples.substr(1));
    if (samples.ends_with("_x"))
        names.push_back(samples.substr(0, samples.size() - 1) + "y");
    for (const char* word : {"images", "samples", "data", "features", "points", "vectors"})
        if (const std::string name = exchanged(samples, word, "labels"); !name.empty())
            names.push_back(name);
    names.insert(names.end(), kLabelNames.begin(), kLabelNames.end());
    return names;
}

std::vector<std::size_t> matrices(std::span<const ArrayOutline> arrays)
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < arrays.size(); ++i)
        if (arrays[i].shape.size() >= 2 && !isLabelName(arrays[i].name))
            found.push_back(i);
    for (std::size_t i = 0; found.empty() && i < arrays.size(); ++i)
        if (arrays[i].shape.size() >= 2)
            return {i}; // called like labels, but nothing else can be meant
    return found;
}

} // namespace

std::string listedArrays(std::span<const ArrayOutline> arrays)
{
    constexpr std::size_t kMost = 12;
    std::string text;
    for (std::size_t i = 0; i < std::min(kMost, arrays.size()); ++i)
        text += (i ? ", " : "") + arrays[i].name + " (" + shapeText(arrays[i].shape) +
                (arrays[i].type.empty() ? "" : ", " + arrays[i].type) + ")";
    if (arrays.size() > kMost)
        text += " and " + std::to_string(arrays.size() - kMost) + " more";
    return text.empty() ? "none" : text;
}

std::size_t chooseSamples(std::span<const ArrayOutline> arrays, const std::string& file)
{
    std::vector<std::size_t> candidates = matrices(arrays);
    if (candidates.empty())
        throw Error(ErrorKind::Format, "holds no numeric array of rank 2 or more", file,
                    "its arrays: " + listedArrays(arrays),
                    "store the samples as an array \"samples\", one row per sample");
    for (const char* name : kSampleNames) {
        std::vector<std::size_t> named;
        std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(named),
                     [&](std::size_t i) { return leafOf(arrays[i].name) == name; });
        if (named.size() == 1)
            return named[0];
        if (named.size() > 1)
            break; // one of several folders: to be said
    }
    if (candidates.size() > 1) {
        std::vector<std::size_t> labelled;
        std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(labelled),
                     [&](std::size_t i) { return chooseLabels(arrays, i).has_value(); });
        if (labelled.size() == 1)
            return labelled[0];
    }
    if (candidates.size() > 1) {
        std::vector<ArrayOutline> those;
        for (const std::size_t i : candidates)
            those.push_back(arrays[i]);
        throw Error(
            ErrorKind::InvalidInput,
            "holds " + std::to_string(candidates.size()) + " arrays that could be the samples",
            file, "they are " + listedArrays(those), "name one: " + file + ":" + those[0].name);
    }
    return candidates[0];
}

std::optional<std::size_t> chooseLabels(std::span<const ArrayOutline> arrays, std::size_t samples)
{
    const ArrayOutline& own = arrays[samples];
    const std::int64_t n = own.shape.empty() ? 0 : own.shape[0];
    std::string folder = folderOf(own.name);
    for (;;) {
        for (const std::string& name : labelNamesFor(leafOf(own.name)))
            for (std::size_t i = 0; i < arrays.size(); ++i)
                if (i != samples && folderOf(arrays[i].name) == folder &&
                    leafOf(arrays[i].name) == name && isOnePerSample(arrays[i], n))
                    return i;
        if (folder.size() < 2)
            return std::nullopt;
        folder = folderOf(folder.substr(0, folder.size() - 1));
    }
}

bool isLabelName(const std::string& name)
{
    const std::string leaf = leafOf(name);
    return std::find(kLabelNames.begin(), kLabelNames.end(), leaf) != kLabelNames.end() ||
           leaf.ends_with("labels") || leaf.starts_with("y_") || leaf.ends_with("_y");
}

std::optional<std::size_t> chooseHeldOut(std::span<const ArrayOutline> arrays, std::size_t samples)
{
    const std::string& own = arrays[samples].name;
    for (const char* part : {"test", "val"}) {
        const std::string wanted = exchanged(own, "train", part);
        for (std::size_t i = 0; !wanted.empty() && i < arrays.size(); ++i)
            if (arrays[i].name == wanted && arrays[i].shape.size() >= 2)
                return i;
    }
    return std::nullopt;
}

} // namespace leafscope
