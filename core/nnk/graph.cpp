// SPDX-License-Identifier: MIT
#include "core/nnk/graph.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>

namespace leafscope {

namespace {

constexpr Index kRowsPerTask = 64;

/// What one query leaves behind, until all rows can be packed.
struct Row {
    std::vector<std::int32_t> indices;
    std::vector<double> weights;
};

/// Common width of the Gaussian kernel; 0 for cosine, NaN where each query has its own.
double commonWidth(const Neighbors& nearest, const NnkOptions& options)
{
    if (options.kernel == KernelKind::Cosine)
        return 0;
    if (options.bandwidth == Bandwidth::Fixed)
        return options.sigma;
    const Index n = nearest.squared.rows();
    std::vector<double> farthest;
    farthest.reserve(std::size_t(n));
    for (Index i = 0; i < n; ++i)
        farthest.push_back(std::sqrt(nearest.squared(i, options.k - 1)));
    double width = std::numeric_limits<double>::quiet_NaN();
    if (options.bandwidth == Bandwidth::Mean) {
        double sum = 0;
        for (const double distance : farthest)
            sum += distance;
        width = sum / double(n) / kBandwidthShare;
    } else if (options.bandwidth == Bandwidth::Median) {
        const auto middle = farthest.begin() + n / 2;
        std::nth_element(farthest.begin(), middle, farthest.end());
        width = *middle / kBandwidthShare;
    }
    return width == 0 ? kAnyWidth : width; // all candidates are copies of their queries
}

/// Builds the rows of one graph, or of several that differ in their number of candidates, each from
/// its query alone.
class Builder {
public:
    /// `graphs`: ascending by options.k, with their options and sigma set.
    Builder(const NnkPoints& base, const NnkPoints& queries, const Neighbors& nearest,
            std::span<NnkGraph> graphs, bool measured)
        : m_base(base)
        , m_queries(queries)
        , m_nearest(nearest)
        , m_graphs(graphs)
        , m_measured(measured)
        , m_rows(graphs.size(), std::vector<Row>(std::size_t(nearest.index.rows())))
        , m_unsettled(graphs.size())
        , m_singular(graphs.size())
    {
        for (NnkGraph& graph : graphs) {
            const auto n = std::size_t(nearest.index.rows());
            for (auto* values : {&graph.error, &graph.kkt, &graph.gap})
                values->assign(n, 0);
            if (measured)
                for (auto* values : {&graph.diameter, &graph.dimension})
                    values->assign(n, 0);
            if (graph.options.kernel == KernelKind::Gaussian)
                graph.width.assign(n, graph.sigma);
        }
    }

    void run(const Progress& progress)
    {
        const SerialBlas serial;
        const Index n = m_nearest.index.rows();
        const Index tasks = (n + kRowsPerTask - 1) / kRowsPerTask;
        std::atomic<Index> done{0};
        parallelFor(tasks, [&](Index task) {
            CandidateGatherer gatherer(m_base);
            NeighborhoodSolver solver;
            for (Index i = task * kRowsPerTask; i < std::min(n, (task + 1) * kRowsPerTask); ++i)
                solveRow(i, gatherer, solver, progress);
            progress.report(double(++done) / double(tasks));
        });
        for (std::size_t g = 0; g < m_graphs.size(); ++g)
            pack(g);
    }

private:
    void solveRow(Index i, CandidateGatherer& gatherer, NeighborhoodSolver& solver,
                  const Progress& progress)
    {
        const Index most = m_nearest.index.cols();
        const Candidates& candidates =
            gatherer.gather({m_nearest.index.data() + i * most, std::size_t(most)}, m_queries, i);
        VectorD before;
        for (std::size_t g = 0; g < m_graphs.size(); ++g) {
            progress.checkpoint();
            before = solveOne(g, i, candidates, solver, g > 0 ? &before : nullptr);
        }
    }

    /// Returns the weights of the candidates.
    VectorD solveOne(std::size_t g, Index i, const Candidates& candidates,
                     NeighborhoodSolver& solver, const VectorD* warm)
    {
        NnkGraph& graph = m_graphs[g];
        const NnkOptions& options = graph.options;
        const auto at = std::size_t(i);
        Kernel kernel{options.kernel, graph.sigma};
        if (options.kernel == KernelKind::Gaussian && std::isnan(graph.sigma)) {
            kernel.sigma = widthOf(options.bandwidth, candidates, options.k);
            graph.width[at] = kernel.sigma;
        }
        Neighborhood found = solver.solve(candidates, kernel, options.solver, options.k, warm);
        graph.error[at] = found.error;
        graph.kkt[at] = found.kkt;
        graph.gap[at] = found.gap;
        if (m_measured) {
            graph.diameter[at] = polytopeDiameter(candidates, found.kept);
            graph.dimension[at] = double(polytopeDimension(candidates, found.kept));
        }
        m_unsettled[g] += found.settled ? 0 : 1;
        m_singular[g] += found.singular ? 1 : 0;
        Row& row = m_rows[g][at];
        for (const Index j : found.kept) {
            row.indices.push_back(candidates.rows[std::size_t(j)]);
            row.weights.push_back(found.weights[j]);
        }
        return std::move(found.weights);
    }

    void pack(std::size_t g)
    {
        NnkGraph& graph = m_graphs[g];
        graph.unsettled = m_unsettled[g];
        graph.singular = m_singular[g];
        graph.indptr.assign(1, 0);
        for (const Row& row : m_rows[g]) {
            graph.indices.insert(graph.indices.end(), row.indices.begin(), row.indices.end());
            graph.weights.insert(graph.weights.end(), row.weights.begin(), row.weights.end());
            graph.indptr.push_back(std::int64_t(graph.indices.size()));
        }
        m_rows[g].clear();
    }

    const NnkPoints& m_base;
    const NnkPoints& m_queries;
    const Neighbors& m_nearest;
    std::span<NnkGraph> m_graphs;
    bool m_measured;
    std::vector<std::vector<Row>> m_rows; ///< by graph, by query
    std::vector<std::atomic<Index>> m_unsettled;
    std::vector<std::atomic<Index>> m_singular;
};

void checkSides(const NnkPoints& base, const NnkPoints& queries, const Neighbors& nearest, Index k)
{
    EXPECTS(nearest.index.rows() == queries.count() && nearest.index.cols() == k,
            "queries=" + std::to_string(queries.count()) +
                ", lists=" + std::to_string(nearest.index.rows()) + " x " +
                std::to_string(nearest.index.cols()));
    EXPECTS(base.dim() == queries.dim() && base.areDirections() == queries.areDirections(),
            "dims=" + std::to_string(base.dim()) + ", " + std::to_string(queries.dim()));
}

void requireRoom(Index queries, Index candidates)
{
    requireMemory(std::uint64_t(queries) * (std::uint64_t(candidates) * 16 + 120),
                  "the neighbourhoods of " + std::to_string(queries) + " points");
}

/// A graph without rows yet.
NnkGraph emptyGraph(const NnkPoints& base, bool ofItself, const Neighbors& nearest,
                    const NnkOptions& options)
{
    NnkGraph graph;
    graph.options = options;
    graph.sigma = commonWidth(nearest, options);
    graph.points = base.count();
    graph.ofItself = ofItself;
    graph.candidates = nearest.index.leftCols(options.k);
    return graph;
}

NnkGraph build(const NnkPoints& base, const NnkPoints& queries, bool ofItself,
               const Neighbors& nearest, const NnkOptions& options, const Progress& progress)
{
    checkSides(base, queries, nearest, options.k);
    requireRoom(queries.count(), options.k);
    NnkGraph graph = emptyGraph(base, ofItself, nearest, options);
    Builder(base, queries, nearest, {&graph, 1}, true).run(progress);
    return graph;
}

} // namespace

std::span<const std::int32_t> NnkGraph::neighbors(Index row) const
{
    return {indices.data() + indptr[std::size_t(row)], std::size_t(count(row))};
}

std::span<const double> NnkGraph::weightsOf(Index row) const
{
    return {weights.data() + indptr[std::size_t(row)], std::size_t(count(row))};
}

double NnkGraph::sum(Index row) const
{
    double total = 0;
    for (const double weight : weightsOf(row))
        total += weight;
    return total;
}

double NnkGraph::effective(Index row) const
{
    return effectiveCount(weightsOf(row));
}

NnkGraph buildNnkGraph(const NnkPoints& base, const Neighbors& nearest, const NnkOptions& options,
                       const Progress& progress)
{
    return build(base, base, true, nearest, options, progress);
}

NnkGraph buildNnkGraph(const NnkPoints& base, const NnkPoints& queries, const Neighbors& nearest,
                       const NnkOptions& options, const Progress& progress)
{
    return build(base, queries, false, nearest, options, progress);
}

std::vector<NnkGraph> buildNnkGraphs(const NnkPoints& base, const NnkPoints& queries,
                                     const Neighbors& nearest, const NnkOptions& options,
                                     const CandidateCounts& candidates, const Progress& progress)
{
    const std::vector<Index>& counts = candidates.counts;
    EXPECTS(!counts.empty() && counts.front() >= 1 && std::is_sorted(counts.begin(), counts.end()),
            std::to_string(counts.size()) + " counts");
    EXPECTS(candidates.sigma.empty() || candidates.sigma.size() == counts.size(),
            std::to_string(candidates.sigma.size()) + " widths");
    checkSides(base, queries, nearest, counts.back());
    Index all = 0;
    for (const Index k : counts)
        all += k;
    requireRoom(queries.count(), all);
    std::vector<NnkGraph> graphs;
    for (std::size_t g = 0; g < counts.size(); ++g) {
        NnkOptions own = options;
        own.k = counts[g];
        graphs.push_back(emptyGraph(base, &base == &queries, nearest, own));
        if (!candidates.sigma.empty() && !std::isnan(graphs.back().sigma))
            graphs.back().sigma = candidates.sigma[g];
    }
    Builder(base, queries, nearest, graphs, false).run(progress);
    return graphs;
}

} // namespace leafscope
