// SPDX-License-Identifier: MIT
// Labels: one class number per sample, 0 and up.
#pragma once

#include "core/data/stored_array.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

/// Checks that all are in 0 .. 999,999 and narrows them. Throws Error(InvalidInput) naming the
/// first row that is not; `where` says whose labels they are.
std::vector<std::int32_t> toLabels(const std::vector<std::int64_t>& numbers,
                                   const std::string& where);

/// Reads labels from an .npy file (n or n x 1; floats must be whole numbers) or an IDX file (plain
/// or gzip). Throws Error: Io, Format, InvalidInput.
std::vector<std::int32_t> readLabels(const std::filesystem::path& file);

/// The numbers of an array n or n x 1. Throws Error(Format) for another shape or fractions.
std::vector<std::int64_t> readStoredNumbers(const StoredArray& array);

/// Throws Error(InvalidInput) naming both counts unless there is one label per sample. `samples`
/// and `labels` say where they come from.
void requireLabelCount(std::size_t labelCount, std::int64_t sampleCount, const std::string& labels,
                       const std::string& samples);

} // namespace leafscope
