// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/recipe.hpp"

#include <cmath>

namespace leafscope {

/// JSON has no NaN and no infinity: null.
inline Json finite(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

} // namespace leafscope
