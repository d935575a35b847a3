// SPDX-License-Identifier: MIT
// One epoch of a collapse: numbers and scene of every layer of a source.
#pragma once

#include "core/collapse/collapse_run.hpp"
#include "core/collapse/feature_source.hpp"

#include <optional>
#include <vector>

namespace leafscope {

struct EpochRequest {
    FeatureSource* train = nullptr;
    FeatureSource* test = nullptr; ///< null: there is none; the same layers
    Index classes = 0;
    const Classifier* classifier = nullptr; ///< null: there is none
    std::size_t last = std::size_t(-1);     ///< the layer that the classifier reads
    CollapseOptions options;                ///< precision is the source's
    std::vector<Index> drawn;               ///< positions among the samples, ascending
    std::vector<Index> drawnTest;
    /// The layers at the epoch before, for the signs of the axes; empty: none.
    std::vector<const CollapseEpoch*> before;
};

/// The epochs (numbers and scene; epoch and model are left to the caller), one per layer. Warnings
/// of the last layer, or of the only one, are added to `warnings`, each once. Two passes over each
/// source. Throws what the sources throw, Error(InvalidInput) for a class without samples.
std::vector<CollapseEpoch> measureEpoch(const EpochRequest& request,
                                        std::vector<std::string>& warnings,
                                        const Progress& progress);

/// Adds a warning unless it is there.
void addOnce(std::vector<std::string>& warnings, const std::string& text);

} // namespace leafscope
