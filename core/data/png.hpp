// SPDX-License-Identifier: MIT
// Pictures written as PNG, and films as animated PNG. The same values give the same bytes.
// Source: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)", which holds the
// animation chunks acTL, fcTL, fdAT.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

/// 8 bits per channel, rows from the top.
struct Picture {
    int width = 0;
    int height = 0;
    int channels = 1; ///< 1 grey, 3 red, green, blue interleaved
    std::vector<std::uint8_t> pixels;
};

/// An image-shaped sample (channels, height, width), values from `low` (black) to `high`; what lies
/// beyond is cut off. Every value becomes a square of `scale` pixels.
Picture pictureOf(std::span<const double> values, const std::vector<std::int64_t>& shape,
                  double low, double high, int scale);

/// A picture compressed as PNG holds it: the slow part, made once for a frame and the film it is
/// of.
struct PackedPicture {
    int width = 0;
    int height = 0;
    int channels = 1;
    std::string data;
};

/// Throws Error(Internal) for sizes that do not fit. Any thread.
PackedPicture pack(const Picture& picture);

/// `texts`: keyword and Latin-1 text, stored with it.
std::string encodePng(const PackedPicture& picture,
                      const std::vector<std::pair<std::string, std::string>>& texts = {});

/// All of one size and kind, shown one after the other for `milliseconds` each, for ever. Programs
/// that know no animation show the first. Throws Error(Internal) for several sizes, or none.
std::string encodeAnimation(const std::vector<PackedPicture>& frames, int milliseconds);

} // namespace leafscope
