// SPDX-License-Identifier: MIT
#include "core/data/zip_stream.hpp"

#include "core/base/error.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <vector>

namespace leafscope {

namespace {

constexpr std::uint64_t kBlock = 1 << 17;
constexpr std::uint64_t kLargestRatio = 1032; ///< of deflate: 2 bits for a match of 258 bytes
constexpr std::size_t kLocalHeader = 30;

[[noreturn]] void damaged(const std::string& happened, const std::string& where)
{
    throw Error(ErrorKind::Format, happened, where,
                "an interrupted download or copy, or a damaged disk", "get the file again");
}

} // namespace

struct ZipStream::State {
    std::string where;
    ZipMember member;
    std::ifstream in;
    std::uint64_t offset = 0; ///< of the first packed byte
    std::uint64_t taken = 0;  ///< packed bytes read
    std::uint64_t given = 0;  ///< unpacked bytes handed out
    uLong crc = crc32(0, nullptr, 0);
    std::vector<Bytef> packed;
    z_stream zip{};
    bool inflating = false;

    ~State()
    {
        if (inflating)
            inflateEnd(&zip);
    }

    void take(void* out, std::uint64_t bytes)
    {
        if (!in.read(static_cast<char*>(out), std::streamsize(bytes)))
            throw Error(ErrorKind::Io, "cannot be read to its end", where,
                        "the file changed while it was read, or the disk fails", "try again");
        taken += bytes;
    }

    void inflateInto(Bytef* out, uInt bytes)
    {
        zip.next_out = out;
        zip.avail_out = bytes;
        while (zip.avail_out > 0) {
            if (zip.avail_in == 0) {
                const std::uint64_t now = std::min(kBlock, member.packed - taken);
                packed.resize(now);
                take(packed.data(), now);
                zip.next_in = packed.data();
                zip.avail_in = uInt(now);
            }
            const int code = ::inflate(&zip, Z_NO_FLUSH);
            if (code != Z_OK && !(code == Z_STREAM_END && zip.avail_out == 0))
                damaged(code == Z_STREAM_END || code == Z_BUF_ERROR
                            ? "ends before the " + std::to_string(member.size) +
                                  " bytes it promises"
                            : "its compressed bytes are damaged",
                        where);
        }
    }
};

ZipStream::ZipStream(const std::filesystem::path& archive, const ZipMember& member)
    : m(std::make_unique<State>())
{
    m->where = archive.string() + ":" + member.name;
    m->member = member;
    m->in.open(archive, std::ios::binary);
    std::error_code failed;
    const std::uint64_t size = std::filesystem::file_size(archive, failed);
    if (!m->in || failed)
        throw Error(ErrorKind::Io, "cannot read the file", archive.string(),
                    "it does not exist or permission is missing", "check the path");
    if (member.encrypted || (member.method != 0 && member.method != 8))
        throw Error(ErrorKind::Unsupported,
                    member.encrypted ? "is encrypted"
                                     : "is packed by method " + std::to_string(member.method),
                    m->where, "an archive that another program than NumPy wrote",
                    "unpack it and write the arrays again with numpy.savez");
    std::array<unsigned char, kLocalHeader> local{};
    const bool placed = member.header < size && size - member.header > local.size();
    m->in.seekg(std::streamoff(placed ? member.header : 0));
    if (!placed || !m->in.read(reinterpret_cast<char*>(local.data()), local.size()) ||
        local[0] != 'P' || local[1] != 'K' || local[2] != 3 || local[3] != 4)
        damaged("the archive's directory points to no member", m->where);
    m->offset = member.header + local.size() + std::uint64_t(local[26] | local[27] << 8) +
                std::uint64_t(local[28] | local[29] << 8);
    if (m->offset > size || member.packed > size - m->offset)
        damaged("truncated: " + std::to_string(member.packed) +
                    " packed bytes reach beyond the file",
                m->where);
    const bool plausible = member.method == 0 ? member.size == member.packed
                                              : member.size / kLargestRatio <= member.packed;
    if (!plausible)
        damaged("claims " + std::to_string(member.size) + " bytes, more than its " +
                    std::to_string(member.packed) + " packed bytes can hold",
                m->where);
    m->in.seekg(std::streamoff(m->offset));
    // Negative window bits: raw deflate, as zip archives hold it.
    m->inflating = member.method == 8 && inflateInit2(&m->zip, -MAX_WBITS) == Z_OK;
    if (member.method == 8 && !m->inflating)
        throw std::bad_alloc();
}

ZipStream::~ZipStream() = default;
ZipStream::ZipStream(ZipStream&&) noexcept = default;

const std::string& ZipStream::where() const
{
    return m->where;
}

std::uint64_t ZipStream::size() const
{
    return m->member.size;
}

std::uint64_t ZipStream::offset() const
{
    return m->offset;
}

void ZipStream::read(void* out, std::uint64_t bytes)
{
    if (bytes > m->member.size - m->given)
        damaged("truncated: " + std::to_string(bytes) + " bytes are wanted, " +
                    std::to_string(m->member.size - m->given) + " are left",
                m->where);
    auto* at = static_cast<Bytef*>(out);
    for (std::uint64_t left = bytes; left > 0;) {
        const auto now = uInt(std::min(kBlock, left));
        if (m->inflating)
            m->inflateInto(at, now);
        else
            m->take(at, now);
        m->crc = crc32(m->crc, at, now);
        at += now;
        left -= now;
    }
    m->given += bytes;
    if (bytes > 0 && m->given == m->member.size && m->crc != m->member.crc)
        damaged("its bytes do not have the checksum that the archive's directory says", m->where);
}

void ZipStream::skip(std::uint64_t bytes)
{
    std::vector<Bytef> dropped(std::min(kBlock, bytes));
    for (std::uint64_t left = bytes; left > 0;) {
        const std::uint64_t now = std::min<std::uint64_t>(dropped.size(), left);
        read(dropped.data(), now);
        left -= now;
    }
}

} // namespace leafscope
