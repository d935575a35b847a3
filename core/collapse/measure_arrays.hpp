// SPDX-License-Identifier: MIT
// The collapse of features that the user brings: arrays, embeddings, series of them.
#pragma once

#include "core/base/progress.hpp"
#include "core/collapse/class_statistics.hpp"
#include "core/collapse/collapse_run.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct ArraySource {
    std::string features; ///< what openEmbedding() takes, or a series (embeddingFrames())
    std::filesystem::path labels;
    std::string test; ///< "": none; a single embedding for all epochs is not offered for a series
    std::filesystem::path testLabels;
    std::filesystem::path classifier; ///< C x p
    std::filesystem::path bias;       ///< C
    std::vector<std::string> layers;  ///< empty: nnkLayer()'s choice; {"all"}
    Index drawn = 60;
    CollapseOptions options;
};

/// One epoch for a single embedding, else all of the series. Throws Error(InvalidInput) where the
/// arrays do not fit each other, and what reading throws.
std::shared_ptr<const CollapseRun> measureArrays(const ArraySource& source,
                                                 const Progress& progress);

} // namespace leafscope
