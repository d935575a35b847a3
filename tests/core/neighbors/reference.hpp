// SPDX-License-Identifier: MIT
// The plain search that the engine is compared with, and point sets to compare on.
#pragma once

#include "core/base/random.hpp"
#include "core/neighbors/neighbors.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace leafscope::reference {

/// All distances in float64, one by one, sorted by (distance, index); a point is no neighbour of
/// itself where the queries are the points.
inline Neighbors bruteForce(const MatrixD& base, const MatrixD& queries, Index k, bool ofItself)
{
    Neighbors result{IndexMatrix(queries.rows(), k), MatrixD(queries.rows(), k)};
    for (Index i = 0; i < queries.rows(); ++i) {
        std::vector<std::pair<double, Index>> all;
        for (Index j = 0; j < base.rows(); ++j) {
            double sum = 0;
            for (Index c = 0; c < base.cols(); ++c)
                sum += (queries(i, c) - base(j, c)) * (queries(i, c) - base(j, c));
            if (!ofItself || j != i)
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

inline Neighbors bruteForce(const MatrixD& x, Index k)
{
    return bruteForce(x, x, k, true);
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

/// Point sets of several kinds, by name.
inline MatrixD pointSet(const std::string& kind, Index n, Index d)
{
    if (kind == "gaussian")
        return gaussian(n, d, 7);
    if (kind == "grid")
        return grid(n, d, 3, 8);
    if (kind == "outlier") {
        MatrixD x = gaussian(n, d, 9);
        x.row(0).setConstant(1e6);
        return x;
    }
    if (kind == "clusters") { // tight clusters far apart: float32 cannot see inside them
        MatrixD x = gaussian(n, d, 10);
        for (Index i = 0; i < n; ++i)
            x.row(i) = 1e-7 * x.row(i) + 1e3 * VectorD::Unit(d, i % d).transpose();
        return x;
    }
    if (kind == "line") { // equal steps: every inner point has tied neighbours
        MatrixD x = MatrixD::Zero(n, d);
        for (Index i = 0; i < n; ++i)
            x(i, 0) = double((i * 37) % n);
        return x;
    }
    return MatrixD::Constant(n, d, 3.25);
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
