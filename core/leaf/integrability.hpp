// SPDX-License-Identifier: MIT
// Whether the leaf directions fit together to leaves around a point: numbers for the trust panel.
// Sources: Frobenius' theorem; Tron, Fioresi, arXiv 2409.07412 (brackets of the fields grad log p).
#pragma once

#include "core/base/progress.hpp"
#include "core/leaf/tangent.hpp"

namespace leafscope {

struct BracketResidual {
    double largest =
        0; ///< of |(1 - P) [X_a, X_b]| / |[X_a, X_b]| over the pairs; 0: integrable here
    double bracket = 0; ///< |[X_a, X_b]| of that pair
    Index first = 0;    ///< a
    Index second = 0;   ///< b
};

/// Brackets of the fields X_i = grad s_i - grad s_{C-1}, by central differences of the Jacobian
/// over `reach` (input units; 0: the cube root of the map's rounding, which balances the errors of
/// a central difference). Meaningful where the network is smooth; inside a linear region of a
/// piecewise linear one brackets vanish. Brackets that rounding could have made count as 0: those
/// below 100 epsilon / reach times the gradients' sizes. Cost: 2 C - 1 Jacobians and C^2 n numbers.
/// Cancellable.
BracketResidual bracketResidual(LogitMap& map, const VectorD& x, double reach = 0,
                                const Progress& progress = {});

struct Holonomy {
    double gap = 0;     ///< |end - start| of the loop
    double normal = 0;  ///< the part of it across the leaf
    double closure = 0; ///< largest difference of the centred logits: the error of the integration
    double area = 0;    ///< side^2
    VectorD end;
};

/// Drives the centred logits around a parallelogram with sides `side` along the logits of classes a
/// and b, by the shortest lift in `steps` midpoint steps per side. On a leaf the end is the start.
/// Cost: 8 * steps Jacobians. Cancellable.
Holonomy holonomy(LogitMap& map, const VectorD& x, Index a, Index b, double side, Index steps,
                  const Progress& progress = {});

} // namespace leafscope
