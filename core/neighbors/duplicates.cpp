// SPDX-License-Identifier: MIT
#include "core/neighbors/duplicates.hpp"

#include "core/base/parallel.hpp"
#include "core/neighbors/moments.hpp"

#include <xxhash.h>

#include <algorithm>
#include <numeric>

namespace leafscope {

namespace {

/// Adding zero turns -0 into 0, so that equal values have equal bytes.
template <class Scalar>
std::uint64_t hashRow(const Scalar* row, Index d, std::vector<Scalar>& buffer)
{
    for (Index c = 0; c < d; ++c)
        buffer[std::size_t(c)] = row[c] + Scalar(0);
    return XXH3_64bits(buffer.data(), std::size_t(d) * sizeof(Scalar));
}

template <class Scalar>
std::vector<Index> firstEqualRow(const Matrix<Scalar>& x)
{
    const Index n = x.rows();
    const Index d = x.cols();
    std::vector<std::uint64_t> hash(static_cast<std::size_t>(n));
    constexpr Index kRows = 64;
    parallelFor((n + kRows - 1) / kRows, [&](Index task) {
        std::vector<Scalar> buffer(static_cast<std::size_t>(d));
        for (Index i = task * kRows; i < std::min(n, (task + 1) * kRows); ++i)
            hash[std::size_t(i)] = hashRow(x.data() + i * d, d, buffer);
    });
    std::vector<Index> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), Index(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](Index a, Index b) { return hash[std::size_t(a)] < hash[std::size_t(b)]; });
    std::vector<Index> first(static_cast<std::size_t>(n));
    std::vector<Index> heads; // distinct rows with the current hash
    for (std::size_t p = 0; p < order.size(); ++p) {
        const Index i = order[p];
        if (p == 0 || hash[std::size_t(order[p - 1])] != hash[std::size_t(i)])
            heads.clear();
        const auto equal = std::find_if(heads.begin(), heads.end(), [&](Index head) {
            return std::equal(x.data() + head * d, x.data() + (head + 1) * d, x.data() + i * d);
        });
        first[std::size_t(i)] = equal == heads.end() ? i : *equal;
        if (equal == heads.end())
            heads.push_back(i);
    }
    return first;
}

/// The rows near one query, from whole groups.
class NearRows {
public:
    NearRows(const RowGroups& groups, Index k)
        : m_groups(groups)
        , m_k(k)
    {
    }

    void clear() { m_found.clear(); }
    void add(Found group, Index self)
    {
        Index added = 0;
        for (const std::int32_t member : m_groups.members(group.index)) {
            if (member != self && added++ < m_k)
                m_found.push_back({group.squared, member});
        }
    }
    void copyNearest(Neighbors& result, Index row)
    {
        std::partial_sort(m_found.begin(), m_found.begin() + m_k, m_found.end());
        for (Index p = 0; p < m_k; ++p) {
            result.index(row, p) = m_found[std::size_t(p)].index;
            result.squared(row, p) = m_found[std::size_t(p)].squared;
        }
    }

private:
    const RowGroups& m_groups;
    Index m_k;
    std::vector<Found> m_found;
};

template <class Body>
void forEachResult(const RowGroups& groups, Neighbors& result, const Body& body)
{
    const Index n = result.index.rows();
    constexpr Index kRows = 256;
    parallelFor((n + kRows - 1) / kRows, [&](Index task) {
        NearRows near(groups, result.index.cols());
        for (Index i = task * kRows; i < std::min(n, (task + 1) * kRows); ++i) {
            near.clear();
            body(i, near);
            near.copyNearest(result, i);
        }
    });
}

} // namespace

std::vector<Index> firstOccurrence(const Points& x)
{
    return std::visit([](const auto& m) { return firstEqualRow(m); }, x);
}

RowGroups::RowGroups(const std::vector<Index>& first)
    : m_group(first.size())
{
    std::vector<std::int32_t> sizes;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (first[i] == Index(i)) {
            m_group[i] = std::int32_t(m_distinct.size());
            m_distinct.push_back(std::int32_t(i));
            sizes.push_back(0);
        } else {
            m_group[i] = m_group[std::size_t(first[i])];
        }
        ++sizes[std::size_t(m_group[i])];
    }
    m_begin.assign(sizes.size() + 1, 0);
    std::partial_sum(sizes.begin(), sizes.end(), m_begin.begin() + 1);
    m_members.resize(first.size());
    std::vector<std::int32_t> next(m_begin.begin(), m_begin.end() - 1);
    for (std::size_t i = 0; i < first.size(); ++i)
        m_members[std::size_t(next[std::size_t(m_group[i])]++)] = std::int32_t(i);
}

std::span<const std::int32_t> RowGroups::members(Index group) const
{
    const auto g = std::size_t(group);
    return {m_members.data() + m_begin[g], std::size_t(m_begin[g + 1] - m_begin[g])};
}

void spreadToRows(const RowGroups& groups, const std::vector<Found>& nearest, Index width,
                  Neighbors& result)
{
    forEachResult(groups, result, [&](Index i, NearRows& near) {
        const Index own = groups.groupOf(i);
        near.add({0, std::int32_t(own)}, i);
        for (Index p = 0; p < width; ++p)
            near.add(nearest[std::size_t(own * width + p)], i);
    });
}

void spreadToQueries(const RowGroups& groups, const std::vector<Found>& nearest, Index width,
                     Neighbors& result)
{
    forEachResult(groups, result, [&](Index i, NearRows& near) {
        for (Index p = 0; p < width; ++p)
            near.add(nearest[std::size_t(i * width + p)], -1);
    });
}

} // namespace leafscope
