// SPDX-License-Identifier: MIT
#include "core/neighbors/widen.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/neighbors/rounding.hpp"
#include "core/neighbors/tiles.hpp"

#include <cblas.h>

#include <algorithm>
#include <atomic>
#include <span>
#include <string>

namespace leafscope {

namespace {

constexpr Index kRows = 64;    // rows searched together
constexpr Index kPoints = 256; // points they are compared with at a time

/// Rows [first, first + count) of `which`, columns [column, column + width), centred and scaled.
template <class Scalar>
void centredPiece(const CentredView<Scalar>& view, std::span<const std::int32_t> which,
                  Index column, Index width, double* out)
{
    const double* mean = view.mean.data() + column;
    for (std::size_t r = 0; r < which.size(); ++r) {
        const Scalar* from = view.row(which[r]) + column;
        double* to = out + Index(r) * width;
        for (Index c = 0; c < width; ++c)
            to[c] = (double(from[c]) - mean[c]) * view.scale;
    }
}

template <class Scalar>
double squaredNorm(const CentredView<Scalar>& view, Index i)
{
    const Scalar* row = view.row(i);
    double sum = 0;
    for (Index c = 0; c < view.columns(); ++c) {
        const double value = (double(row[c]) - view.mean[c]) * view.scale;
        sum += value * value;
    }
    return sum;
}

template <class Scalar>
VectorD squaredNorms(const CentredView<Scalar>& view, const Progress& progress)
{
    VectorD norms(view.size());
    parallelFor((view.size() + kRows - 1) / kRows, [&](Index task) {
        progress.checkpoint();
        const Index last = std::min(view.size(), (task + 1) * kRows);
        for (Index i = task * kRows; i < last; ++i)
            norms[i] = squaredNorm(view, i);
    });
    return norms;
}

/// One batch of queries on one thread, with its own working memory.
template <class Scalar>
class Batch {
public:
    /// `norms`: squared, of all points.
    Batch(const Comparison<Scalar>& compared, const VectorD& norms,
          std::span<const std::int32_t> rows)
        : m_compared(compared)
        , m_norms(norms)
        , m_ownNorms(Index(rows.size()))
        , m_rows(rows)
        , m_bound(KeyBound::of<double>(compared.points.columns()))
        , m_left(kRows, std::min(kProductColumns, compared.points.columns()))
        , m_right(kPoints, m_left.cols())
        , m_products(kRows, kPoints)
        , m_piece(MatrixD::Zero(kRows, kPoints))
    {
        for (std::size_t r = 0; r < rows.size(); ++r)
            m_ownNorms[Index(r)] = squaredNorm(compared.queries, rows[r]);
    }

    /// Products of all rows with the points [first, first + count).
    void multiply(Index first, Index count, const Progress& progress)
    {
        std::vector<std::int32_t> points(static_cast<std::size_t>(count));
        for (Index p = 0; p < count; ++p)
            points[std::size_t(p)] = std::int32_t(first + p);
        m_products.setZero();
        const Index d = m_compared.points.columns();
        for (Index column = 0; column < d; column += kProductColumns) {
            progress.checkpoint();
            const Index width = std::min(kProductColumns, d - column);
            centredPiece(m_compared.queries, m_rows, column, width, m_left.data());
            centredPiece(m_compared.points, std::span<const std::int32_t>(points), column, width,
                         m_right.data());
            cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, int(m_rows.size()), int(count),
                        int(width), 1, m_left.data(), int(width), m_right.data(), int(width), 0,
                        m_piece.data(), int(kPoints));
            m_products += m_piece;
        }
    }

    /// Looks through the products of row r and refines every point that the bound does not exclude.
    void refine(Index r, Index first, Index count, double ceiling, RowSearch& search) const
    {
        const CentredView<Scalar>& points = m_compared.points;
        const Index d = points.columns();
        const std::int32_t i = m_rows[std::size_t(r)];
        const Scalar* own = m_compared.queries.row(i);
        const Index self = m_compared.ofItself ? Index(i) : Index(-1);
        const auto limitFor = [&](double squared) {
            return m_bound.limit(m_ownNorms[r], distanceAbove(squared, d) * points.scale);
        };
        double reach = std::min(ceiling, search.reach());
        double limit = limitFor(reach);
        for (Index p = 0; p < count; ++p) {
            const Index j = first + p;
            if (m_norms[j] / 2 - m_products(r, p) > limit || j == self)
                continue;
            search.add({squaredDistance(own, points.row(j), d), std::int32_t(j)});
            if (search.reach() < reach) {
                reach = search.reach();
                limit = limitFor(reach);
            }
        }
    }

private:
    const Comparison<Scalar>& m_compared;
    const VectorD& m_norms;
    VectorD m_ownNorms;
    std::span<const std::int32_t> m_rows;
    KeyBound m_bound;
    MatrixD m_left;
    MatrixD m_right;
    MatrixD m_products;
    MatrixD m_piece;
};

} // namespace

template <class Scalar>
void searchAgain(const Comparison<Scalar>& compared, const std::vector<std::int32_t>& queries,
                 Index k, std::vector<Found>& found, const Progress& progress)
{
    if (queries.empty())
        return;
    const CentredView<Scalar>& points = compared.points;
    const VectorD norms = squaredNorms(points, progress);
    const Index total = Index(queries.size());
    const Index batches = (total + kRows - 1) / kRows;
    std::atomic<Index> done{0};
    const SerialBlas serial;
    parallelFor(batches, [&](Index b) {
        const Index begin = b * kRows;
        const Index size = std::min(kRows, total - begin);
        Batch<Scalar> batch(compared, norms,
                            {queries.data() + begin, static_cast<std::size_t>(size)});
        std::vector<RowSearch> searches(static_cast<std::size_t>(size), RowSearch(k));
        for (Index first = 0; first < points.size(); first += kPoints) {
            const Index count = std::min(kPoints, points.size() - first);
            batch.multiply(first, count, progress);
            for (Index r = 0; r < size; ++r) {
                progress.checkpoint();
                const Index row = queries[std::size_t(begin + r)];
                const double ceiling = found[std::size_t(row * k + k - 1)].squared;
                batch.refine(r, first, count, ceiling, searches[std::size_t(r)]);
            }
        }
        for (Index r = 0; r < size; ++r) {
            const std::vector<Found>& best = searches[std::size_t(r)].found();
            EXPECTS(Index(best.size()) == k, "found " + std::to_string(best.size()));
            std::copy(best.begin(), best.end(),
                      found.begin() + Index(queries[std::size_t(begin + r)]) * k);
        }
        progress.report(double(++done) / double(batches));
    });
}

template void searchAgain<float>(const Comparison<float>&, const std::vector<std::int32_t>&, Index,
                                 std::vector<Found>&, const Progress&);
template void searchAgain<double>(const Comparison<double>&, const std::vector<std::int32_t>&,
                                  Index, std::vector<Found>&, const Progress&);

} // namespace leafscope
