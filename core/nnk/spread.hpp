// SPDX-License-Identifier: MIT
// How numbers of many samples are told: mean, deviation, the middle 80 %, and a histogram.
#pragma once

#include "core/base/matrix.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace leafscope {

/// Of the numbers that are finite; all NaN if there are none.
struct Spread {
    double mean = 0;
    double deviation = 0; ///< standard deviation (of the numbers, divided by their count)
    double low = 0;       ///< 10 % point
    double high = 0;      ///< 90 % point
    Index counted = 0;
};

/// Points of a share: the number at round(share (m - 1)) of the m in order. O(m log m).
Spread spreadOf(std::vector<double> values);

/// Counts of the finite numbers in bins [edge_i, edge_i+1), the last one closed.
struct Histogram {
    std::vector<double> edges; ///< counts + 1, ascending; empty if there are no numbers
    std::vector<std::int64_t> counts;
};

/// 30 bins of one width from the smallest to the largest number; a single one if they are equal.
Histogram histogramOf(const std::vector<double>& values);
/// Of whole numbers >= 0: bins around 0, 1, ... of one width, a whole number, at most 60.
Histogram histogramOfCounts(const std::vector<double>& values);

/// NAME_mean, NAME_low, NAME_high as entries of `object`.
void putSpread(nlohmann::json& object, const std::string& name, const Spread& spread);
/// {"edges", "counts"}.
nlohmann::json histogramToJson(const Histogram& histogram);

} // namespace leafscope
