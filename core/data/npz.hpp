// SPDX-License-Identifier: MIT
// NumPy's .npz: a zip archive of .npy files, stored (numpy.savez) or deflated
// (numpy.savez_compressed).
#pragma once

#include "core/data/stored_array.hpp"

#include <filesystem>

namespace leafscope {

/// The arrays of an archive in its order, each by its name without ".npy"; reads only their
/// headers. Arrays of objects, texts and the like are told as unusable. Throws Error: Io, Format.
ArrayFile readNpzDirectory(const std::filesystem::path& file);

} // namespace leafscope
