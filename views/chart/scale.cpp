// SPDX-License-Identifier: MIT
#include "views/chart/scale.hpp"

#include "views/style/theme.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace leafscope::chart {

namespace {

constexpr std::array<double, 3> kRound{1, 2, 5};
// Rounding may put a tick that belongs on the end of the range just outside.
constexpr double kSlack = 1e-9;
constexpr int kMostFiner = 4; // more cannot help: the range is then below the precision of its ends

/// The round step that gives at most `most` ticks over this span.
double niceStep(double span, int most)
{
    const double least = span / std::max(1, most - 1);
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : kRound)
        if (factor * power >= least * (1 - kSlack))
            return factor * power;
    return 10 * power;
}

/// The next smaller of 1, 2, 5, 10, 20, ...
double finerStep(double step)
{
    const double power = std::pow(10.0, std::floor(std::log10(step) + kSlack));
    const double factor = step / power;
    return factor > 3 ? 2 * power : factor > 1.5 ? power : power / 2;
}

int decimalsOf(double step)
{
    return std::clamp(int(-std::floor(std::log10(step) + kSlack)), 0, 12);
}

/// `largest` is the largest magnitude on the axis: all its labels are written in one way.
QString tickLabel(double value, double step, double largest)
{
    // Three digits tell neighbours apart only if the step is not too small a part of them.
    if ((largest >= 1e6 || largest < 1e-3) && step >= largest / 100)
        return style::number(value, 3);
    return QString::number(value, 'f', decimalsOf(step));
}

std::vector<Tick> ticksEvery(double step, Range range)
{
    std::vector<Tick> ticks;
    const double slack = kSlack * range.span();
    const double largest = std::max(std::abs(range.low), std::abs(range.high));
    const double first = std::ceil((range.low - slack) / step);
    const double last = std::floor((range.high + slack) / step);
    // Counted in whole numbers: far from zero, first + 1 can be first again.
    const int more = int(std::clamp(last - first, -1.0, 100.0));
    for (int k = 0; k <= more; ++k) {
        const double i = first + k;
        const double value = i == 0 ? 0 : i * step; // never "-0"
        ticks.push_back({value, tickLabel(value, step, largest)});
    }
    return ticks;
}

/// Every k-th, from the last back, for the smallest k that leaves no more than `most`.
std::vector<Tick> thinned(const std::vector<Tick>& ticks, std::size_t most)
{
    const std::size_t k = (ticks.size() + most - 1) / most;
    std::vector<Tick> kept;
    for (std::size_t i = (ticks.size() - 1) % k; i < ticks.size(); i += k)
        kept.push_back(ticks[i]);
    return kept;
}

/// The largest 1, 2 or 5 times a power of ten that is not above the value (below: not below it).
double roundLog(double value, bool up)
{
    const double power = std::pow(10.0, std::floor(std::log10(value) + kSlack));
    if (up) {
        for (const double factor : {1.0, 2.0, 5.0, 10.0})
            if (factor * power >= value * (1 - kSlack))
                return factor * power;
    }
    double below = power;
    for (const double factor : kRound)
        if (factor * power <= value * (1 + kSlack))
            below = factor * power;
    return below;
}

} // namespace

Range rangeOf(const std::vector<double>& values, bool positiveOnly)
{
    Range range;
    bool any = false;
    for (const double value : values) {
        if (!std::isfinite(value) || (positiveOnly && value <= 0))
            continue;
        range = any ? Range{std::min(range.low, value), std::max(range.high, value)}
                    : Range{value, value};
        any = true;
    }
    return range;
}

std::vector<Tick> niceTicks(Range range, int most)
{
    if (!(range.span() > 0) || !std::isfinite(range.span()))
        return {{range.low, style::number(range.low)}};
    double step = niceStep(range.span(), std::max(2, most));
    std::vector<Tick> ticks = ticksEvery(step, range);
    // With fewer than two ticks the range is shorter than two steps, so the next finer step, at
    // least 2/5 of this one, gives no more than five.
    for (int finer = 0; ticks.size() < 2 && finer < kMostFiner; ++finer) {
        step = finerStep(step);
        ticks = ticksEvery(step, range);
    }
    return ticks;
}

std::vector<Tick> logTicks(Range range, int most)
{
    if (!(range.low > 0) || !(range.high > range.low))
        return niceTicks(range, most);
    std::vector<Tick> all;
    std::vector<Tick> decades;
    const int first = int(std::floor(std::log10(range.low)));
    const int last = int(std::ceil(std::log10(range.high)));
    for (int exponent = first; exponent <= last; ++exponent) {
        const double power = std::pow(10.0, exponent);
        for (const double factor : kRound) {
            const double value = factor * power;
            if (value < range.low * (1 - kSlack) || value > range.high * (1 + kSlack))
                continue;
            all.push_back({value, tickLabel(value, power, value)});
            if (factor == 1)
                decades.push_back(all.back());
        }
    }
    if (int(all.size()) <= most && all.size() >= 2)
        return all;
    return decades.size() >= 2 ? thinned(decades, std::size_t(std::max(most, 2)))
                               : niceTicks(range, most);
}

Range niceRange(Range range, int most, bool fromZero)
{
    if (!std::isfinite(range.low) || !std::isfinite(range.high))
        return {};
    if (fromZero && range.low >= 0)
        range.low = 0;
    if (!(range.span() > 0)) {
        const double margin = range.low == 0 ? 1 : std::abs(range.low) / 2;
        range = {range.low - margin, range.high + margin};
        if (fromZero)
            range.low = std::max(0.0, range.low);
    }
    const double step = niceStep(range.span(), std::max(2, most));
    return {step * std::floor(range.low / step + kSlack),
            step * std::ceil(range.high / step - kSlack)};
}

Range niceLogRange(Range range)
{
    if (!(range.low > 0) || !(range.high >= range.low))
        return {1, 10};
    Range wide{roundLog(range.low, false), roundLog(range.high, true)};
    if (!(wide.high > wide.low))
        wide = {wide.low / 2, wide.high * 2};
    return wide;
}

Scale::Scale(Range values, double from, double to, bool logarithmic)
    : m_low(logarithmic ? std::log10(values.low) : values.low)
    , m_high(logarithmic ? std::log10(values.high) : values.high)
    , m_from(from)
    , m_to(to)
    , m_logarithmic(logarithmic)
{
}

double Scale::toPixel(double value) const
{
    const double v = m_logarithmic ? std::log10(value) : value;
    if (m_high == m_low)
        return (m_from + m_to) / 2;
    return m_from + (v - m_low) / (m_high - m_low) * (m_to - m_from);
}

double Scale::toValue(double pixel) const
{
    if (m_to == m_from)
        return m_logarithmic ? std::pow(10.0, m_low) : m_low;
    const double v = m_low + (pixel - m_from) / (m_to - m_from) * (m_high - m_low);
    return m_logarithmic ? std::pow(10.0, v) : v;
}

} // namespace leafscope::chart
