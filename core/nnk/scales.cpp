// SPDX-License-Identifier: MIT
#include "core/nnk/scales.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/nnk/affinity.hpp"
#include "core/nnk/shrinking_points.hpp"
#include "core/nnk/working_set.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>
#include <utility>

namespace leafscope {

namespace {

constexpr Index kRowsPerTask = 16;

/// A directed pair of positions; `rank` ascending is the order in which pairs are taken.
struct Pair {
    double rank = 0;
    Index from = 0;
    Index to = 0;
};

/// What one round finds of each point that is left.
struct Found {
    std::vector<std::vector<std::int32_t>> neighbors; ///< nearest first
    std::vector<std::vector<double>> weights;
    std::vector<double> diameter;
    std::vector<double> kkt;

    explicit Found(Index n)
        : neighbors(std::size_t(n))
        , weights(std::size_t(n))
        , diameter(std::size_t(n))
        , kkt(std::size_t(n))
    {
    }
};

class ScaleRun {
public:
    ScaleRun(const Points& x, const ScaleOptions& options, const Progress& progress)
        : m_options(options)
        , m_points(x, options.kernel, progress.span(0, 0.05, "distances"))
        , m_progress(progress.span(0.05, 1, "merging"))
        , m_first(m_points.count())
        , m_random(options.seed)
    {
    }

    Scales run()
    {
        const Index most = m_options.rounds > 0 ? m_options.rounds : m_first;
        while (m_points.count() > 2 && Index(m_result.rounds.size()) < most) {
            // Time goes by points: what is left is about the square of their share.
            const double left = double(m_points.count()) / double(m_first);
            m_share = std::max(1 - left * left, double(m_result.rounds.size()) / double(most));
            m_progress.report(m_share);
            if (!oneRound()) {
                m_result.ended = "no pair with a weight is left";
                return std::move(m_result);
            }
        }
        m_result.ended = m_points.count() <= 2 ? "two points are left" : "all rounds were done";
        return std::move(m_result);
    }

private:
    bool oneRound()
    {
        const Index k = std::min(m_options.k, m_points.count() - 1);
        const Neighbors nearest = m_points.nearest(k, m_progress);
        ScaleRound round;
        round.points = m_points.count();
        round.k = k;
        const double sigma = widthFrom(nearest);
        round.sigma = sigma * m_points.unit();
        const Found found = solve(nearest, {m_options.kernel, sigma});
        measure(found, round);
        m_result.rounds.push_back(round);
        const auto pairs = chosenPairs(nearest, found);
        m_points.merge(pairs, m_progress);
        return !pairs.empty();
    }

    double widthFrom(const Neighbors& nearest) const
    {
        if (m_options.kernel == KernelKind::Cosine)
            return 0;
        const Index at = std::min(kWidthNeighbor, nearest.squared.cols()) - 1;
        double sum = 0;
        for (Index i = 0; i < nearest.squared.rows(); ++i)
            sum += std::sqrt(nearest.squared(i, at));
        const double mean = sum / double(nearest.squared.rows());
        return mean > 0 ? mean / kBandwidthShare : kAnyWidth;
    }

    Found solve(const Neighbors& nearest, const Kernel& kernel) const
    {
        const Index n = m_points.count();
        Found found(n);
        const SerialBlas serial;
        parallelFor((n + kRowsPerTask - 1) / kRowsPerTask, [&](Index task) {
            WorkingSetSolver solver;
            CandidateDistances candidates;
            for (Index i = task * kRowsPerTask; i < std::min(n, (task + 1) * kRowsPerTask); ++i) {
                m_progress.checkpoint();
                const std::int32_t* rows = nearest.index.row(i).data();
                candidates.toQuery = nearest.squared.row(i);
                candidates.among = [this, rows](Index place, Index count, double* out) {
                    const auto squared = m_points.squaredFrom(rows[place]);
                    for (Index j = 0; j < count; ++j)
                        out[j] = squared(rows[j]);
                };
                const SparseNeighborhood one =
                    solver.solve(candidates, kernel, m_options.threshold);
                const auto at = std::size_t(i);
                for (const Index j : one.kept)
                    found.neighbors[at].push_back(rows[j]);
                found.weights[at] = one.weights;
                found.diameter[at] = one.diameter * m_points.unit();
                found.kkt[at] = one.kkt;
            }
        });
        return found;
    }

    void measure(const Found& found, ScaleRound& round)
    {
        const PolytopeSource source{
            m_points.count(), m_points.dim(),
            [&](Index i) { return std::span<const std::int32_t>(found.neighbors[std::size_t(i)]); },
            [this](Index i, double* out) { std::copy_n(m_points.point(i), m_points.dim(), out); }};
        const PartnerAffinity partners =
            partnerAffinity(source, m_options.sample, m_random.next(), silent());
        round.dimension = spreadOf(partners.dimension);
        round.curvature = spreadOf(partners.angle);
        round.curvatureRandom = spreadOf(partners.randomAngle);
        std::vector<double> counts;
        for (const auto& neighbors : found.neighbors)
            counts.push_back(double(neighbors.size()));
        round.neighbors = spreadOf(std::move(counts));
        round.diameter = spreadOf(found.diameter);
        round.kktMax = *std::max_element(found.kkt.begin(), found.kkt.end());
    }

    /// Rounds tell how far they are; what happens within one does not, but can be cancelled.
    Progress silent() const
    {
        return m_progress.span(m_share, m_share,
                               "merging, " + std::to_string(m_points.count()) + " points left");
    }

    std::vector<std::pair<Index, Index>> chosenPairs(const Neighbors& nearest, const Found& found)
    {
        std::vector<Pair> pairs;
        for (Index i = 0; i < m_points.count(); ++i) {
            if (m_options.order == MergeOrder::Knn) {
                for (Index j = 0; j < nearest.index.cols(); ++j)
                    pairs.push_back({nearest.squared(i, j), i, nearest.index(i, j)});
                continue;
            }
            const auto at = std::size_t(i);
            for (std::size_t e = 0; e < found.neighbors[at].size(); ++e)
                pairs.push_back({-found.weights[at][e], i, found.neighbors[at][e]});
        }
        std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
            return std::tie(a.rank, a.from, a.to) < std::tie(b.rank, b.from, b.to);
        });
        const auto most = std::size_t(std::max<Index>(1, m_first / kMergeShare));
        std::vector<char> used(std::size_t(m_points.count()), 0);
        std::vector<std::pair<Index, Index>> chosen;
        for (const Pair& pair : pairs) {
            if (chosen.size() == most)
                break;
            char& from = used[std::size_t(pair.from)];
            char& to = used[std::size_t(pair.to)];
            if (from != 0 || to != 0 || !m_points.canMerge(pair.from, pair.to))
                continue;
            from = to = 1;
            chosen.emplace_back(pair.from, pair.to);
            m_result.merges.push_back({std::int64_t(m_result.rounds.size()) - 1,
                                       m_points.identity(pair.from), m_points.identity(pair.to)});
        }
        return chosen;
    }

    ScaleOptions m_options;
    ShrinkingPoints m_points;
    Progress m_progress;
    double m_share = 0; ///< of the whole that is done
    Index m_first;
    RandomStream m_random;
    Scales m_result;
};

} // namespace

Scales mergeScales(const Points& x, const ScaleOptions& options, const Progress& progress)
{
    EXPECTS(options.k >= 1 && options.rounds >= 0 && options.sample >= 0,
            "k=" + std::to_string(options.k));
    return ScaleRun(x, options, progress).run();
}

} // namespace leafscope
