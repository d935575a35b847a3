// SPDX-License-Identifier: MIT
// Derivation. c_i is the exact centred and scaled row i, a_i the stored one, D the true distance
// |c_i - c_j|, u the unit roundoff of the stored arithmetic, v that of float64. Nomination computes
// the key
//     key_ij = fl(h_j - G_ij),   h_j = fl(|a_j|^2 / 2),   G_ij = fl(a_i . a_j),
// an estimate of (|a_i - a_j|^2 - |a_i|^2) / 2. Let D <= r. Then
// 1. Storing. Each coordinate is subtracted, scaled and rounded: |a_i - c_i| <= delta |c_i| + q
// sqrt(d), with
//    delta = u + 2v (u = v for float64) and q the spacing of the subnormal numbers. With w = q
//    sqrt(d) and |c_i| <= (|a_i| + w) / (1 - delta) and |c_j| <= |c_i| + r:
//        |a_i - a_j| <= r + delta (2 |c_i| + r) + 2 w =: rho,    |a_j| <= |a_i| + rho =: m.
// 2. The inner product. In any order of summation, fused or not, each term takes part in at most k
// roundings
//    (k = productRoundings(d)): |G - a_i . a_j| <= gamma |a_i| m + (d + 8) q, gamma = k u / (1 - k
//    u) (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1).
// 3. h_j and the subtraction: at most u m^2 / 2 and u (m^2 / 2 + |a_i| m), to first order in u.
// 4. The squared norms are summed in float64: relative error (d + 4) v each; 4 v more pay for the
// difference in step 5.
// 5. Together key <= (rho^2 - |a_i|^2) / 2 + u (m^2 + |a_i| m) + gamma |a_i| m + (d + 8) v (|a_i|^2
// + m^2)
//    + underflow.
// All error terms are taken 2 % larger, which covers products of errors (u k < 0.001 by the pieces)
// and the rounding of this very evaluation. Only row i's own norm enters, so one far point does not
// spoil the bound of the others.
#include "core/neighbors/rounding.hpp"

#include "core/neighbors/tiles.hpp"

#include <cmath>
#include <limits>

namespace leafscope {

namespace {

constexpr double kUnit64 = std::numeric_limits<double>::epsilon() / 2;

} // namespace

template <class Scalar>
KeyBound KeyBound::of(Index d)
{
    using Limits = std::numeric_limits<Scalar>;
    KeyBound bound;
    bound.m_unit = double(Limits::epsilon()) / 2;
    bound.m_store = 1.02 * (bound.m_unit + 2 * kUnit64);
    bound.m_floor = double(Limits::denorm_min()) * std::sqrt(double(d));
    const double k = double(productRoundings(d));
    bound.m_product = k * bound.m_unit / (1 - k * bound.m_unit);
    bound.m_underflow = double(d + 8) * double(Limits::denorm_min());
    bound.m_norm = double(d + 8) * kUnit64;
    return bound;
}

template KeyBound KeyBound::of<float>(Index);
template KeyBound KeyBound::of<double>(Index);

double KeyBound::limit(double squaredNorm, double radius) const
{
    const double norm = std::sqrt(squaredNorm) * (1 + m_norm);
    const double centred = (norm + m_floor) / (1 - m_store);
    const double rho = radius + m_store * (2 * centred + radius) + 2 * m_floor;
    const double other = norm + rho;
    const double error = m_unit * (other * other + norm * other) + m_product * norm * other +
                         m_norm * (squaredNorm + other * other) + m_underflow;
    return (rho * rho - squaredNorm) / 2 + 1.02 * error;
}

double distanceAbove(double squared, Index d)
{
    // Each term: two roundings of the difference (relative), one of the square, at most d of the
    // sum.
    return std::sqrt(squared * (1 + 2 * double(d + 8) * kUnit64));
}

float roughLimit(double squared, Index d)
{
    // All terms are positive, so errors are relative: two roundings of the difference, one of the
    // square, at most d of the sum; and what underflow adds to each term.
    constexpr double kUnit32 = std::numeric_limits<float>::epsilon() / 2;
    const double limit = squared * std::exp(double(d + 4) * kUnit32) +
                         double(d + 1) * double(std::numeric_limits<float>::denorm_min());
    constexpr double kCertain = 1e38; // beyond it float32 may overflow, and nothing is excluded
    if (!(limit < kCertain))
        return std::numeric_limits<float>::infinity();
    return std::nextafter(float(limit), std::numeric_limits<float>::infinity());
}

} // namespace leafscope
