// SPDX-License-Identifier: MIT
// `leafscope cache list|verify|prune|path`
#include "core/session/cache.hpp"

#include "app/cli/console.hpp"
#include "app/cli/verbs.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/session/artifacts.hpp"

#include <charconv>
#include <cmath>
#include <iostream>
#include <utility>

namespace leafscope::cli {

namespace {

namespace fs = std::filesystem;

constexpr double kDay = 86400;

using Units = std::vector<std::pair<std::string, double>>;

/// "30d" -> 30 * 86400. Throws UsageError that lists the units.
double parseQuantity(const std::string& flag, const std::string& text, const Units& units)
{
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string unit(end, text.data() + text.size());
    if (failed == std::errc() && value >= 0 && std::isfinite(value))
        for (const auto& [name, factor] : units)
            if (unit == name)
                return value * factor;
    std::string names;
    for (const auto& [name, factor] : units)
        names += (names.empty() ? "" : ", ") + name;
    throw UsageError("--" + flag + " wants a number with a unit (" + names + "), not \"" + text +
                     "\"");
}

std::string durationText(double seconds)
{
    static const Units units{{"d", kDay}, {"h", 3600}, {"min", 60}};
    for (const auto& [name, length] : units)
        if (seconds >= length)
            return std::to_string(int(seconds / length)) + " " + name;
    return std::to_string(std::max(0, int(seconds))) + " s";
}

Json entryJson(const CacheEntry& entry, bool forPeople)
{
    Json json{{"hash", entry.hash}, {"analysis", entry.analysis}, {"what", entry.what}};
    if (forPeople) {
        json["size"] = formatBytes(double(entry.bytes));
        json["age"] = durationText(entry.age);
        json["unused"] = durationText(entry.unused);
        if (entry.analysis.empty())
            json["what"] = "damaged; see `leafscope cache verify`";
    } else {
        json["bytes"] = entry.bytes;
        json["age_seconds"] = entry.age;
        json["unused_seconds"] = entry.unused;
    }
    return json;
}

void print(const Json& result, const CommonOptions& common)
{
    std::cout << (common.json ? result.dump(2) + "\n" : asText(result));
}

void list(const fs::path& folder, const CommonOptions& common)
{
    const auto entries = listCache(folder);
    Json rows = Json::array();
    std::uintmax_t bytes = 0;
    for (const CacheEntry& entry : entries) {
        bytes += entry.bytes;
        rows.push_back(entryJson(entry, !common.json));
    }
    Json result{{"folder", folder.string()}, {"artifacts", rows}};
    if (common.json)
        result["bytes"] = bytes;
    else
        result["total"] =
            std::to_string(entries.size()) + " artifacts, " + formatBytes(double(bytes));
    print(result, common);
}

void verify(const fs::path& folder, bool remove, const CommonOptions& common)
{
    const Progress progress;
    CacheCheck check;
    {
        const ProgressLine line(progress, common.quiet);
        check = verifyCache(folder, progress);
    }
    Json flaws = Json::array();
    std::size_t removed = 0;
    for (const CacheFlaw& flaw : check.flaws) {
        flaws.push_back({{"file", flaw.file.string()}, {"flaw", flaw.flaw}});
        std::error_code failed;
        removed += remove && fs::remove(flaw.file, failed);
    }
    print({{"folder", folder.string()},
           {"artifacts", check.artifacts},
           {"bytes", check.bytes},
           {"damaged", flaws.size()},
           {"flaws", flaws},
           {"removed", removed}},
          common);
    if (removed < check.flaws.size())
        throw Error(ErrorKind::Format,
                    std::to_string(check.flaws.size() - removed) + " artifacts are damaged",
                    folder.string(), "a failing disk, or another program changed them",
                    "`leafscope cache verify --remove` removes them; they are computed again when "
                    "they are needed");
}

void prune(const fs::path& folder, const Arguments& arguments)
{
    PruneOptions options;
    if (const auto older = arguments.flags.find("older"); older != arguments.flags.end())
        options.unusedFor =
            parseQuantity("older", older->second,
                          {{"s", 1}, {"min", 60}, {"h", 3600}, {"d", kDay}, {"w", 7 * kDay}});
    if (const auto most = arguments.flags.find("max"); most != arguments.flags.end())
        options.most = std::uintmax_t(parseQuantity(
            "max", most->second, {{"B", 1}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}}));
    const PruneResult result = pruneCache(folder, options);
    Json rows = Json::array();
    for (const CacheEntry& entry : result.removed)
        rows.push_back(entryJson(entry, !arguments.common.json));
    Json json{{"folder", folder.string()},
              {"removed", rows},
              {"temporaries", result.temporaries},
              {"freed_bytes", result.bytes},
              {"kept_bytes", result.kept}};
    print(json, arguments.common);
}

void refuse(const Arguments& arguments, const std::string& action, const std::string& flag,
            const std::string& belongsTo)
{
    if (action != belongsTo && arguments.flags.count(flag))
        throw UsageError("--" + flag + " belongs to `leafscope cache " + belongsTo + "`");
}

void runCache(const Arguments& arguments)
{
    if (arguments.positional.size() != 1)
        throw UsageError("say one of list, verify, prune, path");
    const std::string& action = arguments.positional[0];
    refuse(arguments, action, "older", "prune");
    refuse(arguments, action, "max", "prune");
    refuse(arguments, action, "remove", "verify");
    const fs::path folder = ArtifactStore::userFolder();
    if (action == "list")
        list(folder, arguments.common);
    else if (action == "verify")
        verify(folder, arguments.flags.count("remove") > 0, arguments.common);
    else if (action == "prune")
        prune(folder, arguments);
    else if (action == "path")
        std::cout << (arguments.common.json ? Json{{"folder", folder.string()}}.dump(2)
                                            : folder.string())
                  << "\n";
    else
        throw UsageError("say one of list, verify, prune, path, not \"" + action + "\"");
}

} // namespace

const Verb& cacheVerb()
{
    static const Verb verb{
        "cache",
        "list|verify|prune|path [flags]",
        "Lists, checks and clears the results kept in the store.",
        "Results are kept in one folder, shared by window and command line, so that nothing is "
        "computed twice. list: every result with its size and when it was last used, the longest "
        "unused first. verify: reads all of them and reports what is damaged (exit 1). prune: "
        "removes leftovers of killed runs, and what --older and --max say. path: the folder. Other "
        "files in it are never touched.",
        {{"older", "TIME", "prune: what was not used for longer, for example 30d or 12h"},
         {"max", "SIZE",
          "prune: then the longest unused, until the rest is at most this, for example 5GB"},
         {"remove", {}, "verify: remove what is damaged"}},
        runCache};
    return verb;
}

} // namespace leafscope::cli
