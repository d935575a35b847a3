// SPDX-License-Identifier: MIT
#include "core/nnk/shrinking_points.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/parallel.hpp"
#include "core/nnk/points.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <string>

namespace leafscope {

namespace {

constexpr Index kRowsPerTask = 16;

MatrixD inDouble(const Points& x)
{
    return std::visit([](const auto& m) -> MatrixD { return m.template cast<double>(); }, x);
}

/// A power of two, so that the largest entry over it lies in [1, 2); 1 without any.
double sizeOf(const MatrixD& x)
{
    const double largest = x.size() > 0 ? x.cwiseAbs().maxCoeff() : 0;
    return largest > 0 ? std::ldexp(1.0, std::ilogb(largest)) : 1;
}

void requireFinite(const MatrixD& x)
{
    for (Index i = 0; i < x.rows(); ++i)
        if (!x.row(i).allFinite())
            throw Error(ErrorKind::Numeric, "a row holds NaN or infinite values",
                        "row " + std::to_string(i), "a training that diverged",
                        "leave this row out");
}

} // namespace

ShrinkingPoints::ShrinkingPoints(const Points& x, KernelKind kernel, const Progress& progress)
    : m_directions(kernel == KernelKind::Cosine)
{
    const Index n = rowsOf(x);
    if (n < 3)
        throw Error(ErrorKind::InvalidInput,
                    std::to_string(n) + " points cannot be merged over scales", "the samples",
                    "there is nothing to merge in fewer than 3 points", "give more samples");
    requireMemory(std::uint64_t(n) * (std::uint64_t(n) + std::uint64_t(2 * colsOf(x))) * 8,
                  "the distances of " + std::to_string(n) +
                      " points to each other (take fewer with `leafscope sample`)");
    if (m_directions) {
        const NnkPoints directions(x, KernelKind::Cosine);
        m_x.resize(n, colsOf(x));
        for (Index i = 0; i < n; ++i)
            directions.copyRow(i, m_x.data() + i * m_x.cols());
    } else {
        m_x = inDouble(x);
        requireFinite(m_x);
        m_unit = sizeOf(m_x);
        m_x /= m_unit;
    }
    m_slots.resize(std::size_t(n));
    std::iota(m_slots.begin(), m_slots.end(), Index(0));
    m_identity.assign(m_slots.begin(), m_slots.end());
    m_next = n;
    m_squared.setZero(n, n);
    std::atomic<Index> done{0};
    parallelFor(n, [&](Index i) { // row i writes (i, j) and (j, i) for j < i alone
        for (Index j = 0; j < i; ++j) {
            const double squared = (m_x.row(i) - m_x.row(j)).squaredNorm();
            m_squared(i, j) = squared;
            m_squared(j, i) = squared;
            if (j % 256 == 0)
                progress.checkpoint();
        }
        progress.report(double(++done) / double(n));
    });
}

Neighbors ShrinkingPoints::nearest(Index k, const Progress& progress) const
{
    const Index n = count();
    EXPECTS(k >= 1 && k < n, "k=" + std::to_string(k) + ", points=" + std::to_string(n));
    Neighbors found;
    found.index.resize(n, k);
    found.squared.resize(n, k);
    parallelFor((n + kRowsPerTask - 1) / kRowsPerTask, [&](Index task) {
        std::vector<std::pair<double, std::int32_t>> others;
        for (Index i = task * kRowsPerTask; i < std::min(n, (task + 1) * kRowsPerTask); ++i) {
            progress.checkpoint();
            others.clear();
            const double* distances = m_squared.row(slot(i)).data();
            for (Index j = 0; j < n; ++j)
                if (j != i)
                    others.emplace_back(distances[slot(j)], std::int32_t(j));
            std::nth_element(others.begin(), others.begin() + (k - 1), others.end());
            std::sort(others.begin(), others.begin() + k);
            for (Index j = 0; j < k; ++j) {
                found.squared(i, j) = others[std::size_t(j)].first;
                found.index(i, j) = others[std::size_t(j)].second;
            }
        }
    });
    return found;
}

bool ShrinkingPoints::canMerge(Index a, Index b) const
{
    return !m_directions || squared(a, b) < 4 * (1 - 1e-12);
}

void ShrinkingPoints::merge(const std::vector<std::pair<Index, Index>>& pairs,
                            const Progress& progress)
{
    std::vector<char> fresh(std::size_t(m_x.rows()), 0);
    std::vector<char> gone(std::size_t(m_x.rows()), 0);
    std::vector<Index> made;
    for (const auto& [a, b] : pairs) {
        const Index to = slot(a);
        m_x.row(to) = 0.5 * (m_x.row(to) + m_x.row(slot(b)));
        if (m_directions)
            m_x.row(to).normalize();
        m_identity[std::size_t(to)] = m_next++;
        fresh[std::size_t(to)] = 1;
        gone[std::size_t(slot(b))] = 1;
        made.push_back(to);
    }
    std::erase_if(m_slots, [&](Index s) { return gone[std::size_t(s)] != 0; });
    parallelFor(Index(made.size()), [&](Index i) {
        progress.checkpoint();
        computeRow(made[std::size_t(i)], fresh);
    });
}

void ShrinkingPoints::computeRow(Index row, const std::vector<char>& fresh)
{
    for (const Index other : m_slots) {
        const double squared = (m_x.row(row) - m_x.row(other)).squaredNorm();
        m_squared(row, other) = squared;
        if (fresh[std::size_t(other)] == 0) // a fresh one computes its own row, perhaps right now
            m_squared(other, row) = squared;
    }
}

} // namespace leafscope
