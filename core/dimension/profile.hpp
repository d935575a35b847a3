// SPDX-License-Identifier: MIT
// The dimension profile as JSON and as an HDF5 artifact.
#pragma once

#include "core/dimension/dimension.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace leafscope {

/// {"layers": [{"name", "depth", "n", ...}]}; values that do not exist are null.
nlohmann::json profileToJson(const DimensionProfile& profile);

/// Writes one small array per number (/depth, /twonn_ml, ...; NaN where a value does not exist)
/// with the layers and the options as attributes of the file.
void writeProfile(const DimensionProfile& profile, const std::filesystem::path& file);

} // namespace leafscope
