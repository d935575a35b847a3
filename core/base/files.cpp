// SPDX-License-Identifier: MIT
#include "core/base/files.hpp"

#include "core/base/error.hpp"
#include "core/base/temporaries.hpp"
#include "core/base/writing.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>
#include <utility>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

void syncToDisk(const fs::path& path, int flags)
{
    const int fd = ::open(path.c_str(), flags);
    const bool flushed = fd >= 0 && ::fsync(fd) == 0;
    const int reason = errno;
    if (fd >= 0)
        ::close(fd);
    if (!flushed)
        throw Error(ErrorKind::Io, std::string("cannot flush to disk: ") + std::strerror(reason),
                    path.string(), writeFailureCause(reason, path),
                    "free some space or write elsewhere with --out");
}

} // namespace

PendingFile::PendingFile(fs::path target)
    : m_target(std::move(target))
{
    const fs::path folder = m_target.has_parent_path() ? m_target.parent_path() : fs::path(".");
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (!fs::is_directory(folder) || ::access(folder.c_str(), W_OK) != 0)
        throw Error(ErrorKind::Io, "cannot write into this folder", folder.string(),
                    failed ? failed.message() : "write permission is missing",
                    "choose another place with --out");
    m_temporary = temporaryBeside(m_target);
}

PendingFile::~PendingFile()
{
    if (m_committed)
        return;
    std::error_code ignored; // nothing sensible can be done about it here
    fs::remove(m_temporary, ignored);
}

void PendingFile::commit()
{
    syncToDisk(m_temporary, O_RDONLY);
    std::error_code failed;
    fs::rename(m_temporary, m_target, failed);
    if (failed)
        throw Error(ErrorKind::Io, "cannot put the finished file in place: " + failed.message(),
                    m_target.string(), "a folder of that name exists or permission is missing",
                    "choose another name with --out");
    m_committed = true;
    syncToDisk(m_target.has_parent_path() ? m_target.parent_path() : fs::path("."),
               O_RDONLY | O_DIRECTORY);
}

void writeTextFile(const fs::path& target, std::string_view text)
{
    PendingFile file(target);
    errno = 0;
    std::ofstream out(file.path(), std::ios::binary);
    out.write(text.data(), std::streamsize(text.size()));
    out.close();
    if (!out)
        throw Error(ErrorKind::Io, "cannot write the file of " + formatBytes(double(text.size())),
                    target.string(), writeFailureCause(errno, target),
                    "free some space or write elsewhere with --out");
    file.commit();
}

void copyWhole(const fs::path& file, const fs::path& target)
{
    PendingFile copy(target);
    std::error_code failed;
    fs::copy_file(file, copy.path(), failed);
    if (failed)
        throw Error(ErrorKind::Io, "cannot copy " + file.string() + ": " + failed.message(),
                    target.string(), writeFailureCause(failed.value(), target),
                    "free some space or write elsewhere with --out");
    copy.commit();
}

std::string readTextFile(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (!in || fs::is_directory(file) || !(text << in.rdbuf(), in.good() || in.eof()))
        throw Error(ErrorKind::Io, "cannot read the file", file.string(),
                    "it does not exist or permission is missing", "check the path");
    return text.str();
}

std::string writeFailureCause(int error, const fs::path& place)
{
    switch (error) {
    case ENOSPC:
        return "the disk is full: " + formatBytes(double(freeDiskBytes(place))) + " are free";
    case EDQUOT:
        return "your quota on this disk is used up";
    case EFBIG:
        return "the file reaches the largest size allowed here (ulimit -f, or the file system)";
    case EROFS:
        return "the disk is mounted for reading only";
    case EACCES:
    case EPERM:
        return "permission is missing";
    case EIO:
        return "a failing disk";
    default:
        return "the disk is full or permission is missing";
    }
}

std::uintmax_t freeDiskBytes(const fs::path& place)
{
    fs::path p = fs::absolute(place);
    while (!fs::exists(p) && p.has_parent_path() && p != p.parent_path())
        p = p.parent_path();
    std::error_code failed;
    const fs::space_info space = fs::space(p, failed);
    return failed ? 0 : space.available;
}

std::uint64_t availableMemoryBytes()
{
    std::ifstream in("/proc/meminfo");
    std::string line;
    while (std::getline(in, line)) {
        unsigned long long kilobytes = 0;
        if (std::sscanf(line.c_str(), "MemAvailable: %llu kB", &kilobytes) == 1)
            return kilobytes * 1024;
    }
    return UINT64_MAX;
}

void requireMemory(std::uint64_t bytes, const std::string& forWhat)
{
    const std::uint64_t available = availableMemoryBytes();
    if (bytes > available)
        throw Error(ErrorKind::OutOfMemory,
                    "needs " + formatBytes(double(bytes)) + " of memory, " +
                        formatBytes(double(available)) + " are free",
                    forWhat, "more samples or wider layers than this machine can hold",
                    "take fewer samples with --limit or fewer layers with --layers");
}

std::string formatBytes(double bytes)
{
    static constexpr std::array kUnits{"B", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < kUnits.size()) {
        bytes /= 1000;
        ++unit;
    }
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g %s", bytes, kUnits[unit]);
    return text.data();
}

} // namespace leafscope
