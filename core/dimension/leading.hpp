// SPDX-License-Identifier: MIT
// How many leading eigenvalues reach a share of the trace, without computing all of them.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"

#include <optional>

namespace leafscope {

/// The smallest k whose largest k eigenvalues of the positive semidefinite matrix A reach `share`
/// of its trace (to 1e-10 of it), proven; nullopt where the spectrum falls too slowly for that to
/// be cheaper than all eigenvalues, or where two sums are too close to tell apart. A is given by
/// its lower triangle. Memory: 2 order^2. Polls progress.
std::optional<Index> leadingCount(const Eigen::MatrixXd& lower, double share,
                                  const Progress& progress = {});

} // namespace leafscope
