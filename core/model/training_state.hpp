// SPDX-License-Identifier: MIT
// Where a training stands, in a file beside its checkpoints, from which a killed training goes on.
// Needs no LibTorch.
#pragma once

#include "core/model/builtin.hpp"
#include "core/model/train.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

/// All epochs before `epoch` are done and recorded, and `batches` batches of it.
struct TrainingPoint {
    std::string identity; ///< of data and options; another training must not go on from here
    int epoch = 0;
    std::size_t batches = 0;
    double seconds = 0; ///< that training took so far
    std::vector<EpochRecord> records;
    TrainingState state;

    /// "after epoch 7", "in epoch 8, after batch 120", "at the start".
    std::string text() const;
};

/// The name of the file: one line of JSON, then the state's values as the machine keeps them.
inline constexpr const char* kTrainingStateFile = "training.state";

/// Whole or not at all. Throws Error(Io).
void writeTrainingPoint(const std::filesystem::path& folder, const TrainingPoint& point);

/// Nothing if there is no such file. Throws Error(Format) if it is damaged.
std::optional<TrainingPoint> readTrainingPoint(const std::filesystem::path& folder);

} // namespace leafscope
