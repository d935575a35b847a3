// SPDX-License-Identifier: MIT
// Channel-wise NNK: every channel of a convolutional layer as a point set of its own.
//
// A sample's activation C x H x W gives one point per channel, its map of H W values. For channels
// a and b with NNK neighbours N_a(i), N_b(i) of sample i (sets of samples; candidates are those of
// the channel):
//   overlap       mean over i of |N_a(i) and N_b(i)| / min(|N_a(i)|, |N_b(i)|)
//   union growth  mean over i of |union_c N_c(i)| / sum_c |N_c(i)|: 1 where channels share nothing,
//                 1 / C where all find the same
//   redundancy    channels in the order in which leaving them out costs the fewest neighbours of
//                 the union, one after the other
// These definitions are ours: the paper on redundancy gives none that can be computed from it, and
// released no code. Sources: D. Bonet, A. Ortega, J. Ruiz-Hidalgo, S. Shekkizhar, arXiv 2107.12972
// (a graph per channel) and 2110.11400 (overlap of channels).
#pragma once

#include "core/base/progress.hpp"
#include "core/nnk/classify.hpp"
#include "core/nnk/graph.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

/// What one channel's graph says. A channel that has the same map for all samples is dead: it has
/// no geometry, its sets are empty and its numbers NaN.
struct ChannelNeighborhoods {
    Index channel = 0;
    bool dead = false;
    bool substituted =
        false;            ///< cosine was asked for, but maps of zeros have no direction: Gaussian
    Index duplicates = 0; ///< maps that repeat an earlier sample's
    double sigma = 0;     ///< 0 for cosine; the mean where samples have their own
    double neighbors = 0; ///< means over the samples
    double dimension = 0;
    double looAccuracy = 0; ///< NaN without labels
    std::vector<std::int64_t> indptr;
    std::vector<std::int32_t> indices; ///< of each sample's neighbours, ascending

    std::span<const std::int32_t> of(Index row) const
    {
        const auto at = std::size_t(row);
        return {indices.data() + indptr[at], std::size_t(indptr[at + 1] - indptr[at])};
    }
};

/// One channel of x (n x C size). `labels`: one per row, or empty. Cost: a graph.
ChannelNeighborhoods channelNeighborhoods(const Points& x, Index channel, Index size,
                                          const std::vector<std::int32_t>& labels,
                                          const NnkOptions& options, const Progress& progress = {});

struct ChannelOverlap {
    MatrixD overlap; ///< channels given x channels given; 1 on the diagonal, NaN for dead ones
    double mean = 0; ///< over pairs; NaN for less than two live channels
    /// What independent neighbours would give on average: the larger of the two counts over n - 1.
    double chance = 0;
    double unionGrowth = 0;            ///< NaN without live channels
    std::vector<Index> redundant;      ///< places of the live ones, most redundant first
    std::vector<double> redundantLoss; ///< neighbours per sample that each costs when it goes
};

/// Compares channels of the same n samples. Cost: C^2 n p for p neighbours; memory: 40 bytes per
/// neighbour. Deterministic; ties by place.
ChannelOverlap compareChannels(const std::vector<ChannelNeighborhoods>& channels,
                               const Progress& progress = {});

/// "all" or numbers and ranges from 0, "0,3,8-15", each once, ascending. Throws Error(InvalidInput)
/// for another text and channels that are not there.
std::vector<Index> chosenChannels(const std::string& text, Index channels);

} // namespace leafscope
