// SPDX-License-Identifier: MIT
// A walk as walk.h5 and walk.csv. The same walk gives the same bytes.
#pragma once

#include "core/leaf/walk.hpp"
#include "core/session/recipe.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

/// What is told with a walk.
struct WalkFacts {
    std::string unit; ///< of x
    std::string head;
    std::vector<std::int64_t> shape; ///< of one x
    std::vector<std::string> classNames;
    Box shown;              ///< what pictures show as black and as white
    bool blueFirst = false; ///< the first of three channels is blue
};

/// Arrays with one row per place: /x (n), /logits and /p (C), /singular (min(C, n)); /step,
/// /alignment, /residual, /angle, /length, /metric_length, /rank, /held, /fresh, /prediction;
/// /chart_frame ((k + 1) k) and /logit_frame (C k) as in LeafFrame. /chart_axes (n x k): of the
/// start. /target (n), if there is one. Attributes unit, head, shape, class_names, ended,
/// shown_low, shown_high, channels ("rgb", "bgr"), and numbers: the summary as JSON. Throws
/// Error(Io).
void writeWalk(const Walk& walk, const WalkFacts& facts, const Json& numbers,
               const std::filesystem::path& file);

/// A walk that was written. Throws Error(Io, Format).
struct WrittenWalk {
    Walk walk;
    WalkFacts facts;
    Json numbers;
};
WrittenWalk readWalk(const std::filesystem::path& file);

/// One line per place: everything but x, logits, p and singular values; p_CLASS for each class, and
/// the first lines say units. Throws Error(Io).
void writeWalkTable(const Walk& walk, const WalkFacts& facts, const std::filesystem::path& file);

} // namespace leafscope
