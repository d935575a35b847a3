// SPDX-License-Identifier: MIT
// Resizing of images: bilinear, with antialiasing when they get smaller.
#pragma once

#include <cstdint>

namespace leafscope {

struct PlaneSize {
    std::int64_t height = 0;
    std::int64_t width = 0;
    bool operator==(const PlaneSize&) const = default;
};

/// Resizes `channels` planes of size `from` into planes of size `to`; both row-major, one after the
/// other. Value i of n output values along an axis of m input values is the weighted mean of the
/// inputs around (i + 1/2) s, s = m / n, with the weights 1 - |x - (i + 1/2) s| / max(s, 1) of
/// their centres x, as far as those are positive and inside the image, divided by their sum. Rows
/// first, then columns, in float64, without rounding between: what Pillow's BILINEAR and
/// torchvision's antialias=True compute, Pillow up to one grey level because it rounds twice. The
/// same size gives the same values. T: std::uint8_t, float or double. All extents must be positive.
template <class T>
void resizePlanes(const T* in, std::int64_t channels, PlaneSize from, double* out, PlaneSize to);

} // namespace leafscope
