// SPDX-License-Identifier: MIT
// Studies: results of analyses that are numbers to be drawn as charts, side by side in one view.
#pragma once

#include "core/session/recipe.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>

namespace leafscope {

/// Immutable.
struct Study {
    Recipe recipe;
    Json result; ///< the numbers of the artifact; any of them may be null
};

using Studies = std::map<std::string, std::shared_ptr<const Study>>; ///< by analysis

/// The analyses whose results are studies, in the order in which they are offered.
std::span<const char* const> studyAnalyses();
bool isStudy(const std::string& analysis);

/// Whether the recipe, or one that it is made from, has an input of this role and content.
bool isMadeFrom(const Recipe& recipe, const std::string& role, const std::string& hash);
/// Whether its input "model" is a folder in which this model lies.
bool isMadeInside(const Recipe& recipe, const std::filesystem::path& model);

} // namespace leafscope
