// SPDX-License-Identifier: MIT
// Parameters that the analyses of this room share.
#pragma once

#include "core/leaf/box.hpp"
#include "core/session/analysis.hpp"

#include <optional>
#include <string>
#include <vector>

namespace leafscope {

/// "none", "auto" (0 and 1 where `bounded`, else none) or "LOW,HIGH". Throws Error(InvalidInput).
std::optional<Box> boundsOf(const std::string& text, bool bounded);

/// The registry entry of `leaf walk`.
const Analysis& leafWalkAnalysis();

/// "bounds", as boundsOf() takes it.
Parameter boundsParameter();

/// "LOW,HIGH". Throws Error(InvalidInput) that names the flag.
Box rangeOf(const std::string& text);

/// Of `leaf walk`: whereto, then how.
std::vector<Parameter> walkParameters();

} // namespace leafscope
