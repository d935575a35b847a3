// SPDX-License-Identifier: MIT
// The tangent space of the data leaf, and the local data matrix on it.
// Source: Grementieri, Fioresi, "Model-centric data manifold: the data through the eyes of the
// model", SIAM J. Imaging Sci. 15(3), 2022 (arXiv 2104.13289).
//
// G(x) = E_{y ~ p}[grad log p_y grad log p_y'] = J' (diag p - p p') J for logits s with Jacobian J
// and p = softmax(s). The softmax has full support, so Im G = span{grad s_i - grad s_j}: the row
// space of the centred Jacobian, whatever p is. The tangent space is computed from that, never from
// p, whose digits are gone where the network is certain; p belongs to the metric alone.
#pragma once

#include "core/leaf/logit_map.hpp"

namespace leafscope {

/// D_x = Im G(x), the directions in which the logits differ. With the centred Jacobian Jc = V S Q'.
struct Tangent {
    MatrixD basis;          ///< n x r, orthonormal columns Q
    MatrixD classes;        ///< C x r, orthonormal columns V, each of sum 0
    VectorD singular;       ///< min(C, n) values S, descending; those from r on count as zero
    Index fullRank = 0;     ///< min(C - 1, n)
    bool deficient = false; ///< rank below fullRank: a singular point of the foliation, or nearly

    Index rank() const { return basis.cols(); }
    Index inputs() const { return basis.rows(); }
    /// P d, the part of d along the leaf. d - P d is the part that changes no probability.
    VectorD project(const VectorD& d) const;
    /// The shortest x-dot that changes the centred logits by `change` (C): Jc^+ change.
    VectorD lift(const VectorD& change) const;
};

/// Rank: singular values above max(C, n) * epsilon * the largest, at most C - 1. No NaN for
/// constant or duplicated logits (r = 0 or less). Householder QR of Jc' and SVD of its triangle:
/// accurate for any condition, 2 n C^2 + O(C^3) operations, no n x n matrix. Throws Error(Numeric)
/// for a Jacobian that is not finite.
Tangent tangentSpace(const MatrixD& jacobian, double epsilon);

/// The local data matrix on its image.
struct LocalMetric {
    VectorD eigenvalues; ///< of G, descending, r of them (units: 1 / input unit squared)
    MatrixD directions;  ///< n x r, unit eigenvectors
    double trace = 0;    ///< sum_i p_i |grad log p_i|^2
    Index rank = 0;      ///< eigenvalues above n * float epsilon * the largest: what is visible
};

/// Without cancellation where p is nearly certain: differences of gradients are weighted, not
/// gradients subtracted.
LocalMetric localMetric(const Tangent& tangent, const VectorD& logits);

/// Squared G-length of d at the point of `tangent`: d' G d.
double metricSquare(const Tangent& tangent, const VectorD& logits, const VectorD& d);

/// The alignment that a random direction has with a leaf of full rank: sqrt(min(C - 1, n) / n).
double chanceAlignment(const LogitMap& map);

/// Stable softmax.
VectorD softmax(const VectorD& logits);
/// log softmax, exact where a probability underflows.
VectorD logSoftmax(const VectorD& logits);
/// The class of the largest logit.
Index predictionOf(const VectorD& logits);
/// Logits minus their mean.
VectorD centred(const VectorD& logits);
/// sum over the others, so 1 - p_max keeps its digits.
double doubt(const VectorD& logits);

} // namespace leafscope
