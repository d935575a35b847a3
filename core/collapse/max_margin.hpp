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

/// Minimises |W|^2 / 2 + cost sum of violations over W and bias, features scaled to a mean square
/// of one. liblinear counts the bias in |W|^2, which would pull the borders towards the origin:
/// the origin is moved until no bias is left (to 1e-3 of a margin, in at most eight fits), and
/// there both problems have the same solution. How exact: to 0.1 % where the samples are as far
/// apart as they spread; where the gap is 1/20 of the spread, a margin 5 % short was seen. The cost
/// rises tenfold from 0.1 and stays where the next fit does not settle in 3,000 turns (90,000 for
/// few numbers). `rows`: n x p, at least one of each class. Runs in one thread, one fit at a time;
/// asks `progress` every ten turns.
MaxMargin fitMaxMargin(const MatrixD& rows, const std::vector<std::int32_t>& labels, Index classes,
                       double cost, const Progress& progress = {});

} // namespace leafscope
