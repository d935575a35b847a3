// SPDX-License-Identifier: MIT
// Content identity: XXH3, 128 bits, as 32 lower-case hexadecimal digits. Not cryptographic.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace leafscope {

std::string hashText(std::string_view bytes);

/// Reads the file once (several GB/s from cache). Throws Error(Io) if it cannot be read.
std::string hashFile(const std::filesystem::path& file);

} // namespace leafscope
