// SPDX-License-Identifier: MIT
#include "core/data/png.hpp"

#include "core/base/error.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr char kSignature[] = "\x89PNG\r\n\x1a\n";

std::string bigEndian(std::uint32_t value, int bytes = 4)
{
    std::string out;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out += char(value >> shift & 0xff);
    return out;
}

std::string chunk(const std::string& type, const std::string& data)
{
    const std::string body = type + data;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(body.data()), uInt(body.size()));
    return bigEndian(std::uint32_t(data.size())) + body + bigEndian(std::uint32_t(crc));
}

void requireSize(const Picture& p)
{
    EXPECTS(p.width > 0 && p.height > 0 && (p.channels == 1 || p.channels == 3) &&
                p.pixels.size() ==
                    std::size_t(p.width) * std::size_t(p.height) * std::size_t(p.channels),
            std::to_string(p.width) + " x " + std::to_string(p.height));
}

std::string header(const PackedPicture& p)
{
    const char colour = p.channels == 3 ? 2 : 0;
    return chunk("IHDR", bigEndian(std::uint32_t(p.width)) + bigEndian(std::uint32_t(p.height)) +
                             std::string{8, colour, 0, 0, 0});
}

/// The rows, each behind the byte that says "not filtered", compressed.
std::string packed(const Picture& p)
{
    const std::size_t row = std::size_t(p.width) * std::size_t(p.channels);
    std::string raw;
    raw.reserve(p.pixels.size() + std::size_t(p.height));
    for (std::size_t y = 0; y < std::size_t(p.height); ++y) {
        raw += '\0';
        raw.append(reinterpret_cast<const char*>(p.pixels.data()) + y * row, row);
    }
    uLongf size = compressBound(uLong(raw.size()));
    std::string out(size, '\0');
    const int status = compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                                 reinterpret_cast<const Bytef*>(raw.data()), uLong(raw.size()), 9);
    EXPECTS(status == Z_OK, std::to_string(status));
    out.resize(size);
    return out;
}

} // namespace

Picture pictureOf(std::span<const double> values, const std::vector<std::int64_t>& shape,
                  double low, double high, int scale)
{
    EXPECTS(shape.size() == 3 && (shape[0] == 1 || shape[0] == 3) && scale > 0 &&
                values.size() == std::size_t(shape[0] * shape[1] * shape[2]),
            std::to_string(values.size()));
    Picture p;
    p.channels = int(shape[0]);
    p.height = int(shape[1]) * scale;
    p.width = int(shape[2]) * scale;
    const auto plane = std::size_t(shape[1] * shape[2]);
    p.pixels.reserve(plane * std::size_t(p.channels * scale * scale));
    for (int y = 0; y < p.height; ++y)
        for (int x = 0; x < p.width; ++x)
            for (int c = 0; c < p.channels; ++c) {
                const std::size_t at = std::size_t(c) * plane +
                                       std::size_t(y / scale) * std::size_t(shape[2]) +
                                       std::size_t(x / scale);
                const double share = std::clamp((values[at] - low) / (high - low), 0.0, 1.0);
                p.pixels.push_back(std::uint8_t(std::lround(255 * share)));
            }
    return p;
}

PackedPicture pack(const Picture& picture)
{
    requireSize(picture);
    return {picture.width, picture.height, picture.channels, packed(picture)};
}

std::string encodePng(const PackedPicture& picture,
                      const std::vector<std::pair<std::string, std::string>>& texts)
{
    std::string out(kSignature, 8);
    out += header(picture);
    for (const auto& [keyword, text] : texts)
        out += chunk("tEXt", keyword + std::string(1, '\0') + text);
    return out + chunk("IDAT", picture.data) + chunk("IEND", "");
}

std::string encodeAnimation(const std::vector<PackedPicture>& frames, int milliseconds)
{
    EXPECTS(!frames.empty(), "no frames");
    const PackedPicture& first = frames.front();
    std::string out(kSignature, 8);
    out += header(first);
    out += chunk("acTL", bigEndian(std::uint32_t(frames.size())) + bigEndian(0));
    std::uint32_t sequence = 0;
    for (const PackedPicture& frame : frames) {
        EXPECTS(frame.width == first.width && frame.height == first.height &&
                    frame.channels == first.channels,
                "frames of several sizes");
        out += chunk("fcTL", bigEndian(sequence++) + bigEndian(std::uint32_t(frame.width)) +
                                 bigEndian(std::uint32_t(frame.height)) + bigEndian(0) +
                                 bigEndian(0) + bigEndian(std::uint32_t(milliseconds), 2) +
                                 bigEndian(1000, 2) + std::string(2, '\0'));
        if (&frame == &first)
            out += chunk("IDAT", frame.data);
        else
            out += chunk("fdAT", bigEndian(sequence++) + frame.data);
    }
    return out + chunk("IEND", "");
}

} // namespace leafscope
