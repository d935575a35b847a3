// SPDX-License-Identifier: MIT
#include "core/data/named_sets.hpp"

#include "core/base/error.hpp"
#include "core/data/idx.hpp"

#include <cstdlib>
#include <string_view>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFashion = "fashion-mnist";

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

} // namespace

std::vector<fs::path> dataFolders()
{
    std::vector<fs::path> folders;
    if (const char* own = std::getenv("LEAFSCOPE_DATA"); own && *own)
        folders.emplace_back(own);
    folders.emplace_back("/usr/share/datasets");
    return folders;
}

bool isNamedSet(const std::string& spec)
{
    return spec == kFashion || spec.starts_with(std::string(kFashion) + ":");
}

DataSource resolveNamedSet(const std::string& spec, const std::vector<fs::path>& folders)
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

std::string heldOutOfNamedSet(const std::string& spec)
{
    return spec.ends_with(":test") ? "" : std::string(kFashion) + ":test";
}

} // namespace leafscope
