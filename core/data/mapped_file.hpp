// SPDX-License-Identifier: MIT
// A file seen as memory: the system reads what is touched and drops it when memory is short, so
// that files larger than the machine's memory can be walked through.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace leafscope {

class MappedFile {
public:
    /// Maps the whole file for reading. Throws Error(Io). The file must not be shortened in place
    /// while it is mapped (the system ends programs that touch what is gone); replacing it by
    /// another is harmless.
    static std::shared_ptr<const MappedFile> open(const std::filesystem::path& file);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }

private:
    MappedFile(const std::byte* data, std::size_t size)
        : m_data(data)
        , m_size(size)
    {
    }
    const std::byte* m_data;
    std::size_t m_size;
};

} // namespace leafscope
