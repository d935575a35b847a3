// SPDX-License-Identifier: MIT
// Help texts and the guide's reference page, made from the registry and the table of verbs.
#pragma once

#include "app/cli/verbs.hpp"
#include "core/session/analysis.hpp"

#include <string>

namespace leafscope::cli {

std::string programHelp();
std::string analysisHelp(const Analysis& analysis);
std::string verbHelp(const Verb& verb);

/// "one of a, b; 0 to 1 (default 0.5)" behind a parameter's own help.
std::string parameterText(const Parameter& parameter);

/// "what it is for: --data fashion-mnist --epochs 90 ...": what a preset stands for.
std::string presetText(const Preset& preset);

/// What DATA, MODEL and EMB stand for: (pattern, explanation).
struct Notation {
    std::string name;
    std::vector<std::pair<std::string, std::string>> forms;
};
const std::vector<Notation>& notations();

/// The exit codes, in one sentence.
std::string exitCodes();

/// The page resources/guide/reference.md.
std::string referencePage();

} // namespace leafscope::cli
