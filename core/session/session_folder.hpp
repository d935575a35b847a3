// SPDX-License-Identifier: MIT
// A session on disk: a folder NAME.leafscope/ with session.json, and beside it data, checkpoints
// and artifacts.
#pragma once

#include "core/session/recipe.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace leafscope {

/// What session.json says. Paths in recipes are relative to the folder in the file and absolute
/// here.
struct SessionFolder {
    std::filesystem::path folder;
    std::string title;
    std::string about; ///< one sentence for people
    std::map<std::string, Recipe>
        recipes;                ///< by analysis: layout, dimension; the embedding is inside them
    Json view = Json::object(); ///< layer, and one object per view

    std::filesystem::path artifacts() const { return folder / "artifacts"; }
    /// The recipe of the embedding that layout or dimension are made from; nullptr if there is
    /// none.
    const Recipe* embedding() const;
    /// Spec of the model or data set of the embedding, "" if none.
    std::string inputSpec(const std::string& role) const;
};

/// Throws Error: Io if there is no session.json, Format naming the field that is wrong.
SessionFolder readSessionFolder(const std::filesystem::path& folder);

/// Writes session.json whole; other files of the folder are left alone.
void writeSessionFolder(const SessionFolder& session);

} // namespace leafscope
