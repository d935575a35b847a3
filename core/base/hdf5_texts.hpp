// SPDX-License-Identifier: MIT
// Arrays of texts in HDF5 files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

/// The texts of a one-dimensional array, of fixed length or, unless it is stored in chunks, of any;
/// at most a million. Throws Error(Format) if there is no such array of texts.
std::vector<std::string> readHdf5Texts(const std::filesystem::path& file, const std::string& array);

} // namespace leafscope
