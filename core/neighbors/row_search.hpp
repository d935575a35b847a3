// SPDX-License-Identifier: MIT
// Exact distances, and the k nearest points found so far for one row. Internal to the room.
#pragma once

#include "core/base/matrix.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace leafscope {

/// |a - b|^2 in float64 from the given values. Coordinate c always belongs to lane c mod 8, so
/// columns of zeros change no bit, and neither does the width of the machine's vectors.
double squaredDistance(const float* a, const float* b, Index d);
double squaredDistance(const double* a, const double* b, Index d);

/// The same in float32, in any order of summation: for a first look.
float roughSquaredDistance(const float* a, const float* b, Index d);

struct Found {
    double squared = 0;
    std::int32_t index = 0;

    friend bool operator<(const Found& a, const Found& b)
    {
        return a.squared < b.squared || (a.squared == b.squared && a.index < b.index);
    }
};

/// The k nearest so far, in order.
class RowSearch {
public:
    explicit RowSearch(Index k)
        : m_k(std::size_t(k))
    {
        m_found.reserve(m_k + 1);
    }

    void clear() { m_found.clear(); }
    bool full() const { return m_found.size() == m_k; }
    /// Squared distance that a further point must not exceed to be of use.
    double reach() const
    {
        return full() ? m_found.back().squared : std::numeric_limits<double>::infinity();
    }
    void add(Found point)
    {
        if (full() && !(point < m_found.back()))
            return;
        m_found.insert(std::upper_bound(m_found.begin(), m_found.end(), point), point);
        if (m_found.size() > m_k)
            m_found.pop_back();
    }
    const std::vector<Found>& found() const { return m_found; }

private:
    std::size_t m_k;
    std::vector<Found> m_found;
};

} // namespace leafscope
