// SPDX-License-Identifier: MIT
#include "core/neighbors/neighbors.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/parallel.hpp"
#include "core/neighbors/duplicates.hpp"
#include "core/neighbors/nominate.hpp"
#include "core/neighbors/rounding.hpp"
#include "core/neighbors/row_search.hpp"
#include "core/neighbors/widen.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <string>

namespace leafscope {

namespace {

// Squares of coordinates outside this range leave the range of float64, or lose their last digits.
constexpr double kLargestReach = 1e150;
constexpr double kSmallestReach = 1e-140;

void checkCounts(Index n, Index k)
{
    const std::string where = std::to_string(n) + " points";
    if (k < 1 || k >= n)
        throw Error(ErrorKind::InvalidInput,
                    std::to_string(k) + " neighbours were asked for of " + where, where,
                    "a point has as many neighbours as there are other points",
                    "ask for 1 to " + std::to_string(std::max<Index>(n - 1, 1)) +
                        " neighbours, or give more points");
    if (n > std::numeric_limits<std::int32_t>::max())
        throw Error(ErrorKind::Unsupported, "too many points for 32-bit neighbour indices", where,
                    "", "use a subset of at most 2,147,483,647 points");
}

/// A power of two that brings every centred row to a norm of at most 1: products neither overflow
/// nor vanish.
double scaleFor(double reach, Index d)
{
    if (reach > kLargestReach || reach < kSmallestReach)
        throw Error(ErrorKind::Numeric, "squared distances leave the range of float64",
                    "largest deviation from the mean: " + std::to_string(std::log10(reach)) +
                        " as a power of ten",
                    "values in an extreme unit", "rescale the data");
    return std::exp2(-std::ceil(std::log2(reach * std::sqrt(double(d)))));
}

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

/// The k nearest of every distinct row, in `found` (k per row).
template <class Scalar>
class Search {
public:
    Search(const CentredView<Scalar>& view, Index k)
        : m_view(view)
        , m_k(k)
        , m_found(std::size_t(view.size() * k))
    {
    }

    /// Returns the number of rows that were searched again.
    Index run(const Progress& progress)
    {
        const Index keep = nomineesFor(m_k);
        if (keep >= m_view.size() - 1) {
            compareAll(progress);
            return 0;
        }
        requireMemory(std::uint64_t(m_view.size()) * std::uint64_t(m_view.columns()) * 4 +
                          NomineeLists::bytes(m_view.size(), keep),
                      "the nearest neighbours of " + std::to_string(m_view.size()) + " points");
        const std::vector<std::int32_t> open = nominateAndRefine(keep, progress);
        searchAgain(m_view, open, m_k, m_found, part(progress, 0.9, 1));
        return Index(open.size());
    }

    const std::vector<Found>& found() const { return m_found; }

private:
    template <class Body>
    void forEachRow(const Progress& progress, const Body& body)
    {
        constexpr Index kRows = 32;
        std::atomic<Index> done{0};
        const Index tasks = (m_view.size() + kRows - 1) / kRows;
        parallelFor(tasks, [&](Index task) {
            RowSearch search(m_k);
            for (Index i = task * kRows; i < std::min(m_view.size(), (task + 1) * kRows); ++i) {
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
            for (Index j = 0; j < m_view.size(); ++j) {
                if (j != i)
                    search.add({squaredDistance(m_view.row(i), m_view.row(j), m_view.columns()),
                                std::int32_t(j)});
            }
        });
    }

    /// Returns the rows whose nearest points could not be certified, ascending.
    std::vector<std::int32_t> nominateAndRefine(Index keep, const Progress& progress)
    {
        const StoredPoints stored = storePoints(m_view, progress);
        NomineeLists lists(m_view.size(), keep);
        nominate(stored, lists, part(progress, 0, 0.8));
        const KeyBound bound = KeyBound::of<float>(m_view.columns());
        std::vector<std::uint8_t> certified(std::size_t(m_view.size()), 0);
        forEachRow(part(progress, 0.8, 0.9), [&](Index i, RowSearch& search) {
            certified[std::size_t(i)] =
                refine(i, lists.finish(i), bound, stored.squaredNorm[i], search) ? 1 : 0;
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
        const Index d = m_view.columns();
        double reach = std::numeric_limits<double>::infinity();
        double limit = reach;
        for (const Nominee& nominee : nominees) {
            if (double(nominee.key) > limit)
                return true;
            search.add(
                {squaredDistance(m_view.row(i), m_view.row(nominee.index), d), nominee.index});
            if (search.reach() < reach) {
                reach = search.reach();
                limit = bound.limit(squaredNorm, distanceAbove(reach, d) * m_view.scale);
            }
        }
        // The points left out have keys no smaller than the last nominee's.
        return double(nominees.back().key) > limit;
    }

    const CentredView<Scalar>& m_view;
    Index m_k;
    std::vector<Found> m_found;
};

template <class Scalar>
Neighbors searchPoints(const Matrix<Scalar>& x, const std::vector<Index>& first, Index k,
                       const Progress& progress)
{
    const Index n = x.rows();
    const ColumnMoments moments = columnMoments(x, progress);
    const RowGroups groups(first);
    Neighbors result{IndexMatrix(n, k), MatrixD(n, k), 0, n - groups.count()};
    const Index width = std::min(k, groups.count() - 1);
    if (width == 0) { // all rows are equal
        spreadToRows(groups, {}, 0, result);
        return result;
    }
    const CentredView<Scalar> view{x, groups.distinct(), moments.mean,
                                   scaleFor(moments.reach(), x.cols())};
    Search<Scalar> search(view, width);
    result.widened = search.run(progress);
    spreadToRows(groups, search.found(), width, result);
    return result;
}

} // namespace

Neighbors nearestNeighbors(const Points& x, Index k, const Progress& progress)
{
    checkCounts(rowsOf(x), k);
    requireMemory(std::uint64_t(rowsOf(x)) * std::uint64_t(k) * 28,
                  "the lists of " + std::to_string(k) + " neighbours");
    progress.checkpoint();
    return std::visit(
        [&](const auto& m) { return searchPoints(m, firstOccurrence(x), k, progress); }, x);
}

} // namespace leafscope
