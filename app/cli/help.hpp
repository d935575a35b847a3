// SPDX-License-Identifier: MIT
// Help texts; those of analyses are made from their registry entries.
#pragma once

#include "core/session/analysis.hpp"

#include <string>

namespace leafscope::cli {

std::string programHelp();
std::string analysisHelp(const Analysis& analysis);
/// Help of info, render, session and run; "" for any other word.
std::string builtinHelp(const std::string& verb);

} // namespace leafscope::cli
