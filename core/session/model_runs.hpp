// SPDX-License-Identifier: MIT
// The models that one analysis compares: the epochs of a training, or several trainings side by
// side. Needs no LibTorch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

/// What the training that left a checkpoint wrote down beside it.
struct TrainingRecord {
    std::optional<std::int64_t> width; ///< the parameter, where it was chosen
    std::optional<double> testError;   ///< after the checkpoint's epoch
};

struct ModelRun {
    std::string name;         ///< of its folder or file; "epoch 3" in a series
    std::optional<int> epoch; ///< in a series
    bool isEmbedding = false; ///< `spec` is what openEmbedding() takes, else a network's file
    std::string spec;
    TrainingRecord record;
};

/// Whether the folder itself holds networks, or a subfolder for each epoch, not only other folders
/// side by side in it.
bool holdsCheckpoints(const std::filesystem::path& folder);

/// The models behind `spec`, series by epoch, others in the natural order of their names:
///   a folder of checkpoints, or a series of embeddings (see embeddingFrames()): its epochs;
///   a folder with one entry per model: a folder of checkpoints or a series of embeddings, of which
///     the last counts, a folder of .npy layers, or a file of
///     arrays (no table, and no result of another analysis);
///   a single network or embedding.
/// Entries that are none of these are passed over. Throws Error(InvalidInput) if there is no model,
/// and what damaged files throw. Reads names, headers and training records.
std::vector<ModelRun> modelRuns(const std::string& spec);

/// Content identity of all that modelRuns() finds. Reads every file once.
std::string modelRunsHash(const std::string& spec);

} // namespace leafscope
