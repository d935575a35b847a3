// SPDX-License-Identifier: MIT
// Series of checkpoints: what `train` leaves in its folder, and what other programs leave in
// theirs. Needs no LibTorch.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

struct Checkpoint {
    int epoch = 0; ///< the number in its name; other programs may count steps
    std::filesystem::path file;
};

/// The networks of a folder whose names differ in one number.
struct CheckpointSeries {
    std::string pattern;                       ///< "epoch_#.pt", "epoch_#/model.pt"
    std::vector<Checkpoint> checkpoints;       ///< ascending by number
    std::vector<std::filesystem::path> others; ///< TorchScript files that do not belong to it
};

/// Looks at the files *.pt, *.pth, *.ts and *.torchscript of the folder and of its subfolders whose
/// names hold a digit, and takes those that are TorchScript. Files whose names agree apart from
/// their numbers are one series; the largest series is taken. If several numbers vary, the one that
/// counts is that which differs in all files; among several, that behind "epoch", "step", "iter",
/// "checkpoint" or "ckpt"; else the first, if they all rise together. Numbers of more than 9 digits
/// are not counted. Empty if there is no such file. Throws Error: Io if the folder cannot be read;
/// InvalidInput, with names, where two files have the same number, two series are equally large, or
/// it cannot be told which number counts. Cost: reads the directory of every archive.
CheckpointSeries findCheckpoints(const std::filesystem::path& folder);

/// Those of findCheckpoints.
std::vector<Checkpoint> listCheckpoints(const std::filesystem::path& folder);

/// The checkpoint of that number. Throws Error(InvalidInput) that lists the numbers there are.
Checkpoint checkpointAt(const std::filesystem::path& folder, int epoch);

/// The network that a folder stands for: the last of its series, else its only TorchScript file.
/// Throws Error(InvalidInput) if there is neither, and what findCheckpoints throws.
std::filesystem::path lastCheckpoint(const std::filesystem::path& folder);

/// "epoch_007.pt".
std::string checkpointName(int epoch);

/// At which epochs `train` writes.
enum class CheckpointSchedule {
    Sparse, ///< 0, 1, 2, 3, 4, 6, 8, 11, 16, 23, ... (a factor of sqrt 2), and the last
    /// 0; 1 to 14, 16, 17, 19, 20, 22, ... 320, 350, the 50 epochs that the official notebook of
    /// Papyan, Han, Donoho (PNAS 2020) measures; then 9 % apart; and the last.
    Paper,
    All ///< every epoch
};

/// "sparse", "paper", "all", in the order of the enumeration.
const std::vector<std::string>& checkpointSchedules();

/// Ascending, from 0 to the last.
std::vector<int> checkpointEpochs(int epochs,
                                  CheckpointSchedule schedule = CheckpointSchedule::Sparse);

} // namespace leafscope
