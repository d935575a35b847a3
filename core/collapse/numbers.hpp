// SPDX-License-Identifier: MIT
// A run as numbers for people and programs.
#pragma once

#include "core/collapse/collapse_run.hpp"

namespace leafscope {

/// {"epoch", "rank", every key of collapseMeasures() of the training set (ncc_mismatch and accuracy
/// as ncc_mismatch_train, accuracy_train, and so on, with _test beside them), "test": the same of
/// the held-out set, "warnings"}. Keys of classifiers are absent without; null: not defined.
nlohmann::json epochToJson(const CollapseEpoch& epoch, bool withClassifiers);

/// {"epochs": of the layer that the classifiers read, "layers" where there are several, "runs"
/// where there are several, "terminal_epoch", "classes", "counts", "convention", ...}.
nlohmann::json runsToJson(const CollapseRuns& runs);

} // namespace leafscope
