// SPDX-License-Identifier: MIT
// A walk as pictures: numbered frames and a film.
#pragma once

#include "core/base/progress.hpp"
#include "core/leaf/walk_file.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

/// Places of the path at even distances along it, the first and the last among them; all of them if
/// there are no more than `count`.
std::vector<std::size_t> evenPlaces(const Walk& walk, std::size_t count);

/// Writes frames/frame_0000.png ... and walk.png (animated) into `folder`, of `count` places; shown
/// is the range of the bounds, else 0 to 1 for bytes and the range of the walk for other data, and
/// what lies beyond is cut off. Returns the names of what was written, relative to the folder;
/// nothing for inputs that are no images. Throws Error(Io). Cancellable.
std::vector<std::string> writeSequence(const Walk& walk, const WalkFacts& facts,
                                       const std::optional<Box>& range, std::size_t count,
                                       const std::filesystem::path& folder,
                                       const Progress& progress = {});

} // namespace leafscope
