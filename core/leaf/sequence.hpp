// SPDX-License-Identifier: MIT
// A walk as pictures: numbered frames and a film.
#pragma once

#include "core/base/progress.hpp"
#include "core/data/png.hpp"
#include "core/leaf/walk_file.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

/// Places of a path at even distances along it, the first and the last among them; all of them if
/// there are no more than `count`. `lengths`: from the start to each place.
std::vector<std::size_t> evenPlaces(std::span<const double> lengths, std::size_t count);

/// What pictures of a walk show, from black to white: the bounds, else the range of its values.
Box shownRange(const Walk& walk, const std::optional<Box>& bounds);

/// Channels x height x width with 1 or 3 channels.
bool isImageShape(const std::vector<std::int64_t>& shape);

/// A place as a picture whose longer side has at least `side` pixels: smaller images are enlarged
/// by a whole factor. What lies beyond facts.shown is cut off.
Picture pictureOf(std::span<const double> x, const WalkFacts& facts, int side);

/// Writes frames/frame_0000.png ... and walk.png (animated) into `folder`, of `count` places.
/// Returns the names of what was written, relative to the folder; nothing for inputs that are no
/// images. Throws Error(Io). Cancellable. Frames are made on all threads; the bytes do not depend
/// on their number.
std::vector<std::string> writeSequence(const Walk& walk, const WalkFacts& facts, std::size_t count,
                                       const std::filesystem::path& folder,
                                       const Progress& progress = {});

} // namespace leafscope
