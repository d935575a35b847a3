// SPDX-License-Identifier: MIT
// One point set of a profile: the estimate with the layer's name in its progress.
#pragma once

#include "core/dimension/dimension.hpp"

#include <string>

namespace leafscope {

/// estimateDimension whose stages are called "NAME: neighbours" and "NAME: spectrum" ("neighbours"
/// if name is empty).
Dimension estimateNamed(const Points& x, const DimensionOptions& options, const std::string& name,
                        const Progress& progress);

} // namespace leafscope
