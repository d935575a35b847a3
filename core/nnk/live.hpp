// SPDX-License-Identifier: MIT
// The neighbourhood of one query, kept ready for sliders: its candidates are searched once, and
// then every number of candidates and every width of the kernel costs only a solution.
#pragma once

#include "core/base/progress.hpp"
#include "core/nnk/neighborhood.hpp"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace leafscope {

/// The k nearest rows of the point set to `query` (dim values; a unit direction where
/// base.areDirections()), nearest first, ties by row, without row `except` (-1: none is left out).
/// One scan over all rows in float64, hence exact for the values searched. Throws
/// Error: InvalidInput if there are fewer than k such rows, or the query has another length or is
/// not finite; Numeric if a row is not finite. Cost: n dim, bound by memory. The same for any
/// number of threads.
std::vector<std::int32_t> nearestRows(const NnkPoints& base, const VectorD& query, Index k,
                                      Index except = -1, const Progress& progress = {});

/// A point of a curve: a neighbourhood at some number of candidates or some width.
struct LivePoint {
    double at = 0;        ///< k, or sigma
    double error = 0;     ///< E
    Index count = 0;      ///< neighbours
    double effective = 0; ///< see Neighborhood::effective()
};

/// How the width of the Gaussian kernel follows from the candidates; nothing for cosine.
struct LiveWidth {
    bool own = true;  ///< distance to the k-th candidate over 3
    double sigma = 1; ///< else; > 0
};

/// One query with its candidates. Immutable but for the work space of its solver: of one thread at
/// a time; copies share the candidates.
class LiveNeighborhood {
public:
    /// Searches `most` candidates of row i of the point set, which is not one of them, or of a
    /// vector, with row `except` left out. A vector is divided by its norm where the points are
    /// directions. `most` is cut to the number of rows. Throws Error: InvalidInput for a vector of
    /// another length or not finite, Numeric for one of no direction.
    LiveNeighborhood(std::shared_ptr<const NnkPoints> points, Index row, Index most,
                     const Progress& progress = {});
    LiveNeighborhood(std::shared_ptr<const NnkPoints> points, const VectorD& vector, Index most,
                     Index except = -1, const Progress& progress = {});

    const Candidates& candidates() const { return *m_candidates; }
    Index most() const { return m_candidates->count(); }
    /// The query as the kernel sees it.
    const VectorD& query() const { return m_query; }
    const NnkPoints& points() const { return *m_points; }
    KernelKind kind() const; ///< cosine where the points are directions

    /// The kernel at this number of candidates; k within 1 .. most().
    Kernel kernelAt(Index k, const LiveWidth& width) const;
    /// Microseconds.
    Neighborhood solve(Index k, const LiveWidth& width, const NeighborhoodOptions& options = {});

    /// E and the number of neighbours for every k from 1 to most(): each solution starts from the
    /// one before. Empty without candidates.
    std::vector<LivePoint> alongK(const LiveWidth& width, const NeighborhoodOptions& options = {},
                                  const Progress& progress = {});
    /// The same at k candidates over widths on a logarithmic grid from the first to the last.
    std::vector<LivePoint> alongSigma(Index k, double first, double last, Index steps,
                                      const NeighborhoodOptions& options = {},
                                      const Progress& progress = {});
    /// Widths worth looking at: from a tenth of the smallest distance above 0 to 30 times that of
    /// the last candidate; 0.1 to 30 if no distance is.
    std::pair<double, double> widths() const;

private:
    void gather(const std::vector<std::int32_t>& rows);

    std::shared_ptr<const NnkPoints> m_points;
    VectorD m_query;
    std::shared_ptr<const Candidates> m_candidates;
    NeighborhoodSolver m_solver;
};

} // namespace leafscope
