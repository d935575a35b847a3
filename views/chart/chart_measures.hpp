// SPDX-License-Identifier: MIT
// Distances inside a chart, in logical pixels.
#pragma once

#include <cstddef>

namespace leafscope::chart {

inline constexpr double kTickGap = 8;          ///< between an axis and its labels
inline constexpr double kEndLabelGap = 12;     ///< before and behind the name of a line, together
inline constexpr double kGroupHeight = 20;     ///< bracket and its label
inline constexpr double kSlant = 0.7853981634; ///< 45 degrees
inline constexpr double kWidestSlanted = 92;   ///< longer names are elided
inline constexpr double kLeastPlot = 56;       ///< below this height the brackets make way
inline constexpr double kLeastSlantedPlot =
    84; ///< below it names are thinned out instead of slanted
inline constexpr double kSamePixel = 0.5;
inline constexpr double kMarker = 3; ///< radius
inline constexpr std::size_t kMostDirectLabels = 5;

} // namespace leafscope::chart
