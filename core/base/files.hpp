// SPDX-License-Identifier: MIT
// Files that are whole or absent, and what the machine has left.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace leafscope {

/// A file being written: made under a temporary name beside its target, renamed onto it by
/// commit(), removed by the destructor otherwise. So a kill leaves the target as it was.
class PendingFile {
public:
    /// Makes the target's folder. Throws Error(Io) when that is impossible.
    explicit PendingFile(std::filesystem::path target);
    ~PendingFile();
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;

    /// Where to write. The file does not exist yet.
    const std::filesystem::path& path() const { return m_temporary; }
    /// Flushes to the disk and renames onto the target. Throws Error(Io).
    void commit();

private:
    std::filesystem::path m_target;
    std::filesystem::path m_temporary;
    bool m_committed = false;
};

/// Writes the whole text through a PendingFile.
void writeTextFile(const std::filesystem::path& target, std::string_view text);
/// Reads the whole file. Throws Error(Io) naming it.
std::string readTextFile(const std::filesystem::path& file);

/// Bytes free for us on the disk that holds `place` (or its nearest existing parent).
std::uintmax_t freeDiskBytes(const std::filesystem::path& place);
/// Bytes of memory that can be taken without swapping, from /proc/meminfo.
std::uint64_t availableMemoryBytes();
/// Throws Error(OutOfMemory) with both numbers if `bytes` exceeds what is available.
void requireMemory(std::uint64_t bytes, const std::string& forWhat);
/// "1.4 GB", three significant digits.
std::string formatBytes(double bytes);

} // namespace leafscope
