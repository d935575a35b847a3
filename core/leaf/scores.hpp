// SPDX-License-Identifier: MIT
// Numbers that say how foreign a sample is to a classifier. Larger is more foreign, for every
// score, fixed beforehand: what points the other way on some data is reported as it is. Sources:
// Grementieri, Fioresi, arXiv 2104.13289 (the data leaf); Hendrycks, Gimpel, "A baseline for
// detecting misclassified and out-of-distribution examples", ICLR 2017 (maximum probability); Liu,
// Wang, Owens, Li, "Energy-based out-of-distribution detection", NeurIPS 2020 (energy).
#pragma once

#include "core/base/progress.hpp"
#include "core/leaf/anchors.hpp"
#include "core/leaf/walk.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

/// Of one sample y with anchors a, in the order of scoreKinds().
struct SampleScores {
    double logTrace = 0;       ///< log tr G(y); -infinity where G is zero
    double residual = 0;       ///< least |y - end| of leaf walks from the anchors towards y
    double alignment = 0;      ///< -|P(y - a)| / |y - a| / chance, at the nearest anchor
    double maxProbability = 0; ///< 1 - max p(y)
    double energy = 0;         ///< -log sum exp s(y); of logits only
    double distance = 0;       ///< |y - a| of the nearest anchor: what the residual is held against
    Index jacobians = 0;       ///< that were needed
};

struct ScoreKind {
    const char* name;    ///< "log_trace"
    const char* meaning; ///< the formula with its sign, in words
    double SampleScores::*value;
};
std::span<const ScoreKind> scoreKinds();

/// A leaf walk from an anchor towards y, its first step a twentieth of the way.
Walk walkTowards(LogitMap& map, const Anchor& anchor, const VectorD& y, WalkOptions options,
                 const Progress& progress = {});

/// Cost: a leaf walk per anchor and one Jacobian. Throws what walks throw. Cancellable.
SampleScores scoresOf(LogitMap& map, const VectorD& y, const std::vector<Anchor>& anchors,
                      const WalkOptions& options, const Progress& progress = {});

/// Out-of-distribution samples made from others (m x n, one row each).
/// Uniform in the box; without one normal, with the mean and deviation of every input of `like`.
MatrixD noiseLike(const MatrixD& like, const std::optional<Box>& box, std::uint64_t seed);
/// low + high - x, with the box, or else the range of `of`.
MatrixD inverted(const MatrixD& of, const std::optional<Box>& box);
/// Upside down. Throws Error(InvalidInput) for what is no image (channels, height, width).
MatrixD flipped(const MatrixD& of, const std::vector<std::int64_t>& shape);

} // namespace leafscope
