// SPDX-License-Identifier: MIT
// Axis arithmetic without a widget: ranges, ticks at round numbers, and the way from values to
// pixels.
#pragma once

#include <QString>

#include <vector>

namespace leafscope::chart {

struct Range {
    double low = 0;
    double high = 1;
    double span() const { return high - low; }
    bool holds(double value) const { return value >= low && value <= high; }
};

/// The smallest range that holds every finite value (only positive ones if asked); {0, 1} if there
/// is none.
Range rangeOf(const std::vector<double>& values, bool positiveOnly = false);

struct Tick {
    double at = 0;
    QString label;
};

/// Ticks at multiples of 1, 2 or 5 times a power of ten inside the range, at most `most` of them
/// (up to five where only one would be left), all labelled with the same number of decimals.
std::vector<Tick> niceTicks(Range range, int most);

/// Ticks of a logarithmic axis: powers of ten, with 2 and 5 between them where there is room, and
/// niceTicks() when the range is too narrow to hold two of these. The range is positive.
std::vector<Tick> logTicks(Range range, int most);

/// Widens a range outwards to the next round numbers of an axis with about `most` ticks; a range
/// without extent gets one. `fromZero` starts it at zero if its values are not negative.
Range niceRange(Range range, int most, bool fromZero);
/// The same for a logarithmic axis: outwards to 1, 2 or 5 times a power of ten.
Range niceLogRange(Range range);

/// A straight or logarithmic map from values to pixels; `from` is where the low end lies.
class Scale {
public:
    Scale() = default;
    Scale(Range values, double from, double to, bool logarithmic = false);
    double toPixel(double value) const;
    double toValue(double pixel) const;

private:
    double m_low = 0;
    double m_high = 1;
    double m_from = 0;
    double m_to = 1;
    bool m_logarithmic = false;
};

} // namespace leafscope::chart
