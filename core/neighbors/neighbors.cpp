// SPDX-License-Identifier: MIT
#include "core/neighbors/neighbors.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/neighbors/duplicates.hpp"
#include "core/neighbors/search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace leafscope {

namespace {

// Squares of coordinates outside this range leave the range of float64, or lose their last digits.
constexpr double kLargestReach = 1e150;
constexpr double kSmallestReach = 1e-140;

// Queries up to this many are compared with every row in float64: that is cheaper than to prepare
// the rows for matrix products.
constexpr Index kFewQueries = 32;

void checkIndexRange(Index n)
{
    if (n > std::numeric_limits<std::int32_t>::max())
        throw Error(ErrorKind::Unsupported, "too many points for 32-bit neighbour indices",
                    std::to_string(n) + " points", "",
                    "use a subset of at most 2,147,483,647 points");
}

void checkCounts(Index n, Index k)
{
    const std::string where = std::to_string(n) + " points";
    if (k < 1 || k >= n)
        throw Error(ErrorKind::InvalidInput,
                    std::to_string(k) + " neighbours were asked for of " + where, where,
                    "a point has as many neighbours as there are other points",
                    "ask for 1 to " + std::to_string(std::max<Index>(n - 1, 1)) +
                        " neighbours, or give more points");
    checkIndexRange(n);
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
    std::vector<Found> found;
    result.widened = findNearest(Comparison<Scalar>{view, view}, width, found, progress);
    spreadToRows(groups, found, width, result);
    return result;
}

void checkQueries(const Points& base, const Points& queries, Index k)
{
    const Index n = rowsOf(base);
    const std::string where = std::to_string(n) + " points";
    const auto describe = [](const Points& x) {
        return std::to_string(colsOf(x)) + " columns of " +
               (std::holds_alternative<MatrixF>(x) ? "float32" : "float64");
    };
    if (base.index() != queries.index() || colsOf(base) != colsOf(queries))
        throw Error(ErrorKind::InvalidInput, "queries and points do not match",
                    "queries: " + describe(queries) + "; points: " + describe(base),
                    "they come from different layers or files",
                    "give both in the same width and precision");
    if (k < 1 || k > n)
        throw Error(
            ErrorKind::InvalidInput, std::to_string(k) + " neighbours were asked for of " + where,
            where, "a query has as many neighbours as there are points",
            n > 0 ? "ask for 1 to " + std::to_string(n) + " neighbours" : "give some points");
    checkIndexRange(std::max(n, rowsOf(queries)));
}

/// Throws Error(Numeric) for queries that are not finite.
template <class Scalar>
void checkFinite(const Matrix<Scalar>& queries)
{
    Index bad = 0;
    Index first = -1;
    for (Index i = 0; i < queries.rows(); ++i)
        if (!queries.row(i).allFinite())
            first = bad++ == 0 ? i : first;
    if (bad > 0)
        throw Error(ErrorKind::Numeric,
                    std::to_string(bad) + " of " + std::to_string(queries.rows()) +
                        " queries hold NaN or infinite values",
                    "first: query " + std::to_string(first),
                    "a diverged network or missing values in the data", "leave these queries out");
}

/// Largest deviation of a query from the mean of the points, in one coordinate.
template <class Scalar>
double reachOf(const Matrix<Scalar>& queries, const VectorD& mean)
{
    double reach = 0;
    for (Index i = 0; i < queries.rows(); ++i)
        for (Index c = 0; c < queries.cols(); ++c)
            reach = std::max(reach, std::abs(double(queries(i, c)) - mean[c]));
    return reach;
}

/// Queries by matrix products with the distinct points.
template <class Scalar>
void searchByProducts(const Matrix<Scalar>& base, const Matrix<Scalar>& queries,
                      const std::vector<Index>& first, Neighbors& result, const Progress& progress)
{
    const ColumnMoments moments = columnMoments(base, progress);
    progress.checkpoint();
    const RowGroups groups(first);
    const double reach = std::max(moments.reach(), reachOf(queries, moments.mean));
    const double scale = reach > 0 ? scaleFor(reach, base.cols()) : 1;
    std::vector<std::int32_t> all(std::size_t(queries.rows()), 0);
    std::iota(all.begin(), all.end(), 0);
    const CentredView<Scalar> points{base, groups.distinct(), moments.mean, scale};
    const CentredView<Scalar> asked{queries, all, moments.mean, scale};
    const Index width = std::min(result.index.cols(), groups.count());
    std::vector<Found> found;
    result.widened = findNearest(Comparison<Scalar>{asked, points, false}, width, found, progress);
    spreadToQueries(groups, found, width, result);
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

Neighbors nearestNeighbors(const Points& base, const Points& queries, Index k,
                           const Progress& progress)
{
    checkQueries(base, queries, k);
    const Index count = rowsOf(queries);
    requireMemory(std::uint64_t(count) * std::uint64_t(k) * 28,
                  "the lists of " + std::to_string(k) + " neighbours");
    progress.checkpoint();
    Neighbors result{IndexMatrix(count, k), MatrixD(count, k)};
    if (count == 0)
        return result;
    std::visit(
        [&](const auto& points) {
            const auto& asked = std::get<std::decay_t<decltype(points)>>(queries);
            checkFinite(asked);
            if (count <= kFewQueries && compareDirectly(points, asked, result, progress))
                return;
            searchByProducts(points, asked, firstOccurrence(base), result, progress);
        },
        base);
    for (Index i = 0; i < count; ++i)
        result.duplicates += result.squared(i, 0) == 0 ? 1 : 0;
    return result;
}

} // namespace leafscope
