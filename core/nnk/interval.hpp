// SPDX-License-Identifier: MIT
// The kernel ratio interval: which candidate keeps which other out of a neighbourhood.
//
// Of a query q and two candidates j and l alone, both are neighbours exactly if
//   K_jl < K_qj / K_ql < 1 / K_jl.
// So j keeps l out where K_ql <= K_jl K_qj, and that is a half-space of points l:
//   Gaussian: (l - j).(j - q) >= 0, beyond the plane through j normal to j - q, whatever sigma is;
//     the same as: j lies in the ball whose diameter is q l.
//   Cosine (unit vectors): l.(a j - q) >= 1 - a with a = (1 + q.j) / 2; a cap of the sphere.
// More than two candidates act together, so the half-spaces explain a neighbourhood and do not
// decide it: a candidate outside all of them may be pruned, and one inside may be kept.
// Source: S. Shekkizhar and A. Ortega, "Graph construction from data by non-negative kernel
// regression" (arXiv 1910.09383), theorem of three points; the half-space of the cosine kernel is
// derived from it here.
#pragma once

#include "core/nnk/neighborhood.hpp"

namespace leafscope {

/// How far l lies inside the half-space that j keeps clear, in squared distance: >= 0 where j
/// alone keeps l out. `qj`, `ql`, `jl`: squared distances (of unit directions for cosine). Copies
/// of each other keep each other out at exactly 0. Sigma plays no part.
double blockMargin(KernelKind kind, double qj, double ql, double jl);

/// The points l with normal.l >= offset are kept out by j.
struct HalfSpace {
    VectorD normal;
    double offset = 0;
    double excess(const VectorD& l) const { return normal.dot(l) - offset; }
};

/// `q`, `j`: of equal length, unit vectors for cosine. The plane goes through j. The normal is zero
/// where j is a copy of q: then every other point is kept out.
HalfSpace blockedBeyond(KernelKind kind, const VectorD& q, const VectorD& j);

/// One neighbour's part in keeping a candidate out.
struct PruningShare {
    Index place = 0;   ///< of the neighbour among the candidates
    double value = 0;  ///< w_j K_jl
    double margin = 0; ///< see blockMargin()
    bool blocks() const { return margin >= 0; }
};

/// Why a candidate l is no neighbour. It is kept out where what the neighbours explain of it,
/// (K w)_l = sum_j w_j K_jl, is at least its own similarity K_lq to the query.
struct PruningReason {
    Index place = 0;                  ///< l
    double similarity = 0;            ///< K_lq
    double explained = 0;             ///< (K w)_l; equal to K_lq for a neighbour
    std::vector<PruningShare> shares; ///< of all neighbours, largest value first
    std::vector<Index> blockers; ///< places of those that keep l out alone, largest margin first
};

/// `place`: of any candidate that took part in the solution. Cost: p.
PruningReason whyPruned(const Candidates& candidates, const Kernel& kernel,
                        const Neighborhood& found, Index place);

} // namespace leafscope
