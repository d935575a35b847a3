// SPDX-License-Identifier: MIT
// Streams a data set through a network into one matrix per layer of an HDF5 file.
//
// Memory does not depend on the number of samples: each batch's rows go to the file while the
// network runs, so that not even one batch's activations are all held at a time.
#pragma once

#include "core/data/dataset.hpp"
#include "core/embedding/embedding.hpp"
#include "core/model/network.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct ExtractOptions {
    std::vector<std::string> layers; ///< names as ModelInfo gives them; empty: all
    std::int64_t limit = 2000;       ///< samples, stratified by label; 0: all
    Index batch = 256;               ///< at most; less where the layers are large
    Precision precision = Precision::Float32;
    /// auto: what `train` stored, else as unit; else a preset or text of preprocess.hpp.
    std::string normalize = "auto";
    std::uint64_t seed = 1; ///< of the choice of samples
};

struct ExtractResult {
    Index n = 0;
    Index total = 0;      ///< samples in the data set
    std::string sampling; ///< "2,000 of 60,000, stratified by label, seed 1"
    std::vector<LayerHeader> layers;
    std::optional<double> accuracy; ///< of the predictions against the labels
    std::uint64_t bytes = 0;        ///< of the matrices
    Index batch = 0;                ///< as chosen
    std::string normalization;
    std::vector<std::string> warnings;
    double seconds = 0;
};

/// Inspects the network with the shape of the samples: as it is, as `train` stored it, or
/// flattened, whichever fits first. Throws the Error of the first.
const ModelInfo& inspectFor(Network& network, const Shape& sample);

/// Writes the file that embedding.hpp describes to `out` (replaced if it exists; incomplete after
/// an exception). Tells the bytes it will write as a note first. Throws Error: InvalidInput for an
/// empty set, unknown layers or samples that do not fit; Io when the disk cannot hold it.
/// Cancellable between batches.
ExtractResult extract(Network& network, const Dataset& data, const ExtractOptions& options,
                      const std::filesystem::path& out, const Progress& progress = {});

} // namespace leafscope
