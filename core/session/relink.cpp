// SPDX-License-Identifier: MIT
#include "core/session/relink.hpp"

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/data/dataset.hpp"
#include "core/data/subset.hpp"
#include "core/session/series.hpp"
#include "core/session/specs.hpp"

#include <algorithm>
#include <functional>
#include <memory>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr int kMostCandidates = 200;

/// Calls visit(role, input) for every input without a recipe, those of inner recipes included.
void forEachInput(Recipe& recipe,
                  const std::function<void(const std::string&, RecipeInput&)>& visit)
{
    for (auto& [role, input] : recipe.inputs) {
        if (!input.recipe) {
            visit(role, input);
            continue;
        }
        Recipe inner = *input.recipe;
        forEachInput(inner, visit);
        input.recipe = std::make_shared<Recipe>(std::move(inner));
    }
}

void forEachInput(SessionFolder& session,
                  const std::function<void(const std::string&, RecipeInput&)>& visit)
{
    for (auto& [role, input] : session.inputs)
        visit(role, input);
    for (auto& [name, recipe] : session.recipes)
        forEachInput(recipe, visit);
}

/// Only what is written like a path can be missing; a data set known by name is where it is.
bool isPath(const std::string& spec)
{
    return spec.find('/') != std::string::npos && spec.find("://") == std::string::npos &&
           spec.rfind("synthetic:", 0) != 0;
}

/// Behind the path: a part of the file, a choice of classes.
std::string restOf(const std::string& spec)
{
    const std::string whole = splitSubset(spec).whole;
    const std::size_t colon = whole.rfind(':');
    const bool isWhole = colon == std::string::npos || colon == 0;
    return spec.substr(isWhole ? whole.size() : colon);
}

} // namespace

std::vector<MissingInput> missingInputs(const SessionFolder& session)
{
    std::vector<MissingInput> missing;
    SessionFolder copy = session;
    forEachInput(copy, [&](const std::string& role, RecipeInput& input) {
        if (!isPath(input.spec) || locateSpec(input.spec) ||
            std::any_of(missing.begin(), missing.end(),
                        [&](const MissingInput& m) { return m.hash == input.hash; }))
            return;
        missing.push_back({role, input.spec, input.hash});
    });
    return missing;
}

std::string contentHash(const std::string& role, const std::string& spec)
{
    if (role == "data" || splitSubset(spec).isSubset)
        return datasetHash(spec);
    return fs::is_directory(spec) ? seriesHash(spec) : hashFile(spec);
}

std::optional<std::string> findMoved(const MissingInput& missing,
                                     const std::vector<fs::path>& folders, const Progress& progress)
{
    const auto fits = [&](const std::string& spec) {
        progress.checkpoint();
        try {
            return contentHash(missing.role, spec) == missing.hash;
        } catch (const Error&) {
            return false; // something else of that name
        }
    };
    for (const fs::path& folder : folders)
        if (const auto moved = movedSpec(missing.spec, folder, fits))
            return moved;
    const std::string rest = restOf(missing.spec);
    const fs::path old = missing.spec.substr(0, missing.spec.size() - rest.size());
    for (const fs::path& folder : folders) {
        std::error_code failed;
        int looked = 0;
        for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
             entry.increment(failed)) {
            std::error_code ignored;
            if (!entry->is_regular_file(ignored) || entry->path().extension() != old.extension())
                continue;
            if (++looked > kMostCandidates)
                break;
            const std::string spec = fs::absolute(entry->path()).lexically_normal().string() + rest;
            if (fits(spec))
                return spec;
        }
    }
    return std::nullopt;
}

void relink(SessionFolder& session, const std::string& hash, const std::string& spec)
{
    forEachInput(session, [&](const std::string&, RecipeInput& input) {
        if (input.hash == hash)
            input.spec = spec;
    });
}

} // namespace leafscope
