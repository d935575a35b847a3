// SPDX-License-Identifier: MIT
// Denoising by projection on the data leaf: the end of a leaf walk from an anchor towards a noisy
// sample. What lies across the leaf, which no probability depends on, stays that of the anchor.
// Source: Grementieri, Fioresi, arXiv 2104.13289 (projection on a leaf as the end of a walk).
// It gains little over the anchor itself and can make a lightly noisy sample worse, so both stand
// beside it everywhere.
#pragma once

#include "core/leaf/anchors.hpp"
#include "core/leaf/walk.hpp"

#include <optional>
#include <vector>

namespace leafscope {

/// x plus normal noise of that deviation (input units), cut off at the bounds.
VectorD withNoise(const VectorD& x, double deviation, const std::optional<Box>& bounds,
                  std::uint64_t seed);

/// Peak signal-to-noise ratio in dB, 10 log10(range^2 / mean squared error); infinite for equals.
double psnr(const VectorD& clean, const VectorD& other, double range);

/// One sample at one strength of noise.
struct Denoised {
    std::int64_t sample = 0;
    double noise = 0;
    Anchor anchor;
    VectorD noisy;
    VectorD leaf; ///< end of the walk
    double psnrNoisy = 0;
    double psnrAnchor = 0;
    double psnrLeaf = 0;
};

} // namespace leafscope
