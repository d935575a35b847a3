// SPDX-License-Identifier: MIT
#include "views/session/sample_set.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace leafscope {

namespace {

using Samples = std::vector<std::int64_t>;

constexpr std::int64_t kMost = 1'000'000'000;

} // namespace

SampleSet::SampleSet(Samples samples)
{
    std::erase_if(samples, [](std::int64_t sample) { return sample < 0; });
    if (!std::is_sorted(samples.begin(), samples.end()))
        std::sort(samples.begin(), samples.end());
    samples.erase(std::unique(samples.begin(), samples.end()), samples.end());
    if (!samples.empty())
        m_values = std::make_shared<const Samples>(std::move(samples));
}

const Samples& SampleSet::values() const
{
    static const Samples none;
    return m_values ? *m_values : none;
}

bool SampleSet::contains(std::int64_t sample) const
{
    return std::binary_search(values().begin(), values().end(), sample);
}

SampleSet SampleSet::combined(const SampleSet& other, Combine how) const
{
    if (how == Combine::Replace)
        return other;
    const Samples& a = values();
    const Samples& b = other.values();
    Samples result;
    const auto out = std::back_inserter(result);
    switch (how) {
    case Combine::Add:
        std::set_union(a.begin(), a.end(), b.begin(), b.end(), out);
        break;
    case Combine::Subtract:
        std::set_difference(a.begin(), a.end(), b.begin(), b.end(), out);
        break;
    case Combine::Intersect:
        std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), out);
        break;
    default:
        std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), out);
        break;
    }
    return SampleSet(std::move(result));
}

bool SampleSet::operator==(const SampleSet& other) const
{
    return m_values == other.m_values || values() == other.values();
}

nlohmann::json SampleSet::toJson() const
{
    nlohmann::json runs = nlohmann::json::array();
    const Samples& all = values();
    for (std::size_t first = 0; first < all.size();) {
        std::size_t last = first;
        while (last + 1 < all.size() && all[last + 1] == all[last] + 1)
            ++last;
        runs.push_back(all[first]);
        runs.push_back(all[last]);
        first = last + 1;
    }
    return runs;
}

SampleSet SampleSet::fromJson(const nlohmann::json& json)
{
    const auto refuse = [] {
        throw Error(ErrorKind::Format, "the stored set of samples cannot be used", "samples",
                    "the file was cut short or changed by hand", "remove the field");
    };
    if (!json.is_array() || json.size() % 2 != 0)
        refuse();
    Samples samples;
    std::int64_t before = -1;
    for (std::size_t i = 0; i < json.size(); i += 2) {
        if (!json[i].is_number_integer() || !json[i + 1].is_number_integer())
            refuse();
        const auto first = json[i].get<std::int64_t>();
        const auto last = json[i + 1].get<std::int64_t>();
        if (first <= before || last < first || last - first >= kMost ||
            std::int64_t(samples.size()) + (last - first) >= kMost)
            refuse();
        for (std::int64_t sample = first; sample <= last; ++sample)
            samples.push_back(sample);
        before = last;
    }
    return SampleSet(std::move(samples));
}

} // namespace leafscope
