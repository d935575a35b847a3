// SPDX-License-Identifier: MIT
// The header of an .npy file: a small Python dictionary, read without trusting any of it.
#include "core/base/error.hpp"
#include "core/data/byte_source.hpp"
#include "core/data/npy.hpp"
#include "core/data/shapes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

namespace leafscope {

namespace {

constexpr std::uint32_t kLongestHeader = 1 << 20;
constexpr std::size_t kMostAxes = 32;
constexpr const char* kRewrite = "write it again in Python: numpy.save(\"points.npy\", array)";

[[noreturn]] void badHeader(const std::string& happened, const std::string& where)
{
    throw Error(ErrorKind::Format, happened, where,
                "a damaged file, or one that is not from numpy.save", kRewrite);
}

/// Reads "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }" in any order of the keys.
class HeaderParser {
public:
    HeaderParser(std::string_view text, const std::string& where)
        : m_rest(text)
        , m_where(where)
    {
    }

    /// Fills order and shape; returns the type as written: "<f4".
    std::string parse(StoredArray& out)
    {
        std::string dtype;
        bool order = false;
        bool shape = false;
        expect('{');
        while (!accept('}')) {
            const std::string key = quoted();
            expect(':');
            if (key == "descr")
                dtype = descr();
            else if (key == "fortran_order")
                out.fortranOrder = (order = true, truth());
            else if (key == "shape")
                out.shape = (shape = true, tuple());
            else
                badHeader("the header has the unknown key '" + key + "'", m_where);
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        if (dtype.empty() || !order || !shape)
            badHeader("the header lacks descr, fortran_order or shape", m_where);
        return dtype;
    }

private:
    void skipSpace()
    {
        const std::size_t used = m_rest.find_first_not_of(" \t\r\n");
        m_rest.remove_prefix(used == std::string_view::npos ? m_rest.size() : used);
    }
    bool accept(char wanted)
    {
        skipSpace();
        if (m_rest.empty() || m_rest.front() != wanted)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    void expect(char wanted)
    {
        if (!accept(wanted))
            badHeader(std::string("the header is damaged: '") + wanted + "' expected", m_where);
    }
    std::string quoted()
    {
        const char quote = accept('"') ? '"' : (expect('\''), '\'');
        const std::size_t end = m_rest.find(quote);
        if (end == std::string_view::npos || end > 64)
            badHeader("the header is damaged: a text does not end", m_where);
        std::string text(m_rest.substr(0, end));
        m_rest.remove_prefix(end + 1);
        return text;
    }
    std::string descr()
    {
        skipSpace();
        if (!m_rest.empty() && m_rest.front() == '[')
            throw Error(ErrorKind::Unsupported, "holds records with named fields", m_where,
                        "a structured NumPy array",
                        "save one field: numpy.save(\"points.npy\", array[\"FIELD\"])");
        return quoted();
    }
    bool truth()
    {
        skipSpace();
        for (const std::string_view word : {"True", "False"}) {
            if (m_rest.substr(0, word.size()) == word) {
                m_rest.remove_prefix(word.size());
                return word == "True";
            }
        }
        badHeader("the header is damaged: fortran_order is neither True nor False", m_where);
    }
    std::vector<std::int64_t> tuple()
    {
        std::vector<std::int64_t> values;
        expect('(');
        while (!accept(')')) {
            skipSpace();
            std::int64_t value = 0;
            const char* const end = m_rest.data() + m_rest.size();
            const auto [stop, failed] = std::from_chars(m_rest.data(), end, value);
            if (failed != std::errc() || value < 0 || values.size() == kMostAxes)
                badHeader("the header is damaged: the shape is not a list of sizes", m_where);
            values.push_back(value);
            m_rest.remove_prefix(std::size_t(stop - m_rest.data()));
            accept('L'); // how Python 2 wrote long numbers
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return values;
    }

    std::string_view m_rest;
    const std::string& m_where;
};

std::optional<Element> elementOf(std::string_view code)
{
    using Entry = std::pair<std::string_view, Element>;
    static constexpr std::array kCodes{
        Entry{"b1", Element::Bool},    Entry{"u1", Element::UInt8},
        Entry{"i1", Element::Int8},    Entry{"u2", Element::UInt16},
        Entry{"i2", Element::Int16},   Entry{"u4", Element::UInt32},
        Entry{"i4", Element::Int32},   Entry{"u8", Element::UInt64},
        Entry{"i8", Element::Int64},   Entry{"f2", Element::Float16},
        Entry{"f4", Element::Float32}, Entry{"f8", Element::Float64}};
    for (const auto& [name, element] : kCodes)
        if (name == code)
            return element;
    return std::nullopt;
}

Encoding encodingOf(const std::string& dtype, const std::string& where)
{
    const char order = dtype[0];
    const std::optional<Element> element = elementOf(std::string_view(dtype).substr(1));
    if (element && std::string_view("<>|=").find(order) != std::string_view::npos)
        return {*element, order == '>'};
    if (dtype.find('O') != std::string::npos)
        throw Error(
            ErrorKind::Unsupported, "holds Python objects, not numbers (type " + dtype + ")", where,
            "rows of different lengths or mixed types; loading such a pickle could run "
            "foreign code, so it is refused",
            "in Python: numpy.save(\"points.npy\", numpy.stack(list(array)).astype(\"float32\"))");
    throw Error(ErrorKind::Unsupported, "holds values of type " + dtype + ", not real numbers",
                where, "text, dates or complex numbers",
                "in Python: numpy.save(\"points.npy\", array.astype(\"float32\"))");
}

/// Magic, version, length and dictionary; returns the dictionary and tells where the values begin.
std::string readHeaderText(const ReadBytes& read, std::uint64_t size, const std::string& where,
                           std::uint64_t& offset)
{
    std::array<unsigned char, 12> start{};
    read(start.data(), 8, "the start of an .npy file");
    if (std::memcmp(start.data(), "\x93NUMPY", 6) != 0)
        badHeader("is not an .npy file: it does not start with \\x93NUMPY", where);
    const int version = start[6];
    if (version < 1 || version > 3)
        badHeader("has the unknown format version " + std::to_string(version), where);
    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    read(start.data() + 8, lengthBytes, "the header's length");
    std::uint32_t length = 0;
    for (std::size_t i = lengthBytes; i-- > 0;)
        length = length << 8 | start[8 + i];
    offset = 8 + lengthBytes + length;
    if (length > kLongestHeader)
        badHeader("claims a header of " + std::to_string(length) + " bytes", where);
    if (offset > size)
        badHeader("truncated: the header needs " + std::to_string(length) +
                      " bytes, the file has " +
                      std::to_string(size - std::min<std::uint64_t>(size, 8 + lengthBytes)),
                  where);
    std::string text(length, '\0');
    read(text.data(), length, "the header");
    return text;
}

} // namespace

StoredArray parseNpyHeader(const ReadBytes& read, std::uint64_t size,
                           const std::filesystem::path& file, const std::string& name)
{
    StoredArray array;
    array.file = file;
    array.name = name;
    const std::string where = array.where();
    const std::string text = readHeaderText(read, size, where, array.offset);
    array.encoding = encodingOf(HeaderParser(text, where).parse(array), where);
    const std::optional<std::uint64_t> count = elementCount(array.shape);
    const std::uint64_t width = bytesOf(array.encoding.element);
    std::uint64_t bytes = 0;
    if (!count || __builtin_mul_overflow(*count, width, &bytes))
        badHeader("claims the impossible shape " + shapeText(array.shape), where);
    array.count = *count;
    const std::uint64_t present = size - array.offset;
    if (present < bytes)
        badHeader("truncated: the header promises " + array.describe() + " = " +
                      std::to_string(bytes) + " bytes, the file has " + std::to_string(present),
                  where);
    if (present > bytes)
        badHeader("holds " + std::to_string(present - bytes) + " bytes beyond its one array (" +
                      array.describe() + ")",
                  where);
    return array;
}

StoredArray readNpyHeader(const std::filesystem::path& file)
{
    ByteSource in(file);
    if (in.compressed())
        badHeader("is compressed with gzip", file.string());
    return parseNpyHeader(
        [&](void* out, std::uint64_t bytes, const std::string& what) { in.read(out, bytes, what); },
        std::filesystem::file_size(file), file, "");
}

} // namespace leafscope
