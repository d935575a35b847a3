// SPDX-License-Identifier: MIT
// Where the held-out set of a data set is.
#include "core/base/error.hpp"
#include "core/data/array_choice.hpp"
#include "core/data/cifar.hpp"
#include "core/data/dataset.hpp"
#include "core/data/generators.hpp"
#include "core/data/hdf5_samples.hpp"
#include "core/data/image_folder.hpp"
#include "core/data/named_sets.hpp"
#include "core/data/npz.hpp"
#include "core/data/sniff.hpp"
#include "core/data/spec.hpp"
#include "core/data/subset.hpp"

namespace leafscope {

namespace fs = std::filesystem;

namespace {

bool isFile(const fs::path& path)
{
    std::error_code ignored; // a place that may not be looked at holds no file for us
    return fs::is_regular_file(path, ignored);
}

/// "train" in a name exchanged for the names that held-out parts have.
std::string besideTrain(const fs::path& file)
{
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

std::string heldOutOfFolder(const fs::path& folder, const std::string& part)
{
    if (!part.empty() && part != "train")
        return {};
    if (!cifarBatches(folder, "test").empty())
        return cifarBatches(folder, "train").empty() ? "" : folder.string() + ":test";
    return heldOutImages(folder);
}

/// The array in the same file: x_test for x_train.
std::string heldOutInFile(const SplitSpec& split, FileKind kind)
{
    std::vector<ArrayOutline> arrays;
    std::string own = split.part;
    if (kind == FileKind::Hdf5) {
        const Hdf5File file = Hdf5File::open(split.file);
        arrays = outlinesOf(file.arrays());
        own = findSamples(file, split.part).path;
    } else {
        for (const StoredArray& array : readNpzDirectory(split.file).arrays)
            arrays.push_back({array.name, array.shape, {}});
        if (own.empty())
            own = arrays[chooseSamples(arrays, split.file.string())].name;
    }
    for (std::size_t i = 0; i < arrays.size(); ++i)
        if (arrays[i].name == own)
            if (const auto held = chooseHeldOut(arrays, i))
                return split.file.string() + ":" + arrays[*held].name;
    return {};
}

/// The same classes of the held-out set, and all their samples.
std::string heldOutOfSubset(const SubsetSpec& split, const std::string& spec)
{
    Subset subset = parseSubset(split.choice, spec);
    subset.perClass = 0;
    const std::string held = heldOutSpec(split.whole);
    return held.empty() || subset.classes.empty() ? held : held + "?" + subset.text();
}

} // namespace

std::string heldOutSpec(const std::string& spec)
{
    if (isGeneratorSpec(spec))
        return {};
    if (const SubsetSpec split = splitSubset(spec); split.isSubset)
        return heldOutOfSubset(split, spec);
    if (isNamedSet(spec))
        return heldOutOfNamedSet(spec);
    const SplitSpec split = splitSpec(spec);
    std::error_code ignored;
    if (fs::is_directory(split.file, ignored))
        return heldOutOfFolder(split.file, split.part);
    if (!isFile(split.file))
        return {};
    const FileKind kind = sniff(split.file).kind;
    if (kind == FileKind::Hdf5 || kind == FileKind::Npz) {
        try {
            if (const std::string held = heldOutInFile(split, kind); !held.empty())
                return held;
        } catch (const Error&) {
            return {}; // what cannot be opened has no held-out part; opening it tells why
        }
    }
    return split.part.empty() ? besideTrain(split.file) : std::string();
}

} // namespace leafscope
