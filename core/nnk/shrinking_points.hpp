// SPDX-License-Identifier: MIT
// Points of which pairs are replaced by their midpoints, with all their distances.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/neighbors/neighbors.hpp"
#include "core/nnk/kernel.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace leafscope {

/// Positions number the points that are left, 0..count()-1; they change with every merge. Points
/// are kept at a size near 1 (divided by a power of two, which costs no digits), so that squares
/// neither overflow nor vanish.
class ShrinkingPoints {
public:
    /// See mergeScales() for the errors.
    ShrinkingPoints(const Points& x, KernelKind kernel, const Progress& progress);

    Index count() const { return Index(m_slots.size()); }
    Index dim() const { return m_x.cols(); }
    /// Lengths of the points given are this many times those in here.
    double unit() const { return m_unit; }
    const double* point(Index position) const { return m_x.row(slot(position)).data(); }
    double squared(Index a, Index b) const { return m_squared(slot(a), slot(b)); }
    /// The squared distances of one point to others, by their position.
    auto squaredFrom(Index position) const
    {
        return [this, row = m_squared.row(slot(position)).data()](Index other) {
            return row[slot(other)];
        };
    }
    /// As Merge counts them.
    std::int64_t identity(Index position) const { return m_identity[std::size_t(slot(position))]; }

    /// The k nearest other positions of every point, nearest first, ties by position. O(n^2).
    Neighbors nearest(Index k, const Progress& progress) const;

    /// Whether the midpoint exists: with cosine, opposite directions have none.
    bool canMerge(Index a, Index b) const;
    /// Replaces disjoint pairs of positions by their midpoints; with cosine by the direction of the
    /// midpoint. O(pairs n d).
    void merge(const std::vector<std::pair<Index, Index>>& pairs, const Progress& progress);

private:
    Index slot(Index position) const { return m_slots[std::size_t(position)]; }
    void computeRow(Index row, const std::vector<char>& fresh);

    MatrixD m_x;                          ///< by slot
    MatrixD m_squared;                    ///< by slot
    std::vector<Index> m_slots;           ///< of the points that are left, ascending
    std::vector<std::int64_t> m_identity; ///< by slot
    std::int64_t m_next = 0;
    double m_unit = 1;
    bool m_directions = false;
};

} // namespace leafscope
