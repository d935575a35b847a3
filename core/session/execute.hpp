// SPDX-License-Identifier: MIT
// From inputs to recipes, and from recipes to results.
#pragma once

#include "core/session/analysis.hpp"
#include "core/session/artifacts.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace leafscope {

/// Makes the recipe of `analysis` with these inputs (role -> path, data set name or generator):
/// hashes them, takes the nested recipe from an input that is itself an artifact, fills in
/// defaults. Throws Error(InvalidInput) when a required input is missing, and what hashing throws.
/// Cost: reads the inputs once.
Recipe makeRecipe(const Analysis& analysis, const std::map<std::string, std::string>& inputs,
                  const Json& parameters, std::uint64_t seed = 1);

/// The recipe of `analysis` on the result of another recipe, which need not exist yet.
Recipe makeRecipe(const Analysis& analysis, const std::string& role, const Recipe& inner,
                  const Json& parameters = Json::object(), std::uint64_t seed = 1);

/// Executes a recipe, inner recipes first, taking from the store what is there. With `out` the
/// result goes there (a file, or a folder for analyses that write folders) instead of into the
/// store. Missing or changed inputs are errors that name both hashes. Nothing is left behind on
/// failure or cancel.
Artifact execute(const Recipe& recipe, const ArtifactStore& store, const Progress& progress,
                 const std::filesystem::path& out = {});

/// The shell commands that make this result, one per line, inner recipes first. Parameters at their
/// default are left out. `last` names the file that the last command writes ("" for none).
std::string asCommands(const Recipe& recipe, const std::string& last = {});

} // namespace leafscope
