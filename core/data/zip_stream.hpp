// SPDX-License-Identifier: MIT
// One member of a zip archive read from front to back, inflated on the way if it is deflated.
#pragma once

#include "core/data/zip_directory.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace leafscope {

class ZipStream {
public:
    /// Throws Error: Io; Format where the member does not lie within the file or claims a size that
    /// deflate cannot reach; Unsupported for encryption and other methods than deflate.
    ZipStream(const std::filesystem::path& archive, const ZipMember& member);
    ~ZipStream();
    ZipStream(ZipStream&&) noexcept;

    /// "FILE:MEMBER"
    const std::string& where() const;
    std::uint64_t size() const; ///< unpacked
    /// Where a stored member's bytes begin in the archive.
    std::uint64_t offset() const;

    /// Fills `out`. Throws Error(Format) if the member ends before, is damaged, or, once it is read
    /// to its end, has another checksum than the directory says.
    void read(void* out, std::uint64_t bytes);
    void skip(std::uint64_t bytes);

private:
    struct State;
    std::unique_ptr<State> m;
};

} // namespace leafscope
