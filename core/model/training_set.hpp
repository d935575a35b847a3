// SPDX-License-Identifier: MIT
// What a training runs on: a subset of the data, with some labels replaced. Needs no LibTorch.
#pragma once

#include "core/data/dataset.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace leafscope {

struct LabelChange {
    std::int64_t sample = 0; ///< row of the whole data set
    std::int32_t label = 0;  ///< its own
    std::int32_t given = 0;  ///< the one that was trained on
};

struct TrainingSet {
    Dataset data;                     ///< the chosen samples, in the order of the whole set
    std::vector<LabelChange> changes; ///< one for each replaced label, ascending by sample
};

/// Takes `limit` samples (stratified by label, seeded; 0: all) and replaces the labels of
/// round(fraction * n) of them, drawn without repetition, by classes drawn uniformly from 0 ...
/// classes - 1; one in `classes` draws gives a label back. Source: Zhang, Bengio, Hardt, Recht,
/// Vinyals, ICLR 2017, section 2.1 ("partially corrupted labels"; there every label is replaced
/// with a probability, here the number is exact). Cost: a copy of the chosen samples.
TrainingSet makeTrainingSet(const Dataset& data, std::int64_t limit, double fraction,
                            std::int64_t classes, std::uint64_t seed);

/// {"fraction", "replaced", "changed"}.
nlohmann::json describeChanges(const TrainingSet& set, double fraction);

/// A table: sample, label, given.
void writeChanges(const TrainingSet& set, const std::filesystem::path& file);

} // namespace leafscope
