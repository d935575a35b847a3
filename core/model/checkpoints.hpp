// SPDX-License-Identifier: MIT
// The checkpoints that `train` leaves in its folder. Needs no LibTorch.
#pragma once

#include <filesystem>
#include <vector>

namespace leafscope {

struct Checkpoint {
    int epoch = 0;
    std::filesystem::path file;
};

/// "epoch_007.pt".
std::string checkpointName(int epoch);

/// The files epoch_NNN.pt of a folder, by epoch. Empty if there are none. Throws Error(Io) if the
/// folder cannot be read.
std::vector<Checkpoint> listCheckpoints(const std::filesystem::path& folder);

/// Epochs at which `train` writes: 0, 1, 2, 3, 4, 6, 8, 11, 16, 23, ... (a factor of sqrt 2), and
/// the last.
std::vector<int> checkpointEpochs(int epochs);

} // namespace leafscope
