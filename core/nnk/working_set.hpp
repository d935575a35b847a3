// SPDX-License-Identifier: MIT
// The NNK neighbourhood of a query among many candidates, without all of their kernel values.
//
// The nearest candidates are solved for first; then every other candidate's optimality condition is
// looked at with the weights found, those that violate it are taken in, and the larger set is
// solved. At the end the conditions hold for all candidates, so the result is the optimum among all
// of them, with its certificate. Only the kernel values within the set and those of its neighbours
// are computed: for k = 100 in few dimensions a tenth of k^2 / 2.
// Source: the active-set view of the problem (L. Lasdon, "Optimization Theory for Large Systems"
// (1970), on column generation).
#pragma once

#include "core/nnk/neighborhood.hpp"

#include <functional>
#include <vector>

namespace leafscope {

/// Candidates of one query, nearest first.
struct CandidateDistances {
    VectorD toQuery; ///< k squared distances to the query
    /// Squared distances of candidate `place` to the first `count` candidates, into `out`.
    std::function<void(Index place, Index count, double* out)> among;
};

struct SparseNeighborhood {
    std::vector<Index> kept;     ///< places of the neighbours among the candidates, nearest first
    std::vector<double> weights; ///< of them
    double kkt = 0;      ///< largest violation of the optimality conditions, of all candidates
    double diameter = 0; ///< of the polytope; 0 for less than two neighbours
};

/// Work space for many queries of one thread.
class WorkingSetSolver {
public:
    /// Weights not above `threshold` count as none. Cost: m^2 + p k kernel values for sets of m
    /// candidates and p neighbours.
    SparseNeighborhood solve(const CandidateDistances& candidates, const Kernel& kernel,
                             double threshold);

private:
    void takeIn(const CandidateDistances& candidates, Index place);
    /// Candidates outside of the set by their violation; the largest one of all is `worst`.
    std::vector<Index> violated(const CandidateDistances& candidates, const Kernel& kernel,
                                const Neighborhood& found, double& worst);

    NeighborhoodSolver m_solver;
    std::vector<Index> m_places; ///< of the set, ascending
    Candidates m_part;           ///< what is known of it
    VectorD m_row;
    VectorD m_gradient;
};

} // namespace leafscope
