// SPDX-License-Identifier: MIT
// The verbs that are not analyses. Each throws Error, UsageError or Cancelled.
#pragma once

#include "app/cli/arguments.hpp"

#include <string>
#include <vector>

namespace leafscope::cli {

void runInfo(const Arguments& arguments);
void runRender(const Arguments& arguments);
void runRecipe(const Arguments& arguments);
void runSession(const Arguments& arguments);
std::vector<FlagSpec> infoFlags();
std::vector<FlagSpec> renderFlags();
std::vector<FlagSpec> sessionFlags();

/// "1600x1000" -> {1600, 1000}. Throws UsageError.
std::vector<std::int64_t> parseExtents(const std::string& flag, const std::string& text);

/// Executes a recipe as every verb does: progress line, store, --out, and the result on stdout.
void executeAndPrint(const Recipe& recipe, const CommonOptions& common);

} // namespace leafscope::cli
