// SPDX-License-Identifier: MIT
// Where walks towards a foreign or noisy sample start: at what the reference data hold nearby.
#pragma once

#include "core/base/progress.hpp"
#include "core/leaf/network_map.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

enum class AnchorKind {
    Nearest, ///< samples
    Means,   ///< the mean of each class
};

struct Anchor {
    std::int64_t row = 0; ///< sample of the reference data, or the class whose mean it is
    double distance = 0;  ///< Euclidean, in the coordinates of the map
    VectorD x;
};

/// The candidates of one data set. Cost: m x n float32 numbers for m samples (Nearest).
class Anchors {
public:
    /// Of `limit` samples (stratified by label, seeded; 0: all). Throws Error: InvalidInput for
    /// samples that do not fit the map, or class means without labels; OutOfMemory.
    Anchors(const NetworkMap& map, Dataset reference, AnchorKind kind, std::int64_t limit,
            std::uint64_t seed, std::vector<std::string>& notes, const Progress& progress = {});

    /// The k nearest to y in Euclidean distance, nearest first, the lower row first among equals;
    /// fewer if there are fewer. `leftOut`: a sample that counts for nothing, neither itself nor in
    /// the mean of its class. Cost: one pass over the candidates.
    std::vector<Anchor> nearest(const NetworkMap& map, const VectorD& y, Index k,
                                std::optional<std::int64_t> leftOut = std::nullopt) const;

    const Dataset& reference() const { return m_reference; }
    /// "nearest of 10,000 of 60,000, stratified by label, seed 1"
    std::string about() const;

private:
    VectorD sample(const NetworkMap& map, std::int64_t row) const
    {
        return m_factor * map.sample(m_reference, Index(row));
    }
    void takeMeans(const NetworkMap& map, const Progress& progress);
    /// The mean of class c, without a sample of it.
    VectorD meanWithout(const NetworkMap& map, Index c, std::optional<std::int64_t> row) const;

    Dataset m_reference;
    AnchorKind m_kind;
    std::uint64_t m_seed;
    std::vector<std::int64_t> m_rows; ///< the samples taken, ascending
    MatrixF m_samples;                ///< Nearest: their coordinates
    std::vector<VectorD> m_sums;      ///< Means: per class
    std::vector<Index> m_counts;      ///< Means: per class
    double m_factor = 1;              ///< see unitFactor()
};

/// What map.sample() of another data set is multiplied by where one of the two is stored as bytes
/// and the other is not: bytes are divided by 255, and so are other numbers if any exceeds 1; a
/// note says so. Cost: one pass over the data where they differ.
double unitFactor(const NetworkMap& map, const Dataset& data, std::vector<std::string>& notes);

/// The coordinates of samples of another data set, one row each. Throws Error(InvalidInput) for
/// samples that do not fit.
MatrixD coordinatesOf(const NetworkMap& map, const Dataset& data,
                      const std::vector<std::int64_t>& rows, std::vector<std::string>& notes);

} // namespace leafscope
