// SPDX-License-Identifier: MIT
#include "core/data/mapped_file.hpp"

#include "core/base/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace leafscope {

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& file)
{
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    void* data = MAP_FAILED;
    if (fd >= 0 && ::fstat(fd, &status) == 0)
        data = ::mmap(nullptr, std::size_t(status.st_size), PROT_READ, MAP_PRIVATE, fd, 0);
    const int reason = errno;
    if (fd >= 0)
        ::close(fd);
    if (data == MAP_FAILED)
        throw Error(ErrorKind::Io, std::string("cannot be mapped: ") + std::strerror(reason),
                    file.string(), "permission is missing, or the file is empty",
                    "check the path and its permissions");
    return std::shared_ptr<const MappedFile>(
        new MappedFile(static_cast<const std::byte*>(data), std::size_t(status.st_size)));
}

MappedFile::~MappedFile()
{
    ::munmap(const_cast<std::byte*>(m_data), m_size);
}

} // namespace leafscope
