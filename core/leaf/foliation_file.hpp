// SPDX-License-Identifier: MIT
// A foliation as an HDF5 artifact.
#pragma once

#include "core/leaf/foliation.hpp"

#include <filesystem>
#include <memory>

namespace leafscope {

/// What the file holds, for the help of the analysis.
extern const char* const kFoliationArrays;

/// Throws Error(Io).
void writeFoliation(const Foliation& foliation, const std::filesystem::path& file);

/// Throws Error: Io, Format for a file that holds no foliation or a damaged one.
std::shared_ptr<const Foliation> readFoliation(const std::filesystem::path& artifact);

} // namespace leafscope
