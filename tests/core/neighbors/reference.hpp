// SPDX-License-Identifier: MIT
// The plain search that the engine is compared with, and point sets to compare on.
#pragma once

#include "core/base/random.hpp"
#include "core/neighbors/neighbors.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace leafscope::reference {

/// All distances in float64, one by one, sorted by (distance, index).
inline Neighbors bruteForce(const MatrixD& x, Index k)
{
    Neighbors result{IndexMatrix(x.rows(), k), MatrixD(x.rows(), k)};
    for (Index i = 0; i < x.rows(); ++i) {
        std::vector<std::pair<double, Index>> all;
        for (Index j = 0; j < x.rows(); ++j) {
            double sum = 0;
            for (Index c = 0; c < x.cols(); ++c)
                sum += (x(i, c) - x(j, c)) * (x(i, c) - x(j, c));
            if (j != i)
                all.emplace_back(sum, j);
        }
        std::partial_sort(all.begin(), all.begin() + k, all.end());
        for (Index p = 0; p < k; ++p) {
            result.squared(i, p) = all[std::size_t(p)].first;
            result.index(i, p) = std::int32_t(all[std::size_t(p)].second);
        }
    }
    return result;
}

inline MatrixD gaussian(Index n, Index d, std::uint64_t seed)
{
    MatrixD x(n, d);
    RandomStream stream(seed);
    for (Index e = 0; e < x.size(); ++e)
        x.data()[e] = stream.normal();
    return x;
}

/// Integer points 0 .. side-1 in every coordinate, drawn at random: many ties and duplicates.
inline MatrixD grid(Index n, Index d, std::uint64_t side, std::uint64_t seed)
{
    MatrixD x(n, d);
    RandomStream stream(seed);
    for (Index e = 0; e < x.size(); ++e)
        x.data()[e] = double(stream.below(side));
    return x;
}

/// The distances, sorted, and the indices wherever a distance is not so close to the next that
/// rounding decides.
inline bool agrees(const Neighbors& a, const Neighbors& b, double tolerance)
{
    if (a.index.rows() != b.index.rows() || a.index.cols() != b.index.cols())
        return false;
    for (Index i = 0; i < a.index.rows(); ++i) {
        for (Index p = 0; p < a.index.cols(); ++p) {
            const double difference = std::abs(a.squared(i, p) - b.squared(i, p));
            if (!(difference <= tolerance * b.squared(i, p)))
                return false;
            if (a.index(i, p) != b.index(i, p)) {
                const bool tiedBefore =
                    p > 0 && b.squared(i, p) - b.squared(i, p - 1) <= tolerance * b.squared(i, p);
                const bool tiedAfter =
                    p + 1 == a.index.cols() ||
                    b.squared(i, p + 1) - b.squared(i, p) <= tolerance * b.squared(i, p + 1);
                if (tolerance == 0 || !(tiedBefore || tiedAfter))
                    return false;
            }
        }
    }
    return true;
}

} // namespace leafscope::reference
