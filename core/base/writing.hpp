// SPDX-License-Identifier: MIT
// What the writers of files share: the cause of a failed write, and copies that are whole or absent.
#pragma once

#include <filesystem>
#include <string>

namespace leafscope {

/// The likely cause of a failed write into a file at `place`, from errno: "the disk is full: 12 kB
/// are free".
std::string writeFailureCause(int error, const std::filesystem::path& place);

/// Copies a file through a PendingFile. Throws Error(Io).
void copyWhole(const std::filesystem::path& file, const std::filesystem::path& target);

} // namespace leafscope
