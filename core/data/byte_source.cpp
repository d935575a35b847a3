// SPDX-License-Identifier: MIT
// Plain and gzip reading through zlib; the one file that calls it.
#include "core/data/byte_source.hpp"

#include "core/base/error.hpp"

#include <zlib.h>

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

constexpr std::uint64_t kBlock = 1 << 20; ///< between two looks at progress
/// Deflate spends at least 2 bits on a match of 258 bytes, so nothing expands further than this.
constexpr std::uint64_t kLargestRatio = 1032;

[[noreturn]] void damaged(const std::filesystem::path& file, const std::string& happened)
{
    throw Error(ErrorKind::Format, happened, file.string(),
                "an interrupted download or copy, or a damaged disk", "get the file again");
}

} // namespace

void ByteSource::Closer::operator()(gzFile_s* file) const
{
    gzclose(file);
}

ByteSource::ByteSource(std::filesystem::path file, Progress progress)
    : m_path(std::move(file))
    , m_progress(std::move(progress))
{
    std::error_code failed;
    m_size = std::filesystem::file_size(m_path, failed);
    m_file.reset(failed ? nullptr : gzopen(m_path.c_str(), "rb"));
    if (!m_file)
        throw Error(ErrorKind::Io, "cannot read the file", m_path.string(),
                    failed ? failed.message() : "permission is missing", "check the path");
    if (m_size == 0)
        throw Error(ErrorKind::Format, "the file is empty", m_path.string(),
                    "an interrupted download or a program that failed while writing",
                    "make or get the file again");
    gzbuffer(m_file.get(), 1 << 16);
    m_compressed = gzdirect(m_file.get()) == 0;
}

std::uint64_t ByteSource::readUpTo(void* out, std::uint64_t bytes)
{
    std::uint64_t done = 0;
    while (done < bytes) {
        const auto wanted = unsigned(std::min(kBlock, bytes - done));
        const int got = gzread(m_file.get(), static_cast<char*>(out) + done, wanted);
        int code = Z_OK;
        const char* reason = gzerror(m_file.get(), &code);
        if (got < 0 && code != Z_BUF_ERROR)
            damaged(m_path, std::string("cannot be read further: ") + reason);
        if (got <= 0)
            break;
        done += std::uint64_t(got);
        m_position += std::uint64_t(got);
        m_progress.report(double(gzoffset(m_file.get())) / double(m_size));
    }
    return done;
}

void ByteSource::read(void* out, std::uint64_t bytes, const std::string& what)
{
    const std::uint64_t got = readUpTo(out, bytes);
    if (got < bytes)
        damaged(m_path, "truncated: " + what + " needs " + std::to_string(bytes) +
                            " bytes, the file has " + std::to_string(got) + " of them");
}

void ByteSource::requireRemaining(std::uint64_t bytes, const std::string& what) const
{
    const std::uint64_t most =
        m_compressed ? m_size * kLargestRatio : m_size - std::min(m_size, m_position);
    if (bytes > most)
        damaged(m_path, "truncated: " + what + " needs " + std::to_string(bytes) +
                            " bytes, the file holds " + (m_compressed ? "at most " : "") +
                            std::to_string(most));
}

void ByteSource::requireEnd()
{
    char more = 0;
    if (readUpTo(&more, 1) > 0)
        throw Error(ErrorKind::Format, "holds more bytes than its header says", m_path.string(),
                    "a wrong header, or two files joined into one", "write the file again");
    int code = Z_OK;
    gzerror(m_file.get(), &code);
    if (code == Z_BUF_ERROR)
        damaged(m_path, "truncated: the end of the compressed data is missing");
}

} // namespace leafscope
