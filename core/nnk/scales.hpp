// SPDX-License-Identifier: MIT
// Multi-scale NNK: the geometry of a point set at growing scale.
//
// Each round builds the NNK neighbourhoods of the points that are left, measures them, and then
// replaces neighbours by their midpoint: directed pairs are taken by descending weight (or
// ascending distance), a pair is merged if neither end was merged in this round, and a hundredth of
// the points that there were at first is merged per round. The width of the Gaussian kernel
// follows: the mean distance to the 15th neighbour, over 3, so that scaling the data scales lengths
// alone. Source: C. Hurtado, S. Shekkizhar, J. Ruiz-Hidalgo, A. Ortega, arXiv 2210.17475. Other
// than the published code: weights are exact, the width is a length (there, a length to the fourth
// power), pairs without weight are not merged, and merging goes on where no more than a hundredth
// is left.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/nnk/kernel.hpp"
#include "core/nnk/spread.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace leafscope {

enum class MergeOrder { Nnk, Knn };

struct ScaleOptions {
    Index k = 100; ///< candidates; all others where fewer points are left
    KernelKind kernel = KernelKind::Gaussian;
    MergeOrder order = MergeOrder::Nnk;
    Index rounds = 100; ///< at most; 0: until two points are left
    Index sample = 100; ///< points per round for dimension and angles; 0: all
    double threshold = 1e-10;
    std::uint64_t seed = 1; ///< of the samples and the random partners
};

/// Neighbour whose distance sets the width (all that there are where fewer).
inline constexpr Index kWidthNeighbor = 15;
/// One pair in this many of the first points is merged per round.
inline constexpr Index kMergeShare = 100;

/// Lengths are in the unit of the points (cosine: of unit directions).
struct ScaleRound {
    Index points = 0; ///< at its beginning
    Index k = 0;      ///< candidates in this round
    double sigma = 0; ///< 0 for cosine
    Spread neighbors; ///< of all points
    Spread diameter;  ///< of all points' polytopes; 0 for less than two neighbours
    Spread dimension; ///< of the sample: components with a tenth of the first one's variance
    Spread
        curvature; ///< of the sample: mean principal angle with the nearest NNK neighbour, degrees
    Spread curvatureRandom; ///< the same with random partners
    double kktMax = 0;
};

/// Points a and b of `round` became point n + (number of this merge), n: points at first.
struct Merge {
    std::int64_t round = 0;
    std::int64_t a = 0;
    std::int64_t b = 0;
};

struct Scales {
    std::vector<ScaleRound> rounds;
    std::vector<Merge> merges;
    std::string ended; ///< why no further round came, in words
};

/// Rounds on the rows of x (n x d). Throws Error(InvalidInput) for n < 3, Error(Numeric) for values
/// that are not finite and, with cosine, rows of zeros; Error(OutOfMemory) if the n x n distances
/// do not fit. Cost: n^2 d / 2 once; per round n^2, about p k per point, and 2 n per merge for
/// the new distances (times d). Memory: 8 n^2 bytes. Deterministic, for any number of threads.
Scales mergeScales(const Points& x, const ScaleOptions& options, const Progress& progress = {});

} // namespace leafscope
