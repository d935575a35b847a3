// SPDX-License-Identifier: MIT
// Studies: results of analyses that are numbers to be drawn as charts, side by side in one view.
#pragma once

#include "core/neighbors/neighbor_table.hpp"
#include "core/session/recipe.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

/// What a study says of single samples.
struct StudyColumns {
    std::vector<std::int64_t> indices; ///< sample of each row
    std::vector<SampleMetric> metrics; ///< one value per row
};

/// Immutable.
struct Study {
    Recipe recipe;
    Json result; ///< the numbers of the artifact; any of them may be null
    std::shared_ptr<const StudyColumns> columns = nullptr; ///< null: none
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
