// SPDX-License-Identifier: MIT
// The member names of a zip archive, from its central directory; contents are never unpacked.
//
// Source: PKWARE, .ZIP File Format Specification, 4.3.12 (central directory), 4.3.14-16 (zip64,
// end).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

struct ZipDirectory {
    bool whole = false;               ///< the directory is there and agrees with the file
    std::vector<std::string> members; ///< in the directory's order
    std::string firstMember;          ///< from the first local header; told even of a cut file
    std::string damage;               ///< what is wrong if it is not whole
};

/// Throws Error(Io) if the file cannot be read; a damaged archive is a result, not an error.
ZipDirectory readZipDirectory(const std::filesystem::path& file);

} // namespace leafscope
