// SPDX-License-Identifier: MIT
// A session on disk: a folder NAME.leafscope/ with session.json, and beside it data, checkpoints
// and artifacts.
#pragma once

#include "core/session/recipe.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace leafscope {

/// What session.json says, and what the autosave journal keeps. Paths are absolute here.
struct SessionFolder {
    std::filesystem::path folder; ///< "" if it was never saved
    std::string title;
    std::string about; ///< one sentence for people
    /// What is open, by role: data, model, embedding (one that the user brought). Without recipes.
    std::map<std::string, RecipeInput> inputs;
    std::map<std::string, Recipe>
        recipes;                 ///< by analysis: layout, dimension; the embedding is inside them
    Json view = Json::object();  ///< what the person chose: layer, epoch, selection, slices, camera
    Json views = Json::object(); ///< what belongs to single views, by their names

    std::filesystem::path artifacts() const { return folder / "artifacts"; }
    /// The recipe of the embedding that layout or dimension are made from; nullptr if there is
    /// none.
    const Recipe* embedding() const;
    /// Spec of the model or data set, from the inputs or the embedding's recipe; "" if none.
    std::string inputSpec(const std::string& role) const;

    /// Paths inside the folder become relative to it.
    Json toJson() const;
    /// Throws Error(Format) naming the field that is wrong; `where` is for the message.
    static SessionFolder fromJson(const Json& json, const std::filesystem::path& folder,
                                  const std::string& where);
    bool operator==(const SessionFolder& other) const { return toJson() == other.toJson(); }
};

/// Throws Error: Io if there is no session.json, Format naming the field that is wrong.
SessionFolder readSessionFolder(const std::filesystem::path& folder);

/// Writes session.json whole; other files of the folder are left alone. Throws Error(Io).
void writeSessionFolder(const SessionFolder& session);

} // namespace leafscope
