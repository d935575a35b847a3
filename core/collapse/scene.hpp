// SPDX-License-Identifier: MIT
// From features to the scene of a CollapseEpoch: coordinates in the frame of the nearest simplex.
#pragma once

#include "core/collapse/class_statistics.hpp"
#include "core/collapse/collapse_run.hpp"

namespace leafscope {

/// Fills scale, means, classifiers, features, testFeatures and the cosines of `epoch` (see
/// collapse_run.hpp). `drawn` and `drawnTest` are the features of the samples to be drawn, m x p,
/// in double; `drawnClass` the class of each row of `drawn`. `before`: the epoch before, for the
/// signs of the residual axes. Where all means are equal there is no frame: everything is at 0, and
/// the scale is that of the features. Cost: O((m + C) p C).
void fillScene(CollapseEpoch& epoch, const ClassBasis& basis, const Classifier* classifier,
               const MatrixD& drawn, const std::vector<std::int32_t>& drawnClass,
               const MatrixD& drawnTest, const CollapseEpoch* before);

/// How many of each class are drawn where so many are asked for: the scene of an epoch stays within
/// 8 MB.
Index drawnPerClass(Index classes, Index asked);

/// At most `perClass` samples of each class, evenly spread over its samples, all in ascending
/// order. Positions in `classOf`.
std::vector<Index> drawnSamples(const std::vector<std::int32_t>& classOf, Index classes,
                                Index perClass);

} // namespace leafscope
