// SPDX-License-Identifier: MIT
// The Cholesky factor of a kernel matrix over a growing and shrinking set of places. Internal to
// the room.
//
// The first elimination is done by hand: with p the first place,
//   K_ij - K_ip K_pj = E_pi + E_pj - E_ij - E_pi E_pj,
// which has full relative accuracy however small the deficits E are. The query counts as one more
// point there, so the right-hand side is as accurate as the matrix.
#pragma once

#include "core/base/matrix.hpp"

#include <vector>

namespace leafscope {

/// A pivot below this share of its diagonal is rounding: the candidate depends on the active ones.
inline constexpr double kDependent = 1e-13;
/// Errors of a few sums of values around 1.
inline constexpr double kRounding = 2e-15;

/// The factor L L' = K over the active places, and what is solved with it.
class ActiveFactor {
public:
    /// `active` and `factor` are work space of the caller, emptied here.
    ActiveFactor(const MatrixD& deficit, const VectorD& toQuery, std::vector<Index>& active,
                 MatrixD& factor);

    Index size() const { return Index(m_active.size()); }
    Index at(Index position) const { return m_active[std::size_t(position)]; }

    /// Computes the row of candidate j behind the others; returns its pivot as a share of what it
    /// was before elimination (0 for a copy of an active place). p^2.
    double reach(Index j);
    /// Takes candidate j in, whose row reach() has computed.
    void take(Index j);
    /// Removes the place at this position; the factor is made anew from there.
    void remove(Index position);

    /// z = K_PP^-1 b_P.
    void solve(VectorD& z) const;
    /// Corrects z until its residual is rounding or no longer falls.
    void refine(VectorD& z) const;
    /// c = K_PP^-1 K_Pj of a candidate whose row reach() has computed.
    void coefficients(VectorD& c) const;

private:
    /// Forward from the second row on (the first is eliminated already) and backward.
    void finish(VectorD& v) const;
    void backward(VectorD& v) const;

    const MatrixD& m_deficit;
    const VectorD& m_toQuery;
    std::vector<Index>& m_active;
    MatrixD& m_l;
    double m_pivot = 1;
};

} // namespace leafscope
