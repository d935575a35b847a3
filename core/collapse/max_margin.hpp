// SPDX-License-Identifier: MIT
// The multi-class support vector machine of Crammer and Singer (JMLR 2, 2001), by liblinear.
#pragma once

#include "core/collapse/class_statistics.hpp"

namespace leafscope {

struct MaxMargin {
    Classifier classifier;
    double margin = 0; ///< smallest over samples of (s_y - max s_other) / |w_y - w_other|
    double cost = 0;   ///< that was taken: less than asked for where the fit did not settle
};

/// Minimises |W|^2 / 2 + cost sum of violations after moving the features by their mean and scaling
/// them to a mean square of 1; the bias counts in |W|^2 with 1/100. `rows`: n x p, at least one of
/// each class. A cost whose fit does not settle in 3,000 turns is lowered tenfold. Runs in one
/// thread, one fit at a time; asks `progress` every ten turns.
MaxMargin fitMaxMargin(const MatrixD& rows, const std::vector<std::int32_t>& labels, Index classes,
                       double cost, const Progress& progress = {});

} // namespace leafscope
