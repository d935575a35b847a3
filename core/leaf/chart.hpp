// SPDX-License-Identifier: MIT
// Three coordinates for the places of a walk: the leading directions of the leaf at its start.
//
// A leaf has as many dimensions as there are classes but one, and a person sees three. The chart
// is flat: it is exact at its origin and inside the linear region around it, and says elsewhere how
// far a place lies from the origin's tangent plane.
#pragma once

#include "core/leaf/tangent.hpp"

namespace leafscope {

struct LeafChart {
    VectorD origin; ///< n
    MatrixD axes;   ///< n x k, orthonormal: the leading eigenvectors of G; k <= 3

    Index dimensions() const { return axes.cols(); }
    /// The k coordinates of x.
    VectorD at(const VectorD& x) const;
    /// The distance of x from the plane of the axes through the origin.
    double height(const VectorD& x) const;
};

/// k = min(3, rank). Each axis has its largest entry positive, so that equal points have equal
/// charts.
LeafChart leafChart(const VectorD& x, const Tangent& tangent, const VectorD& logits);

/// How the axes of a chart lie in the leaf at another place, all of them projected onto it.
struct LeafFrame {
    /// (k + 1) x k: the chart coordinates of the projected axes, and below how fast the height
    /// grows along each.
    MatrixD chart;
    MatrixD logits; ///< C x k: the change of the centred logits along each
};

/// Cost: O(n k r).
LeafFrame leafFrame(const LeafChart& chart, const VectorD& x, const Tangent& tangent);

} // namespace leafscope
