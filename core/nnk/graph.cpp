// SPDX-License-Identifier: MIT
#include "core/nnk/graph.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <string>

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
        farthest.push_back(std::sqrt(nearest.squared(i, nearest.squared.cols() - 1)));
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

/// Builds the rows of one graph, each from its query alone.
class Builder {
public:
    Builder(const NnkPoints& base, const NnkPoints& queries, const Neighbors& nearest,
            NnkGraph& graph)
        : m_base(base)
        , m_queries(queries)
        , m_nearest(nearest)
        , m_graph(graph)
        , m_rows(std::size_t(nearest.index.rows()))
    {
        const auto n = m_rows.size();
        for (auto* values :
             {&graph.error, &graph.kkt, &graph.gap, &graph.diameter, &graph.dimension})
            values->assign(n, 0);
        if (graph.options.kernel == KernelKind::Gaussian)
            graph.width.assign(n, graph.sigma);
    }

    void run(const Progress& progress)
    {
        const SerialBlas serial;
        const auto n = Index(m_rows.size());
        const Index tasks = (n + kRowsPerTask - 1) / kRowsPerTask;
        std::atomic<Index> done{0};
        parallelFor(tasks, [&](Index task) {
            CandidateGatherer gatherer(m_base);
            NeighborhoodSolver solver;
            for (Index i = task * kRowsPerTask; i < std::min(n, (task + 1) * kRowsPerTask); ++i) {
                progress.checkpoint();
                solveRow(i, gatherer, solver);
            }
            progress.report(double(++done) / double(tasks));
        });
        m_graph.unsettled = m_unsettled;
        m_graph.singular = m_singular;
        pack();
    }

private:
    void solveRow(Index i, CandidateGatherer& gatherer, NeighborhoodSolver& solver)
    {
        const Index k = m_nearest.index.cols();
        const Candidates& candidates =
            gatherer.gather({m_nearest.index.data() + i * k, std::size_t(k)}, m_queries, i);
        const NnkOptions& options = m_graph.options;
        Kernel kernel{options.kernel, m_graph.sigma};
        const auto at = std::size_t(i);
        if (options.kernel == KernelKind::Gaussian && std::isnan(m_graph.sigma)) {
            kernel.sigma = widthOf(options.bandwidth, candidates, k);
            m_graph.width[at] = kernel.sigma;
        }
        const Neighborhood found = solver.solve(candidates, kernel, options.solver);
        m_graph.error[at] = found.error;
        m_graph.kkt[at] = found.kkt;
        m_graph.gap[at] = found.gap;
        m_graph.diameter[at] = polytopeDiameter(candidates, found.kept);
        m_graph.dimension[at] = double(polytopeDimension(candidates, found.kept));
        m_unsettled += found.settled ? 0 : 1;
        m_singular += found.singular ? 1 : 0;
        for (const Index j : found.kept) {
            m_rows[at].indices.push_back(candidates.rows[std::size_t(j)]);
            m_rows[at].weights.push_back(found.weights[j]);
        }
    }

    void pack()
    {
        m_graph.indptr.assign(1, 0);
        for (Row& row : m_rows) {
            m_graph.indices.insert(m_graph.indices.end(), row.indices.begin(), row.indices.end());
            m_graph.weights.insert(m_graph.weights.end(), row.weights.begin(), row.weights.end());
            m_graph.indptr.push_back(std::int64_t(m_graph.indices.size()));
        }
    }

    const NnkPoints& m_base;
    const NnkPoints& m_queries;
    const Neighbors& m_nearest;
    NnkGraph& m_graph;
    std::vector<Row> m_rows;
    std::atomic<Index> m_unsettled{0};
    std::atomic<Index> m_singular{0};
};

NnkGraph build(const NnkPoints& base, const NnkPoints& queries, bool ofItself,
               const Neighbors& nearest, const NnkOptions& options, const Progress& progress)
{
    EXPECTS(nearest.index.rows() == queries.count() && nearest.index.cols() == options.k,
            "queries=" + std::to_string(queries.count()) +
                ", lists=" + std::to_string(nearest.index.rows()) + " x " +
                std::to_string(nearest.index.cols()));
    EXPECTS(base.dim() == queries.dim() && base.areDirections() == queries.areDirections(),
            "dims=" + std::to_string(base.dim()) + ", " + std::to_string(queries.dim()));
    requireMemory(std::uint64_t(queries.count()) * (std::uint64_t(options.k) * 16 + 120),
                  "the neighbourhoods of " + std::to_string(queries.count()) + " points");
    NnkGraph graph;
    graph.options = options;
    graph.sigma = commonWidth(nearest, options);
    graph.points = base.count();
    graph.ofItself = ofItself;
    graph.candidates = nearest.index;
    Builder(base, queries, nearest, graph).run(progress);
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
    const double total = sum(row);
    if (!(total > 0))
        return 0;
    double entropy = 0;
    for (const double weight : weightsOf(row))
        entropy -= weight / total * std::log(weight / total);
    return std::exp(entropy);
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

} // namespace leafscope
