// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace leafscope::hdf5 {

/// Whether texts of variable length can be read from the file: every block that looks like a global
/// heap (where they lie) can be walked to its end, and everything that looks like a reference into
/// one names an object there. Format: HDF5 File Format Specification 3.0, III.E and VIII.A.
/// A file whose attributes were rewritten may hold stale references and then counts as unsound.
/// Cost: two passes over the file.
bool heapsAreSound(const std::filesystem::path& file);

} // namespace leafscope::hdf5
