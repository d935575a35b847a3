// SPDX-License-Identifier: MIT
// What a person chose of the look of a collapse, beside what the session knows.
#pragma once

#include "core/session/recipe.hpp"

#include <cstdint>

namespace leafscope {

struct CollapseSettings {
    bool train = true;
    bool test = false;
    bool classifiers = true;
    bool ideal = true; ///< vertices and edges of the simplex
    bool sticks = true;
    bool paper = false; ///< green, red, blue by role and shades by class; else colours by class
    double zoom = 1;    ///< of features around their class means, 1 to 1000
    double speed = 2;   ///< measured epochs per second
    bool loop = false;
    std::uint64_t seed = 1; ///< of the random frame
    double tour = 1;        ///< place of the grand tour: between the random frames of its two seeds
    int moments = 6;        ///< of a film strip, 2 to 12

    bool operator==(const CollapseSettings&) const = default;
};

inline constexpr double kMostZoom = 1000;

Json toJson(const CollapseSettings& settings);
/// Missing fields get their default. Throws Error(Format) that names the field.
CollapseSettings collapseSettingsFrom(const Json& state);

} // namespace leafscope
