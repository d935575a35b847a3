// SPDX-License-Identifier: MIT
// Data sets known by name, and where they are looked for.
#pragma once

#include "core/data/source.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

/// "fashion-mnist", "fashion-mnist:test".
bool isNamedSet(const std::string& spec);

/// Throws Error: Io naming the package when it is not on the machine, InvalidInput for another
/// part.
DataSource resolveNamedSet(const std::string& spec,
                           const std::vector<std::filesystem::path>& folders);

/// "fashion-mnist:test" for the training part, "" for the test part.
std::string heldOutOfNamedSet(const std::string& spec);

} // namespace leafscope
