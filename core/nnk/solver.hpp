// SPDX-License-Identifier: MIT
// Non-negative kernel regression of one query on its candidates.
//
//   minimise J(w) = 1/2 w' K w - b' w  over  w >= 0,
//
// K: k x k kernel matrix of the candidates, b: their kernel values with the query. Given and
// computed as deficits E = 1 - K and e = 1 - b, so that results keep their digits for wide kernels:
// K w = sum(w) - E w. K may be singular (copies, more candidates than dimensions + 1).
// Sources: arXiv 1910.09383 (the problem); C. Lawson and R. Hanson, "Solving Least Squares
// Problems" (1974), ch. 23 (the method, on the normal equations).
#pragma once

#include "core/base/matrix.hpp"

#include <vector>

namespace leafscope {

struct NnqpSolution {
    VectorD weights;  ///< k, >= 0, <= the kernel values b
    double error = 0; ///< |phi_q - Phi w|^2 = 1 - 2 b'w + w'Kw: E of the query, in [0, 1]
    /// The certificate: the largest violation of the optimality conditions
    /// (Kw)_j = b_j where w_j > 0, (Kw)_j >= b_j elsewhere. Computed from w alone.
    double kkt = 0;
    /// How far J is above its minimum at most: sum_j max(g_j w_j, g_j (w_j - b_j)), g = Kw - b.
    double gap = 0;
    int steps = 0;       ///< systems of equations solved
    bool settled = true; ///< false: stopped by the cap of 3 k + 10 steps and polished from there
};

/// Work space of a solver, to be kept for many queries of one thread.
class NnqpSolver {
public:
    /// `deficit`: k x k, symmetric, zero diagonal; `toQuery`: k. Values in [0, 1].
    /// `warm`: weights to start from, of which the positive places count; may be null. The result
    /// does not depend on it beyond rounding where the solution is unique.
    /// Cost: about p^2 k for p neighbours. Deterministic.
    NnqpSolution solve(const MatrixD& deficit, const VectorD& toQuery,
                       const VectorD* warm = nullptr);

private:
    std::vector<Index> m_active;
    MatrixD m_factor;
};

/// The certificate of any weights >= 0, with `error`, `kkt` and `gap` filled in.
NnqpSolution certify(VectorD weights, const MatrixD& deficit, const VectorD& toQuery);

struct PublishedSolution {
    NnqpSolution solution;  ///< with the certificate that the published algorithm lacks
    bool collapsed = false; ///< a candidate is so close that only such candidates were kept
    bool singular = false;  ///< a factorisation failed; the published code goes on all the same
};

/// The published algorithm, to the letter: start with w = b; if a value is above 1 - threshold keep
/// these alone; else solve for the survivors and drop all values below the threshold, until the
/// largest value dropped is not above it in magnitude. Pruning is one-way and no dual condition is
/// checked, so the result is feasible, and usually not optimal. Source: the authors' PyNNK,
/// non_neg_qpsolver.py.
PublishedSolution solvePublished(const MatrixD& deficit, const VectorD& toQuery, double threshold);

} // namespace leafscope
