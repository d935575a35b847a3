// SPDX-License-Identifier: MIT
// Artifacts: the result of a recipe is one HDF5 file named by the recipe's hash, whole or absent.
#pragma once

#include "core/session/analysis.hpp"
#include "core/session/recipe.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

/// A folder of artifacts. Several processes may use the same one.
class ArtifactStore {
public:
    /// `folders`: where to look, in order; new artifacts go into the first. The folder need not exist.
    explicit ArtifactStore(std::vector<std::filesystem::path> folders);
    /// $LEAFSCOPE_CACHE, else $XDG_CACHE_HOME/leafscope, else ~/.cache/leafscope.
    static std::filesystem::path userFolder();

    std::optional<std::filesystem::path> find(const std::string& hash) const;
    std::filesystem::path place(const std::string& hash) const;

private:
    std::vector<std::filesystem::path> m_folders;
};

/// A result on disk: where, from which recipe, and its numbers.
struct Artifact {
    std::filesystem::path file;
    Recipe recipe;
    Json result;
    bool reused = false; ///< it was there already
};

/// Makes the recipe of `analysis` with these inputs (role -> path, data set name or generator): hashes inputs, takes
/// the nested recipe from an input that is itself an artifact, fills in defaults. Throws Error(InvalidInput) when a
/// required input is missing.
Recipe makeRecipe(const Analysis& analysis, const std::map<std::string, std::string>& inputs,
                  const Json& parameters, std::uint64_t seed);

/// Executes a recipe, inner recipes first, taking from the store what is there. With `out` the result goes there (a
/// file, or a folder for analyses that write folders) instead of into the store. Missing or changed inputs are errors
/// that name both hashes. Nothing is left behind on failure or cancel.
Artifact execute(const Recipe& recipe, const ArtifactStore& store, const Progress& progress,
                 const std::filesystem::path& out = {});

/// Reads recipe and result attributes. nullopt if the file is not one of our artifacts.
std::optional<Artifact> readArtifact(const std::filesystem::path& file);

} // namespace leafscope
