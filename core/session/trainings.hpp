// SPDX-License-Identifier: MIT
// Trainings with all their checkpoints, one or several side by side. Needs no LibTorch.
#pragma once

#include "core/session/series.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

/// What a training was of, as the recipe in its folder says.
struct TrainedOn {
    std::string data; ///< spec
    std::string hash; ///< of its content
    std::int64_t limit = 0;
    double shuffleLabels = 0;
    std::uint64_t seed = 1;
    std::string loss; ///< "cross_entropy", "mse"
    double weightDecay = 0;
};

struct Training {
    std::string name;                ///< of its folder or file
    std::vector<SeriesFrame> frames; ///< ascending, at least one; a single network: its epoch or 0
    std::optional<TrainedOn> trainedOn;
};

/// The trainings behind `spec`: a folder of checkpoints; a folder of such folders, in the natural
/// order of their names; or a single network. Entries that are none of these are passed over.
/// Throws Error(InvalidInput) if there is none, and what damaged folders throw. Reads names,
/// headers and recipes.
std::vector<Training> trainings(const std::string& spec);

/// Content identity of all their networks, and of the data they were trained on. Reads every file
/// once.
std::string trainingsHash(const std::string& spec);

} // namespace leafscope
