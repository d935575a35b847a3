// SPDX-License-Identifier: MIT
#include "core/session/cache.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/temporaries.hpp"
#include "core/session/artifacts.hpp"

#include <algorithm>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kHashDigits = 32;
constexpr std::int64_t kBytesAtATime = 16 << 20;

bool isArtifactName(const std::string& name)
{
    return name.size() == kHashDigits + 3 && name.ends_with(".h5") &&
           name.find_first_not_of("0123456789abcdef") == kHashDigits;
}

/// HASH.h5 files, by name.
std::vector<fs::path> artifactFiles(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed))
        if (isArtifactName(entry->path().filename().string()) && entry->is_regular_file(failed))
            files.push_back(entry->path());
    if (failed && fs::exists(folder))
        throw Error(ErrorKind::Io, "cannot list the folder: " + failed.message(), folder.string(),
                    "permission is missing", "check the folder's permissions");
    std::sort(files.begin(), files.end());
    return files;
}

double secondsSince(std::int64_t seconds, std::uint32_t nanoseconds)
{
    std::timespec now{};
    std::timespec_get(&now, TIME_UTC);
    return double(now.tv_sec - seconds) + 1e-9 * (double(now.tv_nsec) - double(nanoseconds));
}

/// Size and times; nothing is opened.
CacheEntry lookAt(const fs::path& file)
{
    CacheEntry entry;
    entry.file = file;
    entry.hash = file.stem().string();
    struct statx facts = {};
    if (::statx(AT_FDCWD, file.c_str(), 0, STATX_SIZE | STATX_MTIME | STATX_BTIME, &facts) != 0)
        return entry; // gone meanwhile
    entry.bytes = facts.stx_size;
    entry.unused = secondsSince(facts.stx_mtime.tv_sec, facts.stx_mtime.tv_nsec);
    const bool born = (facts.stx_mask & STATX_BTIME) != 0; // not every file system knows
    entry.age = born ? secondsSince(facts.stx_btime.tv_sec, facts.stx_btime.tv_nsec) : entry.unused;
    return entry;
}

void sortByUse(std::vector<CacheEntry>& entries)
{
    std::stable_sort(entries.begin(), entries.end(),
                     [](const CacheEntry& a, const CacheEntry& b) { return a.unused > b.unused; });
}

void requireTrueHashes(const Recipe& recipe)
{
    for (const auto& [role, input] : recipe.inputs) {
        if (!input.recipe)
            continue;
        if (input.recipe->hash() != input.hash)
            throw Error(ErrorKind::Format,
                        "the recipe of its " + role + " does not match its hash");
        requireTrueHashes(*input.recipe);
    }
}

void readArrays(const Hdf5File& file, const Progress& progress)
{
    for (const ArrayInfo& array : file.arrays()) {
        if (array.shape.empty())
            continue;
        double width = sizeof(double);
        for (std::size_t axis = 1; axis < array.shape.size(); ++axis)
            width *= double(array.shape[axis]);
        if (width > double(1U << 30))
            throw Error(ErrorKind::Format, array.path + " claims an impossible size");
        const auto rows = std::max<std::int64_t>(1, kBytesAtATime / std::max(1.0, width));
        std::vector<double> values(std::size_t(width / sizeof(double)) * std::size_t(rows));
        for (std::int64_t first = 0; first < array.shape[0]; first += rows) {
            progress.checkpoint();
            file.readRows(array.path, first, std::min(rows, array.shape[0] - first), values.data());
        }
    }
}

/// What is wrong with an artifact; "" if nothing is.
std::string flawOf(const fs::path& path, const Progress& progress)
{
    try {
        const Hdf5File file = Hdf5File::open(path);
        const auto text = file.text("/", "recipe");
        if (!text || !file.text("/", "result"))
            return "it holds no recipe or no result";
        const Recipe recipe = Recipe::fromJson(Json::parse(*text));
        if (recipe.hash() != path.stem().string())
            return "it is the result of another recipe, " + recipe.hash();
        if (file.text("/", "hash").value_or(recipe.hash()) != recipe.hash())
            return "its hash is not that of its recipe";
        requireTrueHashes(recipe);
        readArrays(file, progress);
        return {};
    } catch (const Error& error) {
        return error.happened();
    } catch (const Json::exception&) {
        return "its recipe is damaged";
    }
}

} // namespace

std::vector<CacheEntry> listCache(const fs::path& folder)
{
    std::vector<CacheEntry> entries;
    for (const fs::path& file : artifactFiles(folder)) {
        CacheEntry entry = lookAt(file);
        if (const auto artifact = readArtifact(file)) {
            entry.analysis = artifact->recipe.analysis;
            entry.what = subjectOf(artifact->recipe);
        }
        entries.push_back(entry);
    }
    sortByUse(entries);
    return entries;
}

void markUsed(const fs::path& artifact)
{
    ::utimensat(AT_FDCWD, artifact.c_str(), nullptr, 0); // a place that is not ours stays as it is
}

CacheCheck verifyCache(const fs::path& folder, const Progress& progress)
{
    CacheCheck check;
    std::vector<CacheEntry> entries;
    double total = 1;
    for (const fs::path& file : artifactFiles(folder)) {
        entries.push_back(lookAt(file));
        total += double(entries.back().bytes);
    }
    for (const CacheEntry& entry : entries) {
        const Progress part = progress.span(double(check.bytes) / total,
                                            double(check.bytes + entry.bytes) / total, entry.hash);
        ++check.artifacts;
        check.bytes += entry.bytes;
        if (const std::string flaw = flawOf(entry.file, part); !flaw.empty())
            check.flaws.push_back({entry.file, flaw});
    }
    return check;
}

PruneResult pruneCache(const fs::path& folder, const PruneOptions& options)
{
    PruneResult result;
    for (const Temporary& temporary : staleTemporaries(folder)) {
        std::error_code failed;
        const std::uintmax_t bytes = fs::file_size(temporary.file, failed);
        if (fs::remove(temporary.file, failed)) {
            ++result.temporaries;
            result.bytes += bytes;
        }
    }
    std::vector<CacheEntry> entries = listCache(folder);
    for (const CacheEntry& entry : entries)
        result.kept += entry.bytes;
    for (CacheEntry& entry : entries) { // the longest unused first
        const bool old = options.unusedFor && entry.unused > *options.unusedFor;
        const bool over = options.most && result.kept > *options.most;
        std::error_code failed;
        if ((!old && !over) || !fs::remove(entry.file, failed))
            continue;
        result.kept -= entry.bytes;
        result.bytes += entry.bytes;
        result.removed.push_back(std::move(entry));
    }
    return result;
}

} // namespace leafscope
