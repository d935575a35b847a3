// SPDX-License-Identifier: MIT
// Trains a built-in architecture and leaves checkpoints. Needs no LibTorch in this header.
#pragma once

#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"
#include "core/model/builtin.hpp"
#include "core/model/checkpoints.hpp"
#include "core/model/normalization.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

struct TrainOptions {
    Architecture architecture; ///< input shape and classes are taken from the data
    int epochs = 12;
    Index batch = 128; ///< an epoch is split into equal batches of at most this size
    StepOptions step;
    /// Where the learning rate is multiplied by `factor`: values below 1 are shares of `epochs`,
    /// others are epochs.
    std::vector<double> steps{0.6, 0.85};
    double factor = 0.2;
    std::string normalize = "standard"; ///< none, unit, standard
    std::uint64_t seed = 1;
};

/// The state after an epoch (0: before training). Train figures are over at most 10,000 training
/// samples (stratified, fixed), in evaluation mode, so that they compare with the test figures. NaN
/// without a test set.
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
    std::int64_t parameters = 0;
    double seconds = 0;
};

/// Learning rate in an epoch, counted from 1.
double learningRateAt(const TrainOptions& options, int epoch);

/// Trains on `data` and writes epoch_NNN.pt (see checkpointEpochs) and training.csv into `folder`,
/// which exists. `heldOut` may be null. Throws Error: InvalidInput without labels or with unfit
/// samples, Numeric when the loss is no longer finite, Io. Cancellable between batches. Same data,
/// options and number of threads: same bits.
TrainResult train(const Dataset& data, const Dataset* heldOut, const TrainOptions& options,
                  const std::filesystem::path& folder, const Progress& progress = {});

} // namespace leafscope
