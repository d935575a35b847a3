// SPDX-License-Identifier: MIT
// `leafscope VERB ...`: everything the window does, without it.
#pragma once

#include <string>
#include <vector>

namespace leafscope::cli {

/// Whether the first word is a verb, --help or --version.
bool isCommand(const std::vector<std::string>& words);

/// Runs the command and returns the exit code: 0 done, 1 Error, 2 wrong usage, 130 cancelled. Never
/// throws.
int runCommand(const std::vector<std::string>& words);

} // namespace leafscope::cli
