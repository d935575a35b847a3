// SPDX-License-Identifier: MIT
// safetensors: a table of tensors as JSON, then their bytes.
//
// Source: the format's description, https://github.com/huggingface/safetensors#format: 8 bytes
// length N (little-endian), N bytes of JSON {"NAME": {"dtype", "shape", "data_offsets": [begin,
// end]}, "__metadata__": {...}}, then the data; offsets count from its front.
#pragma once

#include "core/data/stored_array.hpp"

#include <filesystem>

namespace leafscope {

/// The tensors in the order in which their bytes lie. Types that are no plain numbers (8-bit
/// floats, complex) are told as unusable. Throws Error: Io; Format for a header over 100 MB, JSON
/// that is damaged, and offsets that do not agree with type, shape and the file.
ArrayFile readSafetensorsHeader(const std::filesystem::path& file);

} // namespace leafscope
