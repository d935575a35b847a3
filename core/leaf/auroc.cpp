// SPDX-License-Identifier: MIT
#include "core/leaf/auroc.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace leafscope {

namespace {

constexpr double kNormalQuantile = 1.959963984540054; ///< of 0.975

std::vector<double> sorted(std::span<const double> values, const char* which)
{
    if (values.size() < 2)
        throw Error(ErrorKind::InvalidInput, "two samples at least are needed", which,
                    std::to_string(values.size()) + " given", "take more with --limit");
    std::vector<double> out(values.begin(), values.end());
    if (std::any_of(out.begin(), out.end(), [](double v) { return std::isnan(v); }))
        throw Error(ErrorKind::Numeric, "a score is NaN", which,
                    "the network returned a number that is none", "leave these samples out");
    std::sort(out.begin(), out.end());
    return out;
}

/// The share of `others` (sorted) below `value`, equal ones counted half.
double shareBelow(const std::vector<double>& others, double value)
{
    const auto [first, last] = std::equal_range(others.begin(), others.end(), value);
    const auto below = double(first - others.begin());
    return (below + double(last - first) / 2) / double(others.size());
}

double mean(const std::vector<double>& values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / double(values.size());
}

/// Of the mean of these values.
double varianceOfMean(const std::vector<double>& values)
{
    const double centre = mean(values);
    double sum = 0;
    for (const double value : values)
        sum += (value - centre) * (value - centre);
    const auto n = double(values.size());
    return sum / (n - 1) / n;
}

} // namespace

Auroc auroc(std::span<const double> inside, std::span<const double> outside, Pairing pairing)
{
    const std::vector<double> in = sorted(inside, "inside");
    const std::vector<double> out = sorted(outside, "outside");
    std::vector<double> ofOutside; // DeLong's structural components V10 and V01
    std::vector<double> ofInside;
    for (const double value : outside)
        ofOutside.push_back(shareBelow(in, value));
    for (const double value : inside)
        ofInside.push_back(1 - shareBelow(out, value));
    Auroc result;
    result.value = mean(ofOutside);
    double variance = 0;
    if (pairing == Pairing::Paired) {
        if (in.size() != out.size())
            throw Error(ErrorKind::InvalidInput, "pairs need two sets of one size", "auroc");
        std::vector<double> sums(ofInside);
        for (std::size_t i = 0; i < sums.size(); ++i)
            sums[i] += ofOutside[i];
        variance = varianceOfMean(sums);
    } else {
        variance = varianceOfMean(ofOutside) + varianceOfMean(ofInside);
    }
    result.error = std::sqrt(variance);
    result.low = std::max(0.0, result.value - kNormalQuantile * result.error);
    result.high = std::min(1.0, result.value + kNormalQuantile * result.error);
    return result;
}

std::vector<RocPoint> rocCurve(std::span<const double> inside, std::span<const double> outside)
{
    const std::vector<double> in = sorted(inside, "inside");
    const std::vector<double> out = sorted(outside, "outside");
    std::vector<double> thresholds(in);
    thresholds.insert(thresholds.end(), out.begin(), out.end());
    std::sort(thresholds.rbegin(), thresholds.rend());
    thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
    const auto atLeast = [](const std::vector<double>& values, double threshold) {
        const auto first = std::lower_bound(values.begin(), values.end(), threshold);
        return double(values.end() - first) / double(values.size());
    };
    std::vector<RocPoint> curve{{std::numeric_limits<double>::infinity(), 0, 0}};
    for (const double threshold : thresholds)
        curve.push_back({threshold, atLeast(in, threshold), atLeast(out, threshold)});
    return curve;
}

} // namespace leafscope
