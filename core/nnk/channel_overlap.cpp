// SPDX-License-Identifier: MIT
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/parallel.hpp"
#include "core/nnk/channels.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <numeric>

namespace leafscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

using Channels = std::vector<ChannelNeighborhoods>;

/// Overlap of channel a with b, and of sets that are drawn at random.
struct PairOverlap {
    double measured = 0;
    double chance = 0;
};

PairOverlap overlapOf(const ChannelNeighborhoods& a, const ChannelNeighborhoods& b, Index n)
{
    PairOverlap sum;
    Index counted = 0;
    for (Index i = 0; i < n; ++i) {
        const auto first = a.of(i);
        const auto second = b.of(i);
        if (first.empty() || second.empty())
            continue;
        Index both = 0;
        for (std::size_t p = 0, q = 0; p < first.size() && q < second.size();) {
            both += first[p] == second[q] ? 1 : 0;
            const bool advance = first[p] <= second[q];
            q += second[q] <= first[p] ? 1 : 0;
            p += advance ? 1 : 0;
        }
        sum.measured += double(both) / double(std::min(first.size(), second.size()));
        sum.chance += double(std::max(first.size(), second.size())) / double(n - 1);
        ++counted;
    }
    if (counted == 0)
        return {kNan, kNan};
    return {sum.measured / double(counted), sum.chance / double(counted)};
}

/// Which channels have a sample as a neighbour of another: how many, and the sum of their places,
/// which is the place itself once a single one is left.
struct Holders {
    Index count = 0;
    Index places = 0;
};

/// Takes channels out of the union one after the other.
class Elimination {
public:
    Elimination(const Channels& channels, Index n)
        : m_channels(channels)
        , m_n(n)
    {
        std::size_t total = 0;
        for (const auto& channel : channels)
            total += channel.indices.size();
        requireMemory(std::uint64_t(total) * 40,
                      "the neighbours of " + std::to_string(channels.size()) + " channels");
        m_alone.assign(channels.size(), 0);
        m_entries.resize(channels.size());
        for (std::size_t c = 0; c < channels.size(); ++c)
            m_entries[c].resize(channels[c].indices.size());
    }

    void countHolders(const Progress& progress)
    {
        std::vector<Index> entryOf(std::size_t(m_n), -1); // of a sample among this row's neighbours
        std::vector<std::int32_t> seen;
        for (Index i = 0; i < m_n; ++i) {
            progress.checkpoint();
            seen.clear();
            Index sum = 0;
            for (std::size_t c = 0; c < m_channels.size(); ++c) {
                const auto row = m_channels[c].of(i);
                const auto from = std::size_t(m_channels[c].indptr[std::size_t(i)]);
                sum += Index(row.size());
                for (std::size_t e = 0; e < row.size(); ++e) {
                    Index& entry = entryOf[std::size_t(row[e])];
                    if (entry < 0) {
                        entry = Index(m_holders.size());
                        m_holders.emplace_back();
                        seen.push_back(row[e]);
                    }
                    m_entries[c][from + e] = entry;
                    Holders& holders = m_holders[std::size_t(entry)];
                    ++holders.count;
                    holders.places += Index(c);
                }
            }
            if (sum > 0) {
                m_growth += double(seen.size()) / double(sum);
                ++m_rows;
            }
            for (const std::int32_t j : seen)
                entryOf[std::size_t(j)] = -1;
        }
        for (const Holders& holders : m_holders)
            if (holders.count == 1)
                ++m_alone[std::size_t(holders.places)];
    }

    double unionGrowth() const { return m_rows > 0 ? m_growth / double(m_rows) : kNan; }

    void order(ChannelOverlap& result, const Progress& progress)
    {
        std::vector<std::size_t> left;
        for (std::size_t c = 0; c < m_channels.size(); ++c)
            if (!m_channels[c].dead)
                left.push_back(c);
        while (!left.empty()) {
            progress.checkpoint();
            const auto least =
                std::min_element(left.begin(), left.end(), [this](std::size_t a, std::size_t b) {
                    return m_alone[a] < m_alone[b];
                });
            result.redundant.push_back(Index(*least));
            result.redundantLoss.push_back(double(m_alone[*least]) / double(m_n));
            remove(*least);
            left.erase(least);
        }
    }

private:
    void remove(std::size_t channel)
    {
        for (const Index entry : m_entries[channel]) {
            Holders& holders = m_holders[std::size_t(entry)];
            --holders.count;
            holders.places -= Index(channel);
            if (holders.count == 1)
                ++m_alone[std::size_t(holders.places)];
        }
    }

    const Channels& m_channels;
    Index m_n;
    std::vector<Holders> m_holders;
    std::vector<std::vector<Index>> m_entries; ///< per channel, like its indices
    std::vector<Index> m_alone;                ///< neighbours that only this channel has
    double m_growth = 0;
    Index m_rows = 0;
};

} // namespace

ChannelOverlap compareChannels(const Channels& channels, const Progress& progress)
{
    EXPECTS(!channels.empty(), "no channels");
    const auto n = Index(channels[0].indptr.size()) - 1;
    for (const auto& channel : channels)
        EXPECTS(Index(channel.indptr.size()) == n + 1,
                "samples=" + std::to_string(channel.indptr.size()));
    const auto count = Index(channels.size());
    ChannelOverlap result;
    result.overlap = MatrixD::Constant(count, count, kNan);
    MatrixD chance = result.overlap;
    std::atomic<Index> done{0};
    parallelFor(count, [&](Index a) { // writes (a, b) and (b, a) for b > a alone
        const auto& first = channels[std::size_t(a)];
        if (!first.dead)
            result.overlap(a, a) = 1;
        for (Index b = a + 1; b < count; ++b) {
            progress.checkpoint();
            const PairOverlap pair = overlapOf(first, channels[std::size_t(b)], n);
            result.overlap(a, b) = result.overlap(b, a) = pair.measured;
            chance(a, b) = pair.chance;
        }
        progress.report(0.8 * double(++done) / double(count));
    });
    double sum = 0;
    double chanceSum = 0;
    Index pairs = 0;
    for (Index a = 0; a < count; ++a)
        for (Index b = a + 1; b < count; ++b)
            if (result.overlap(a, b) >= 0) {
                sum += result.overlap(a, b);
                chanceSum += chance(a, b);
                ++pairs;
            }
    result.mean = pairs > 0 ? sum / double(pairs) : kNan;
    result.chance = pairs > 0 ? chanceSum / double(pairs) : kNan;
    Elimination elimination(channels, n);
    elimination.countHolders(progress);
    result.unionGrowth = elimination.unionGrowth();
    elimination.order(result, progress);
    progress.report(1);
    return result;
}

} // namespace leafscope
