// SPDX-License-Identifier: MIT
// Where leaves and fibres begin. Private to this room.
#pragma once

#include "core/leaf/foliation.hpp"

namespace leafscope {

/// Fills leaves and kernels of a foliation whose rank is known.
void growPieces(Foliation& out, LeafField& field, const MatrixD& samples,
                const FoliationOptions& options, const Progress& progress);

/// `count` rows of `candidates` (m x n), each as far as can be from those before and from `taken`;
/// the first without `taken` is the one nearest to `start`. O(count m).
MatrixD spreadRows(const MatrixD& candidates, Index count, const VectorD& start,
                   const MatrixD& taken = {});

} // namespace leafscope
