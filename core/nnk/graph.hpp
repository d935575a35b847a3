// SPDX-License-Identifier: MIT
// Directed NNK neighbourhoods of a whole point set, or of queries against one.
#pragma once

#include "core/base/progress.hpp"
#include "core/neighbors/neighbors.hpp"
#include "core/nnk/neighborhood.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace leafscope {

struct NnkOptions {
    Index k = 50; ///< candidates per query
    KernelKind kernel = KernelKind::Cosine;
    Bandwidth bandwidth = Bandwidth::Mean; ///< Gaussian only
    double sigma = 0;                      ///< Gaussian with Bandwidth::Fixed
    bool normalize = false;                ///< Gaussian on unit directions
    NeighborhoodOptions solver;
};

/// Row i holds what was found for query i; in a graph of a point set with itself query i is point
/// i, which is never its own candidate. Immutable once built.
struct NnkGraph {
    NnkOptions options;
    double sigma =
        0; ///< common width of the Gaussian kernel; 0 for cosine, NaN if each has its own
    Index points = 0;       ///< that neighbours are taken from
    bool ofItself = true;   ///< the queries are the points
    IndexMatrix candidates; ///< rows x k, nearest first

    std::vector<std::int64_t> indptr;  ///< rows + 1: compressed sparse rows
    std::vector<std::int32_t> indices; ///< of the neighbours, nearest first
    std::vector<double> weights;       ///< > options.solver.threshold

    std::vector<double> error;    ///< E per row
    std::vector<double> kkt;      ///< certificate per row
    std::vector<double> gap;      ///< per row
    std::vector<double> diameter; ///< of the polytope
    std::vector<double>
        dimension;             ///< of the polytope: components with a tenth of the first's variance
    std::vector<double> width; ///< sigma per row; empty for cosine
    Index unsettled = 0;       ///< rows that the cap on steps stopped
    Index singular = 0;        ///< published mode: rows whose factorisation failed

    Index rows() const { return Index(error.size()); }
    std::span<const std::int32_t> neighbors(Index row) const;
    std::span<const double> weightsOf(Index row) const;
    Index count(Index row) const
    {
        return Index(indptr[std::size_t(row) + 1] - indptr[std::size_t(row)]);
    }
    double sum(Index row) const;
    /// exp of the entropy of the normalised weights; 0 without neighbours.
    double effective(Index row) const;
};

/// `nearest`: k candidates of every point of `base` (nearestNeighbors(base.searched(), k)).
/// Cost: rows x (k^2 dim + about p^2 k). The same for any number of threads.
NnkGraph buildNnkGraph(const NnkPoints& base, const Neighbors& nearest, const NnkOptions& options,
                       const Progress& progress = {});

/// The same for queries of their own: `nearest` holds k rows of `base` for each of them. A common
/// sigma is that of the queries' distances unless `options` fixes it.
NnkGraph buildNnkGraph(const NnkPoints& base, const NnkPoints& queries, const Neighbors& nearest,
                       const NnkOptions& options, const Progress& progress = {});

/// Several numbers of candidates on the same lists of neighbours.
struct CandidateCounts {
    std::vector<Index> counts; ///< ascending; the last is the length of the lists
    /// Common width of the Gaussian kernel for each count, in place of a rule that gives one; empty
    /// to follow the rule.
    std::vector<double> sigma;
};

/// One graph per count, each as buildNnkGraph() gives it for the first so many candidates, but with
/// `diameter` and `dimension` left empty; `options.k` is not used. `queries` is `base` itself for
/// the graph of a point set. Distances among candidates are computed once per query, and a solution
/// starts from that of the count before, so that all counts cost little more than the largest.
std::vector<NnkGraph> buildNnkGraphs(const NnkPoints& base, const NnkPoints& queries,
                                     const Neighbors& nearest, const NnkOptions& options,
                                     const CandidateCounts& candidates,
                                     const Progress& progress = {});

} // namespace leafscope
