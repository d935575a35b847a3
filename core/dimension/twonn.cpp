// SPDX-License-Identifier: MIT
#include "core/dimension/twonn.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace leafscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> logarithms(const std::vector<double>& mu)
{
    std::vector<double> logs(mu.size());
    for (std::size_t i = 0; i < mu.size(); ++i) {
        EXPECTS(mu[i] >= 1 && std::isfinite(mu[i]),
                "mu[" + std::to_string(i) + "]=" + std::to_string(mu[i]));
        logs[i] = std::log(mu[i]);
    }
    return logs;
}

} // namespace

double twonnFitOfLogs(std::vector<double> logMu, double fraction)
{
    EXPECTS(fraction > 0 && fraction <= 1, "fraction=" + std::to_string(fraction));
    std::sort(logMu.begin(), logMu.end());
    const auto total = double(logMu.size());
    const auto kept =
        std::min(std::size_t(std::floor(fraction * total)), logMu.empty() ? 0 : logMu.size() - 1);
    double xy = 0;
    double xx = 0;
    for (std::size_t i = 0; i < kept; ++i) {
        xy += logMu[i] * -std::log1p(-double(i + 1) / total);
        xx += logMu[i] * logMu[i];
    }
    return xx > 0 ? xy / xx : kNan;
}

double twonnMlOfLogs(const std::vector<double>& logMu)
{
    double sum = 0;
    for (const double x : logMu)
        sum += x;
    return logMu.size() >= 2 && sum > 0 ? double(logMu.size() - 1) / sum : kNan;
}

Interval twonnInterval(double dimension, Index n, double widening)
{
    if (!std::isfinite(dimension) || n < 1)
        return {kNan, kNan};
    constexpr double kNormal95 = 1.959963984540054;
    const double factor = std::exp(kNormal95 * widening / std::sqrt(double(n)));
    return {dimension / factor, dimension * factor};
}

double twonnFit(std::vector<double> mu, double fraction)
{
    return twonnFitOfLogs(logarithms(mu), fraction);
}

double twonnMl(const std::vector<double>& mu)
{
    return twonnMlOfLogs(logarithms(mu));
}

} // namespace leafscope
