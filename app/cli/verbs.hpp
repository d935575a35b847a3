// SPDX-License-Identifier: MIT
// The verbs that are not analyses: one table that help, flags and dispatch are made from.
#pragma once

#include "app/cli/arguments.hpp"

#include <span>
#include <string>
#include <vector>

namespace leafscope::cli {

struct Verb {
    std::string name;
    std::string usage;   ///< behind the name: "FILE... [--input CxHxW]"
    std::string summary; ///< one sentence
    std::string about;   ///< what it does, in full
    std::vector<FlagSpec> flags;
    void (*run)(const Arguments&) = nullptr; ///< throws Error, UsageError or Cancelled
};

/// In the order of the help.
std::span<const Verb* const> builtinVerbs();
/// nullptr if there is none.
const Verb* findVerb(const std::string& name);

const Verb& infoVerb();
const Verb& renderVerb();
const Verb& sessionVerb();
const Verb& runVerb();
const Verb& cacheVerb();
const Verb& helpVerb();

/// "1600x1000" -> {1600, 1000}. Throws UsageError.
std::vector<std::int64_t> parseExtents(const std::string& flag, const std::string& text);

/// Executes a recipe as every verb does: progress line, store, --out, and the result on stdout.
void executeAndPrint(const Recipe& recipe, const CommonOptions& common);

/// The same for the chosen epochs of a series; results go into the store, and with --out FOLDER
/// also to FOLDER/epoch_NNN.h5.
void executeSeries(const Analysis& analysis, const std::map<std::string, std::string>& inputs,
                   const Json& parameters, const std::string& epochs, const CommonOptions& common);

} // namespace leafscope::cli
