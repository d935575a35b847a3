// SPDX-License-Identifier: MIT
#include "core/neighbors/search.hpp"

#include "core/base/files.hpp"
#include "core/base/parallel.hpp"
#include "core/neighbors/rounding.hpp"
#include "core/neighbors/widen.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <string>

namespace leafscope {

namespace {

/// A part of the span that keeps the stage name our caller gave it.
Progress part(const Progress& progress, double from, double to)
{
    return progress.span(from, to, progress.snapshot().stage);
}

/// How many nominees to keep: the more there are beyond k, the fewer rows need a second search.
Index nomineesFor(Index k)
{
    return k + std::max<Index>(4, k / 4);
}

/// The k nearest points of every query, in `found` (k per query).
template <class Scalar>
class Search {
public:
    Search(const Comparison<Scalar>& compared, Index k, std::vector<Found>& found)
        : m_compared(compared)
        , m_queries(compared.queries)
        , m_points(compared.points)
        , m_k(k)
        , m_found(found)
    {
        m_found.assign(std::size_t(m_queries.size() * k), {});
    }

    /// Returns the number of queries that were searched again.
    Index run(const Progress& progress)
    {
        const Index keep = nomineesFor(m_k);
        if (keep >= m_compared.others()) {
            compareAll(progress);
            return 0;
        }
        const Index stored = m_points.size() + (m_compared.ofItself ? 0 : m_queries.size());
        requireMemory(std::uint64_t(stored) * std::uint64_t(m_points.columns()) * 4 +
                          NomineeLists::bytes(m_queries.size(), keep),
                      "the nearest neighbours of " + std::to_string(m_queries.size()) + " points");
        const std::vector<std::int32_t> open = nominateAndRefine(keep, progress);
        searchAgain(m_compared, open, m_k, m_found, part(progress, 0.9, 1));
        return Index(open.size());
    }

private:
    template <class Body>
    void forEachRow(const Progress& progress, const Body& body)
    {
        constexpr Index kRows = 32;
        std::atomic<Index> done{0};
        const Index tasks = (m_queries.size() + kRows - 1) / kRows;
        parallelFor(tasks, [&](Index task) {
            RowSearch search(m_k);
            for (Index i = task * kRows; i < std::min(m_queries.size(), (task + 1) * kRows); ++i) {
                progress.checkpoint();
                search.clear();
                body(i, search);
                std::copy(search.found().begin(), search.found().end(), m_found.begin() + i * m_k);
            }
            progress.report(double(++done) / double(tasks));
        });
    }

    /// Where every other point would be nominated anyway.
    void compareAll(const Progress& progress)
    {
        forEachRow(progress, [&](Index i, RowSearch& search) {
            const Index self = m_compared.ofItself ? i : Index(-1);
            for (Index j = 0; j < m_points.size(); ++j) {
                if (j != self)
                    search.add({exact(i, j), std::int32_t(j)});
            }
        });
    }

    double exact(Index i, Index j) const
    {
        return squaredDistance(m_queries.row(i), m_points.row(j), m_points.columns());
    }

    /// Returns the squared norms of the stored queries.
    VectorD nominateAll(NomineeLists& lists, const Progress& progress) const
    {
        const StoredPoints points = storePoints(m_points, progress);
        if (m_compared.ofItself) {
            nominate(points, lists, progress);
            return points.squaredNorm;
        }
        const StoredPoints queries = storePoints(m_queries, progress);
        nominate(queries, points, lists, progress);
        return queries.squaredNorm;
    }

    /// Returns the queries whose nearest points could not be certified, ascending.
    std::vector<std::int32_t> nominateAndRefine(Index keep, const Progress& progress)
    {
        NomineeLists lists(m_queries.size(), keep);
        const VectorD squaredNorm = nominateAll(lists, part(progress, 0, 0.8));
        const KeyBound bound = KeyBound::of<float>(m_points.columns());
        std::vector<std::uint8_t> certified(std::size_t(m_queries.size()), 0);
        forEachRow(part(progress, 0.8, 0.9), [&](Index i, RowSearch& search) {
            certified[std::size_t(i)] =
                refine(i, lists.finish(i), bound, squaredNorm[i], search) ? 1 : 0;
        });
        std::vector<std::int32_t> open;
        for (std::size_t i = 0; i < certified.size(); ++i) {
            if (certified[i] == 0)
                open.push_back(std::int32_t(i));
        }
        return open;
    }

    /// Exact distances to the nominees until the bound excludes the rest of them and with them
    /// every point that was not nominated. False if the list ends before that.
    bool refine(Index i, std::span<const Nominee> nominees, const KeyBound& bound,
                double squaredNorm, RowSearch& search) const
    {
        const Index d = m_points.columns();
        double reach = std::numeric_limits<double>::infinity();
        double limit = reach;
        for (const Nominee& nominee : nominees) {
            if (double(nominee.key) > limit)
                return true;
            search.add({exact(i, nominee.index), nominee.index});
            if (search.reach() < reach) {
                reach = search.reach();
                limit = bound.limit(squaredNorm, distanceAbove(reach, d) * m_points.scale);
            }
        }
        // The points left out have keys no smaller than the last nominee's.
        return double(nominees.back().key) > limit;
    }

    const Comparison<Scalar>& m_compared;
    const CentredView<Scalar>& m_queries;
    const CentredView<Scalar>& m_points;
    Index m_k;
    std::vector<Found>& m_found;
};

} // namespace

template <class Scalar>
Index findNearest(const Comparison<Scalar>& compared, Index k, std::vector<Found>& found,
                  const Progress& progress)
{
    return Search<Scalar>(compared, k, found).run(progress);
}

template Index findNearest<float>(const Comparison<float>&, Index, std::vector<Found>&,
                                  const Progress&);
template Index findNearest<double>(const Comparison<double>&, Index, std::vector<Found>&,
                                   const Progress&);

} // namespace leafscope
