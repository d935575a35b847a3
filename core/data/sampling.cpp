// SPDX-License-Identifier: MIT
// Stratified choice of samples.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/data/dataset.hpp"
#include "core/data/shapes.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace leafscope {

namespace {

struct Stratum {
    std::vector<std::int64_t> members;
    std::int64_t share = 0;
    std::int64_t remainder = 0; ///< of count * members / n, in units of 1/n
};

/// Shares add up to `count`: floors first, then one more to the largest remainders, the lower label
/// first among equals. Exact in integers: count and n stay under 2^31 in any set that fits a
/// machine.
void distribute(std::vector<Stratum>& strata, std::int64_t count, std::int64_t n)
{
    std::int64_t left = count;
    for (Stratum& s : strata) {
        const std::int64_t product = count * std::int64_t(s.members.size());
        s.share = product / n;
        s.remainder = product % n;
        left -= s.share;
    }
    std::vector<std::size_t> order(strata.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return strata[a].remainder > strata[b].remainder;
    });
    for (std::size_t i = 0; std::int64_t(i) < left; ++i)
        ++strata[order[i]].share;
}

} // namespace

std::vector<std::int64_t> stratifiedSample(const Dataset& data, std::int64_t count,
                                           std::uint64_t seed)
{
    const std::int64_t n = data.size();
    EXPECTS(data.labels.empty() || std::int64_t(data.labels.size()) == n,
            "labels=" + std::to_string(data.labels.size()) + ", samples=" + std::to_string(n));
    std::vector<std::int64_t> chosen;
    if (count <= 0 || count >= n) {
        chosen.resize(std::size_t(n));
        std::iota(chosen.begin(), chosen.end(), std::int64_t(0));
        return chosen;
    }
    std::map<std::int32_t, Stratum> byLabel;
    for (std::int64_t i = 0; i < n; ++i)
        byLabel[data.labels.empty() ? 0 : data.labels[std::size_t(i)]].members.push_back(i);
    std::vector<Stratum> strata;
    for (auto& [label, stratum] : byLabel)
        strata.push_back(std::move(stratum));
    distribute(strata, count, n);

    // Every class is shuffled whole, so that a larger sample of the same seed extends a smaller
    // one.
    RandomStream random(seed);
    for (const Stratum& s : strata) {
        const auto order = random.permutation(std::int64_t(s.members.size()));
        for (std::int64_t k = 0; k < s.share; ++k)
            chosen.push_back(s.members[std::size_t(order[std::size_t(k)])]);
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

std::string describeSampling(const Dataset& data, Index n, std::uint64_t seed)
{
    if (n == data.size())
        return "all " + groupedNumber(n);
    return groupedNumber(n) + " of " + groupedNumber(data.size()) +
           (data.labels.empty() ? ", drawn at random" : ", stratified by label") + ", seed " +
           std::to_string(seed);
}

} // namespace leafscope
