// SPDX-License-Identifier: MIT
// What `render` and `run` are given: a session, a result, the results of a series of epochs, or a
// recipe.
#pragma once

#include "core/session/artifacts.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace leafscope::cli {

struct Subject {
    Recipe recipe; ///< of a picture, or of a layout, dimension profile or neighbours
    /// Where it is one of a series: the recipes of all its epochs that are there. Empty: no series.
    std::map<int, Recipe> series;
    int epoch = -1;              ///< of `recipe` in the series
    Json view = Json::object();  ///< what the person chose in a session
    Json views = Json::object(); ///< a session's stored state of single views
    std::vector<Recipe> walks;   ///< in one picture
    std::vector<Recipe> beside;  ///< what colours the points, or joins them by edges
    std::vector<std::filesystem::path> artifacts{ArtifactStore::userFolder()};
};

/// What to draw of `input` as `view` ("": the first that it has) at `epoch` (-1: the one a session
/// shows, the last of a folder of results). Throws Error.
Subject subjectOf(const std::filesystem::path& input, const std::string& view, int epoch);

/// Several walks in one picture. Throws Error for anything else.
Subject subjectOfWalks(const std::vector<std::string>& inputs);

/// The recipe of its picture.
Recipe pictureOf(const Subject& subject, const std::string& view);

/// A recipe as a JSON file, or as a result or a picture carries it. Throws Error.
Recipe readRecipe(const std::filesystem::path& file);

} // namespace leafscope::cli
