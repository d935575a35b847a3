// SPDX-License-Identifier: MIT
// Bytes of small files, built by hand.
#include "tests/support/file_bytes.hpp"

#include <zlib.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace leafscope::test {

namespace {

std::string little(std::uint64_t value, int width)
{
    std::string out;
    for (int i = 0; i < width; ++i)
        out += char(value >> (8 * i) & 255);
    return out;
}

std::string big32(std::uint32_t value)
{
    return {char(value >> 24), char(value >> 16 & 255), char(value >> 8 & 255), char(value & 255)};
}

} // namespace

void writeBytes(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream out(file, std::ios::binary);
    out.write(bytes.data(), std::streamsize(bytes.size()));
    if (!out.flush())
        throw std::runtime_error("cannot write " + file.string());
}

std::string readBytes(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string gzipped(const std::string& bytes)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        throw std::runtime_error("deflateInit2 failed");
    std::string out(deflateBound(&stream, uLong(bytes.size())) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = uInt(out.size());
    const int outcome = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (outcome != Z_STREAM_END)
        throw std::runtime_error("deflate failed");
    return out;
}

std::string idxBytes(unsigned char type, const std::vector<std::uint32_t>& extents,
                     const std::string& payload)
{
    std::string out{0, 0, char(type), char(extents.size())};
    for (const std::uint32_t extent : extents)
        out += big32(extent);
    return out + payload;
}

std::string idxImages(std::uint32_t n, std::uint32_t h, std::uint32_t w)
{
    std::string pixels;
    for (std::uint32_t i = 0; i < n; ++i)
        for (std::uint32_t p = 0; p < h * w; ++p)
            pixels += char((7 * i + p) & 255);
    return idxBytes(0x08, {n, h, w}, pixels);
}

std::string idxLabels(std::uint32_t n, std::uint32_t classes)
{
    std::string labels;
    for (std::uint32_t i = 0; i < n; ++i)
        labels += char(i % classes);
    return idxBytes(0x08, {n}, labels);
}

std::string npyBytes(const std::string& dictionary, const std::string& payload)
{
    return std::string("\x93NUMPY\x01\x00", 8) + little(dictionary.size(), 2) + dictionary +
           payload;
}

std::string safetensorsBytes(const std::string& json, const std::string& payload)
{
    return little(json.size(), 8) + json + payload;
}

std::string zipBytes(const std::vector<std::string>& members, bool zip64)
{
    const std::string content = "leaf";
    const auto crc = std::uint32_t(
        crc32(0, reinterpret_cast<const Bytef*>(content.data()), uInt(content.size())));
    std::string out;
    std::string directory;
    for (const std::string& name : members) {
        const std::string common = little(20, 2) + little(0, 2) + little(0, 2) + little(0, 4) +
                                   little(crc, 4) + little(content.size(), 4) +
                                   little(content.size(), 4) + little(name.size(), 2) +
                                   little(0, 2);
        directory += "PK\1\2" + little(20, 2) + common + little(0, 2) + little(0, 2) +
                     little(0, 2) + little(0, 4) + little(out.size(), 4) + name;
        out += "PK\3\4" + common + name + content;
    }
    const std::uint64_t offset = out.size();
    const std::uint64_t count = members.size();
    out += directory;
    if (zip64) {
        const std::uint64_t record = out.size();
        out += "PK\6\6" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 4) +
               little(0, 4) + little(count, 8) + little(count, 8) + little(directory.size(), 8) +
               little(offset, 8);
        out += "PK\6\7" + little(0, 4) + little(record, 8) + little(1, 4);
    }
    const std::uint64_t shown = zip64 ? 0xffffffff : offset;
    out += "PK\5\6" + little(0, 2) + little(0, 2) + little(zip64 ? 0xffff : count, 2) +
           little(zip64 ? 0xffff : count, 2) + little(directory.size(), 4) + little(shown, 4) +
           little(0, 2);
    return out;
}

} // namespace leafscope::test
