// SPDX-License-Identifier: MIT
// The members of a zip archive, from its central directory; contents are never unpacked here.
//
// Source: PKWARE, .ZIP File Format Specification, 4.3.12 (central directory), 4.3.14-16 (zip64,
// end), 4.5.3 (zip64 sizes of a member).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

struct ZipMember {
    std::string name;
    unsigned method = 0; ///< 0 stored, 8 deflated
    bool encrypted = false;
    std::uint32_t crc = 0;
    std::uint64_t packed = 0; ///< bytes in the archive
    std::uint64_t size = 0;   ///< bytes unpacked
    std::uint64_t header = 0; ///< offset of its local header
};

struct ZipDirectory {
    bool whole = false;             ///< the directory is there and agrees with the file
    std::vector<ZipMember> members; ///< in the directory's order
    std::string firstMember;        ///< from the first local header; told even of a cut file
    std::string damage;             ///< what is wrong if it is not whole

    std::vector<std::string> names() const;
};

/// Throws Error(Io) if the file cannot be read; a damaged archive is a result, not an error. The
/// members' sizes are not checked against the file: ZipStream does.
ZipDirectory readZipDirectory(const std::filesystem::path& file);

} // namespace leafscope
