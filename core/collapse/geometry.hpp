// SPDX-License-Identifier: MIT
// The numbers that need class means and classifiers only. Internal to this room.
#pragma once

#include "core/collapse/class_statistics.hpp"

namespace leafscope {

/// a b^T.
MatrixD productOf(const MatrixD& a, const MatrixD& b);
/// Rank, norms, angles and the nearest simplex of the means.
void measureMeans(const ClassBasis& basis, CollapseMeasures& out);
/// Norms and angles of the classifiers, and how they lie to the means.
void measureClassifiers(const ClassBasis& basis, const Classifier& classifier,
                        CollapseMeasures& out);
/// `variance`: mean squared distance to the class mean, per class.
void measureCdnv(const ClassBasis& basis, const VectorD& variance, CollapseMeasures& out);

} // namespace leafscope
