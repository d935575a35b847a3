// SPDX-License-Identifier: MIT
// The NNK neighbourhood of one query: its weights, their certificate, and the polytope they span.
#pragma once

#include "core/nnk/points.hpp"
#include "core/nnk/solver.hpp"

#include <span>

namespace leafscope {

enum class NnkMode { Exact, Published };

/// exp of the entropy of the weights over their sum: how many of them count. Weights of 0 do not; 0
/// if there are none.
double effectiveCount(std::span<const double> weights);

struct Neighborhood {
    VectorD weights;         ///< one per candidate used; zero for those that are no neighbours
    std::vector<Index> kept; ///< places of the neighbours among the candidates, nearest first
    double sigma = 0;        ///< of the Gaussian kernel; 0 for cosine
    double error = 0;        ///< E = 1 - 2 b'w + w'Kw; in published mode of its weights
    double kkt = 0;          ///< largest violation of the optimality conditions
    double gap = 0;          ///< E is above its minimum by at most twice this
    bool settled = true;     ///< see NnqpSolution
    bool singular = false;   ///< published mode: a factorisation failed

    Index count() const { return Index(kept.size()); }
    double sum() const { return weights.sum(); }
    double effective() const; ///< effectiveCount() of the weights
};

struct NeighborhoodOptions {
    NnkMode mode = NnkMode::Exact;
    /// Weights not above it are set to zero. In published mode also its tolerance.
    double threshold = 1e-10;
};

/// Solves for the first k of the candidates (all of them for k <= 0 or beyond their number).
/// Keeps work space for many calls of one thread. Microseconds: it is what sliders call.
class NeighborhoodSolver {
public:
    Neighborhood solve(const Candidates& candidates, const Kernel& kernel,
                       const NeighborhoodOptions& options = {}, Index k = 0,
                       const VectorD* warm = nullptr);

private:
    NnqpSolver m_solver;
    MatrixD m_deficit;
    VectorD m_toQuery;
};

/// Largest distance between two of the neighbours, in the unit of the distances (directions: 0 to
/// 2); the query is not one of them; 0 for less than two.
double polytopeDiameter(const Candidates& candidates, const std::vector<Index>& kept);

/// How many principal components of the neighbours about their mean have at least a tenth of the
/// variance of the first (2210.17475); 0 for less than two distinct neighbours.
Index polytopeDimension(const Candidates& candidates, const std::vector<Index>& kept);

/// Width of the Gaussian kernel for this query under a rule of its own (Own, Rank, Flat), with the
/// first k candidates.
double widthOf(Bandwidth rule, const Candidates& candidates, Index k);

} // namespace leafscope
