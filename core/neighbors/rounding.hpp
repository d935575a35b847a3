// SPDX-License-Identifier: MIT
// How far a nominated distance can be from the true one: the bound behind every certificate.
#pragma once

#include "core/base/matrix.hpp"

namespace leafscope {

/// Bound for keys computed in one arithmetic from stored points. Distances and norms are in stored
/// (scaled) units. The derivation stands in rounding.cpp.
class KeyBound {
public:
    /// For rows of length d, stored as Scalar and multiplied by pieces in Scalar.
    template <class Scalar>
    static KeyBound of(Index d);

    /// No point whose true distance to row i is at most `radius` has a key above this.
    /// `squaredNorm`: of the stored row i, summed in float64.
    double limit(double squaredNorm, double radius) const;

private:
    double m_unit = 0;      ///< u: relative error of one operation on keys
    double m_store = 0;     ///< delta: relative error of a stored coordinate
    double m_floor = 0;     ///< q sqrt(d): absolute error of a stored row through underflow
    double m_product = 0;   ///< gamma: relative error of an inner product
    double m_underflow = 0; ///< absolute error of an inner product through underflow
    double m_norm = 0;      ///< relative error of a squared norm summed in float64
};

/// Upper bound of a true distance whose square was summed in float64 over d differences.
double distanceAbove(double squared, Index d);

/// No point whose true squared distance is at most `squared` has a roughSquaredDistance() above
/// this, over d columns.
float roughLimit(double squared, Index d);

} // namespace leafscope
