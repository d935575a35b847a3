// SPDX-License-Identifier: MIT
// Models side by side: what their NNK neighbourhoods say, over what they differ in.
//
// Source: S. Shekkizhar and A. Ortega, arXiv 2007.10505: the leave-one-out error of NNK
// interpolation, known without a validation set, chooses among models and epochs.
#pragma once

#include "core/nnk/judgement.hpp"
#include "core/session/model_runs.hpp"
#include "core/session/recipe.hpp"

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct SelectedModel {
    ModelRun run;
    std::optional<std::int64_t> parameters; ///< of a network
    std::string layer;
    Index n = 0;                                                 ///< samples with a label
    double headError = std::numeric_limits<double>::quiet_NaN(); ///< of the network on them
    std::optional<Judgement> judgement; ///< none where the values cannot be used
    std::string failure;                ///< why not
};

/// Models in ascending order of what they are told apart by.
struct Selection {
    std::string by;           ///< "epoch", "width", "parameters" or "name"
    std::vector<double> axis; ///< that number; the place in the list for names
    std::vector<SelectedModel> models;
    Index best = -1; ///< lowest leave-one-out error, the first of equals
};

/// Epochs, if all are epochs of networks of one size; else widths or numbers of parameters, if all
/// are known and differ at all; else names, in the order given.
Selection rankModels(std::vector<SelectedModel> models);

/// A number of a model, by its key in results; NaN if it is not known.
struct SelectNumber {
    const char* name;
    std::function<double(const SelectedModel&)> of;
};
/// "loo_error", "loo_error_low", "loo_error_high", "knn_loo_error", "weighted_knn_loo_error",
/// "foreign_label_share", "foreign_low", "foreign_high", "mass_purity_mean", "neighbors_mean",
/// "effective_mean", "error_mean", "kkt_max", "head_error", "test_error", "parameters".
const std::vector<SelectNumber>& selectNumbers();

/// {"by", "axis", "names", "best", "layer", "layers", "n", "warnings"} and a list of every number.
Json selectionToJson(const Selection& selection);

} // namespace leafscope
