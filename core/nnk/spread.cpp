// SPDX-License-Identifier: MIT
#include "core/nnk/spread.hpp"

#include "core/base/json_number.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

constexpr int kBins = 30;
constexpr double kMostCountBins = 60;

std::vector<double> finiteOf(const std::vector<double>& values)
{
    std::vector<double> kept;
    kept.reserve(values.size());
    for (const double value : values)
        if (std::isfinite(value))
            kept.push_back(value);
    return kept;
}

Histogram counted(const std::vector<double>& values, double low, double width, std::size_t bins)
{
    Histogram histogram;
    histogram.counts.assign(bins, 0);
    for (std::size_t i = 0; i <= bins; ++i)
        histogram.edges.push_back(low + width * double(i));
    for (const double value : values) {
        // By comparison with the edges themselves, so that a bin holds what it says.
        const auto after = std::upper_bound(histogram.edges.begin(), histogram.edges.end(), value);
        const auto bin = std::clamp<std::ptrdiff_t>(after - histogram.edges.begin() - 1, 0,
                                                    std::ptrdiff_t(bins) - 1);
        ++histogram.counts[std::size_t(bin)];
    }
    return histogram;
}

} // namespace

Spread spreadOf(std::vector<double> values)
{
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    if (values.empty()) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        return {none, none, none, none, 0};
    }
    std::sort(values.begin(), values.end());
    const double count = double(values.size());
    double sum = 0;
    for (const double value : values)
        sum += value;
    const double mean = sum / count;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    const auto at = [&](double share) {
        return values[std::size_t(std::llround(share * (count - 1)))];
    };
    return {mean, std::sqrt(squares / count), at(0.1), at(0.9), Index(values.size())};
}

Histogram histogramOf(const std::vector<double>& values)
{
    const std::vector<double> finite = finiteOf(values);
    if (finite.empty())
        return {};
    const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
    const double width = (*high - *low) / kBins;
    if (*low + width * 0.5 == *low) { // equal, or to within rounding
        const double half = *low == 0 ? 0.5 : 0.5 * std::abs(*low);
        return counted(finite, *low - half, 2 * half, 1);
    }
    return counted(finite, *low, width, kBins);
}

Histogram histogramOfCounts(const std::vector<double>& values)
{
    const std::vector<double> finite = finiteOf(values);
    if (finite.empty())
        return {};
    const double most = *std::max_element(finite.begin(), finite.end());
    const double width = std::ceil((most + 1) / kMostCountBins);
    return counted(finite, -0.5, width, std::size_t(std::ceil((most + 1) / width)));
}

void putSpread(nlohmann::json& object, const std::string& name, const Spread& spread)
{
    object[name + "_mean"] = numberOrNull(spread.mean);
    object[name + "_low"] = numberOrNull(spread.low);
    object[name + "_high"] = numberOrNull(spread.high);
}

nlohmann::json histogramToJson(const Histogram& histogram)
{
    return {{"edges", histogram.edges}, {"counts", histogram.counts}};
}

} // namespace leafscope
