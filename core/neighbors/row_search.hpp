// SPDX-License-Identifier: MIT
// Exact distances, and the k nearest points found so far for one row. Internal to the room.
#pragma once

#include "core/base/matrix.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace leafscope {

/// |a - b|^2 in float64 from the given values. Coordinate c always belongs to lane c mod 8, so
/// columns of zeros change no bit.
template <class Scalar>
double squaredDistance(const Scalar* a, const Scalar* b, Index d)
{
    std::array<double, 8> sum{};
    Index c = 0;
    for (; c + 8 <= d; c += 8) {
        for (Index lane = 0; lane < 8; ++lane) {
            const double difference = double(a[c + lane]) - double(b[c + lane]);
            sum[lane] += difference * difference;
        }
    }
    for (Index lane = 0; c + lane < d; ++lane) {
        const double difference = double(a[c + lane]) - double(b[c + lane]);
        sum[lane] += difference * difference;
    }
    return ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
}

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
