// SPDX-License-Identifier: MIT
// Trains a built-in architecture and leaves checkpoints. Needs no LibTorch in this header.
#pragma once

#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"
#include "core/model/builtin.hpp"
#include "core/model/checkpoints.hpp"
#include "core/model/normalization.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

/// 0.05 for sgd, 0.001 for Adam.
double usualLearningRate(Optimizer optimizer);

struct TrainOptions {
    Architecture architecture; ///< input shape and classes are taken from the data
    std::int64_t limit = 0;    ///< samples to train on, stratified by label; 0: all
    double shuffleLabels =
        0; ///< share of the training labels that are replaced; see training_set.hpp
    int epochs = 12;
    Index batch = 128; ///< an epoch is split into equal batches of at most this size
    StepOptions step;
    /// Where the learning rate is multiplied by `factor`: values below 1 are shares of `epochs`,
    /// others are epochs.
    std::vector<double> steps{0.6, 0.85};
    double factor = 0.2;
    std::string normalize = "standard"; ///< none, unit, standard
    /// Train and test figures after every epoch, else only where a checkpoint is written: the test
    /// set can be many times the training set.
    bool figuresOfEveryEpoch = true;
    CheckpointSchedule checkpoints = CheckpointSchedule::Sparse;
    std::uint64_t seed = 1;
    /// Long epochs are interrupted this often to write down where training stands; no part of the
    /// result.
    std::chrono::duration<double> stateEvery{30};
};

/// The state after an epoch (0: before training). Train figures are over at most 10,000 training
/// samples (stratified, fixed) with the labels that were trained on, in evaluation mode, so that
/// they compare with the test figures. NaN without a test set, and where they were not measured.
struct EpochRecord {
    int epoch = 0;
    double learningRate = 0; ///< used in the epoch; 0 for epoch 0
    double trainLoss = 0;
    double trainAccuracy = 0;
    double testLoss = 0;
    double testAccuracy = 0;
    double seconds = 0; ///< since the start
};

struct TrainResult {
    std::vector<EpochRecord> epochs;
    std::vector<Checkpoint> checkpoints;
    Normalization normalization;
    Index samples = 0;             ///< trained on
    nlohmann::json shuffledLabels; ///< fraction, replaced, changed; null if none were
    std::int64_t parameters = 0;
    double seconds = 0;
};

/// Learning rate in an epoch, counted from 1.
double learningRateAt(const TrainOptions& options, int epoch);

/// Trains on `data` and writes epoch_NNN.pt (see checkpointEpochs) and training.csv into `folder`,
/// which exists. After every epoch, and every stateEvery within one, it writes where it stands
/// (training_state.hpp; removed at the end): called again with the same data and options after it
/// was killed or cancelled, it goes on from there, says so as a note, and all checkpoints come out
/// as if nothing had happened, to the bit. `heldOut` may be null. Throws Error: InvalidInput
/// without labels or with unfit samples, or when the folder holds a finished training or the state
/// of another one, Numeric when the loss is no longer finite, Io. Cancellable between batches. Same
/// data and options: same bits, for any number of threads.
TrainResult train(const Dataset& data, const Dataset* heldOut, const TrainOptions& options,
                  const std::filesystem::path& folder, const Progress& progress = {});

} // namespace leafscope
