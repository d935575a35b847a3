// SPDX-License-Identifier: MIT
#include "views/scene/draw_order.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

namespace leafscope {

namespace {

constexpr std::size_t kBuckets = 1 << 16;
constexpr std::uint32_t kGolden = 2654435769u; // 2^32 / golden ratio: spreads 0, 1, 2, ... evenly

/// How many rows of each group came so far; small numbers of groups without a search.
class Ranks {
public:
    std::uint32_t next(int group)
    {
        if (group >= 0 && std::size_t(group) < m_small.size())
            return m_small[std::size_t(group)]++;
        return m_others[group]++;
    }

private:
    std::array<std::uint32_t, 4096> m_small{};
    std::unordered_map<int, std::uint32_t> m_others;
};

/// Where the first `count` keys end: all below `bucket`, and `within` of that bucket.
struct Cut {
    std::size_t bucket = kBuckets;
    std::size_t within = 0;
};

Cut cutAt(const std::vector<std::uint32_t>& histogram, std::size_t count)
{
    std::size_t below = 0;
    for (std::size_t bucket = 0; bucket < histogram.size(); ++bucket) {
        if (below + histogram[bucket] > count)
            return {bucket, count - below};
        below += histogram[bucket];
    }
    return {};
}

} // namespace

DrawOrder stratifiedOrder(const std::vector<int>& groups, const std::vector<std::uint8_t>& visible,
                          std::size_t moving, std::size_t rest)
{
    EXPECTS(groups.size() == visible.size() && moving <= rest,
            "groups=" + std::to_string(groups.size()) +
                ", flags=" + std::to_string(visible.size()));
    DrawOrder order;
    const auto shown = std::size_t(std::count(visible.begin(), visible.end(), std::uint8_t(1)));
    order.rows.resize(shown);
    order.rest = std::min(rest, shown);
    order.moving = std::min(moving, shown);
    if (shown <= moving) {
        std::size_t at = 0;
        for (std::size_t row = 0; row < visible.size(); ++row)
            if (visible[row])
                order.rows[at++] = std::uint32_t(row);
        return order;
    }
    // A row's key in [0, 2^16) says when it is drawn; equal shares of every group lie below any
    // key.
    std::vector<std::uint16_t> keys(visible.size());
    std::vector<std::uint32_t> histogram(kBuckets, 0);
    Ranks ranks;
    for (std::size_t row = 0; row < visible.size(); ++row)
        if (visible[row]) {
            keys[row] = std::uint16_t(ranks.next(groups[row]) * kGolden >> 16);
            ++histogram[keys[row]];
        }
    std::array<Cut, 2> cuts{cutAt(histogram, order.moving), cutAt(histogram, order.rest)};
    std::array<std::size_t, 3> place{0, order.moving, order.rest};
    const auto before = [](Cut& cut, std::size_t key) {
        if (key != cut.bucket)
            return key < cut.bucket;
        return cut.within > 0 && cut.within-- > 0;
    };
    for (std::size_t row = 0; row < visible.size(); ++row) {
        if (!visible[row])
            continue;
        // Both cuts are asked, for each counts the rows of its own bucket.
        const bool early = before(cuts[0], keys[row]);
        const bool drawn = before(cuts[1], keys[row]);
        order.rows[place[early ? 0 : drawn ? 1 : 2]++] = std::uint32_t(row);
    }
    return order;
}

} // namespace leafscope
