// SPDX-License-Identifier: MIT
// Parsing of a zip archive's central directory.
#include "core/data/zip_directory.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string_view>

namespace leafscope {

namespace {

constexpr std::uint64_t kLargestDirectory = 64 << 20;
constexpr std::uint64_t kEndSize = 22;     ///< end of central directory without its comment
constexpr std::uint64_t kLocatorSize = 20; ///< zip64 end locator
constexpr std::uint64_t kEntrySize = 46;   ///< central directory entry without its texts
constexpr std::uint64_t kLongestComment = 65535;

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t width)
{
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

/// `bytes` bytes from `offset`; fewer where the file ends.
std::string slice(std::ifstream& in, std::uint64_t offset, std::uint64_t bytes)
{
    std::string out(bytes, '\0');
    in.clear();
    in.seekg(std::streamoff(offset));
    in.read(out.data(), std::streamsize(bytes));
    out.resize(std::size_t(std::max<std::streamsize>(0, in.gcount())));
    return out;
}

/// Where the directory lies and how many entries it has.
struct Location {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t entries = 0;
    std::uint64_t limit = 0; ///< the directory ends here at the latest
};

/// The zip64 record takes the place of fields that overflow in the plain one.
void applyZip64(std::ifstream& in, std::uint64_t endAt, Location& where)
{
    if (endAt < kLocatorSize)
        return;
    const std::string locator = slice(in, endAt - kLocatorSize, kLocatorSize);
    if (locator.size() < kLocatorSize || number(locator, 0, 4) != 0x07064b50)
        return;
    const std::uint64_t at = number(locator, 8, 8);
    const std::string record = at < endAt ? slice(in, at, 56) : std::string();
    if (record.size() < 56 || number(record, 0, 4) != 0x06064b50)
        return;
    where = {number(record, 48, 8), number(record, 40, 8), number(record, 32, 8), at};
}

std::optional<Location> findDirectory(std::ifstream& in, std::uint64_t fileSize)
{
    const std::uint64_t tailSize = std::min(fileSize, kEndSize + kLongestComment);
    const std::string tail = slice(in, fileSize - tailSize, tailSize);
    const std::string_view magic("PK\5\6", 4);
    for (std::size_t at = tail.rfind(magic); at != std::string::npos;
         at = at ? tail.rfind(magic, at - 1) : std::string::npos) {
        if (at + kEndSize > tail.size())
            continue;
        const std::uint64_t endAt = fileSize - tailSize + at;
        Location where{number(tail, at + 16, 4), number(tail, at + 12, 4), number(tail, at + 10, 2),
                       endAt};
        applyZip64(in, endAt, where);
        return where;
    }
    return std::nullopt;
}

/// The sizes that do not fit 32 bits stand in the extra field of number 1, in this order, each only
/// if its plain field is full.
void applyZip64(std::string_view extra, ZipMember& member)
{
    constexpr std::uint64_t kFull = 0xffffffff;
    while (extra.size() >= 4) {
        const std::uint64_t id = number(extra, 0, 2);
        const std::uint64_t length = number(extra, 2, 2);
        if (length > extra.size() - 4)
            return;
        std::string_view field = extra.substr(4, length);
        for (std::uint64_t* value : {&member.size, &member.packed, &member.header}) {
            if (id != 1 || *value != kFull || field.size() < 8)
                continue;
            *value = number(field, 0, 8);
            field.remove_prefix(8);
        }
        extra.remove_prefix(4 + length);
    }
}

bool readEntries(const std::string& directory, std::uint64_t entries, ZipDirectory& out)
{
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < entries; ++i) {
        if (directory.size() - at < kEntrySize || number(directory, at, 4) != 0x02014b50)
            return false;
        const std::uint64_t name = number(directory, at + 28, 2);
        const std::uint64_t extra = number(directory, at + 30, 2);
        const std::uint64_t comment = number(directory, at + 32, 2);
        if (directory.size() - at < kEntrySize + name + extra + comment)
            return false;
        ZipMember member;
        member.name = directory.substr(at + kEntrySize, name);
        member.encrypted = number(directory, at + 8, 2) & 1;
        member.method = unsigned(number(directory, at + 10, 2));
        member.crc = std::uint32_t(number(directory, at + 16, 4));
        member.packed = number(directory, at + 20, 4);
        member.size = number(directory, at + 24, 4);
        member.header = number(directory, at + 42, 4);
        applyZip64(std::string_view(directory).substr(at + kEntrySize + name, extra), member);
        out.members.push_back(std::move(member));
        at += kEntrySize + name + extra + comment;
    }
    return true;
}

} // namespace

std::vector<std::string> ZipDirectory::names() const
{
    std::vector<std::string> out;
    for (const ZipMember& member : members)
        out.push_back(member.name);
    return out;
}

ZipDirectory readZipDirectory(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::error_code failed;
    const std::uint64_t size = std::filesystem::file_size(file, failed);
    if (!in || failed)
        throw Error(ErrorKind::Io, "cannot read the file", file.string(),
                    "it does not exist or permission is missing", "check the path");
    ZipDirectory out;
    const std::string first = slice(in, 0, 30);
    if (first.size() == 30 && first.starts_with("PK\3\4"))
        out.firstMember = slice(in, 30, number(first, 26, 2));

    const std::optional<Location> where = findDirectory(in, size);
    if (!where) {
        out.damage = "its end is missing";
        return out;
    }
    const bool placed = where->size <= where->limit && where->offset <= where->limit - where->size;
    if (!placed || where->size > kLargestDirectory) {
        out.damage = "its directory points outside the file";
        return out;
    }
    const std::string directory = slice(in, where->offset, where->size);
    if (!readEntries(directory, where->entries, out)) {
        out.members.clear();
        out.damage = "its directory is damaged";
        return out;
    }
    out.whole = true;
    return out;
}

} // namespace leafscope
