// SPDX-License-Identifier: MIT
// A file read once from front to back, decompressed on the way if it is gzip.
#pragma once

#include "core/base/progress.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

struct gzFile_s;

namespace leafscope {

class ByteSource {
public:
    /// Throws Error(Io) if the file cannot be opened, Error(Format) if it is empty.
    explicit ByteSource(std::filesystem::path file, Progress progress = {});

    const std::filesystem::path& path() const { return m_path; }
    bool compressed() const { return m_compressed; }

    /// Fills `out`; `what` names in errors what these bytes are. Throws Error(Format) if the file
    /// ends before or is damaged, Cancelled when asked to stop.
    void read(void* out, std::uint64_t bytes, const std::string& what);
    /// As many as there are, at most `bytes`.
    std::uint64_t readUpTo(void* out, std::uint64_t bytes);
    /// Throws Error(Format) if the file cannot hold `bytes` more: exactly for a plain file, by the
    /// largest ratio deflate can reach for gzip. Call it before taking memory for them.
    void requireRemaining(std::uint64_t bytes, const std::string& what) const;
    /// Throws Error(Format) unless everything was read; for gzip this also verifies the checksum.
    void requireEnd();

private:
    struct Closer {
        void operator()(gzFile_s* file) const;
    };
    std::filesystem::path m_path;
    Progress m_progress;
    std::unique_ptr<gzFile_s, Closer> m_file;
    std::uint64_t m_size = 0;     ///< on disk
    std::uint64_t m_position = 0; ///< bytes handed out
    bool m_compressed = false;
};

} // namespace leafscope
