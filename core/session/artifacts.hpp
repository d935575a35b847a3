// SPDX-License-Identifier: MIT
// Artifacts: the result of a recipe is one HDF5 file named by the recipe's hash, whole or absent.
#pragma once

#include "core/session/recipe.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

/// Folders of artifacts. Several processes may use the same ones.
class ArtifactStore {
public:
    /// `folders`: where to look, in order; new artifacts go into the first. They need not exist.
    explicit ArtifactStore(std::vector<std::filesystem::path> folders = {userFolder()});
    /// $LEAFSCOPE_CACHE, else the preferred folder, else $XDG_CACHE_HOME/leafscope/artifacts, else
    /// ~/.cache/leafscope/artifacts. Any thread.
    static std::filesystem::path userFolder();
    /// The folder that a person prefers; empty for none. Any thread.
    static void setPreferredFolder(const std::filesystem::path& folder);

    /// The artifact of the recipe with this hash, if it is there and whole.
    std::optional<std::filesystem::path> find(const std::string& hash) const;
    /// Where a new artifact of that hash belongs.
    std::filesystem::path place(const std::string& hash) const;

private:
    std::vector<std::filesystem::path> m_folders;
};

/// A result on disk: where, from which recipe, and its numbers.
struct Artifact {
    std::filesystem::path file; ///< or a folder
    Recipe recipe;
    Json result;
    bool reused = false; ///< it was there already
};

/// Reads recipe and result attributes. nullopt if the file is not one of our artifacts.
std::optional<Artifact> readArtifact(const std::filesystem::path& file);

/// Writes the attributes recipe, result and hash into a finished file.
void stampArtifact(const std::filesystem::path& file, const Recipe& recipe, const Json& result);

} // namespace leafscope
