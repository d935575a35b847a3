// SPDX-License-Identifier: MIT
#include "core/nnk/live.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/neighbors/row_search.hpp"
#include "core/neighbors/vector_width.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <string>
#include <utility>

namespace leafscope {

namespace {

constexpr Index kRowsPerPiece = 2048;     // of a scan: what one thread takes at a time
constexpr Index kValuesPerPoll = 1 << 22; // values between two looks at the progress
constexpr double kNarrowest = 0.1;
constexpr double kWidest = 30;

/// |row - query|^2 of a stored row and a query in float64, in the lanes of squaredDistance(): for a
/// query that is a stored row the two agree to the bit.
template <class Scalar>
[[gnu::always_inline]] inline double distanceTo(const Scalar* row, const double* query, Index d)
{
    std::array<double, 8> sum{};
    Index c = 0;
    for (; c + 8 <= d; c += 8) {
        for (Index lane = 0; lane < 8; ++lane) {
            const double difference = double(row[c + lane]) - query[c + lane];
            sum[std::size_t(lane)] += difference * difference;
        }
    }
    for (Index lane = 0; c + lane < d; ++lane) {
        const double difference = double(row[c + lane]) - query[c + lane];
        sum[std::size_t(lane)] += difference * difference;
    }
    return ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
}

LEAFSCOPE_EVERY_VECTOR_WIDTH
void distancesTo(const float* rows, Index count, Index d, const double* query, double* out)
{
    for (Index i = 0; i < count; ++i)
        out[i] = distanceTo(rows + i * d, query, d);
}

LEAFSCOPE_EVERY_VECTOR_WIDTH
void distancesTo(const double* rows, Index count, Index d, const double* query, double* out)
{
    for (Index i = 0; i < count; ++i)
        out[i] = distanceTo(rows + i * d, query, d);
}

/// The k nearest of all rows, from those of pieces in any order: what is kept is the same whatever
/// the order, because ties are broken by row.
template <class Matrix>
std::vector<Found> scan(const Matrix& x, const VectorD& query, Index k, Index except,
                        const Progress& progress)
{
    const Index n = x.rows();
    const Index d = x.cols();
    const Index pieces = (n + kRowsPerPiece - 1) / kRowsPerPiece;
    const Index rowsPerPoll =
        std::clamp<Index>(kValuesPerPoll / std::max<Index>(d, 1), 1, kRowsPerPiece);
    RowSearch all(k);
    std::mutex mutex;
    Index firstBad = n;
    parallelFor(pieces, [&](Index piece) {
        RowSearch best(k);
        Index bad = n;
        std::array<double, kRowsPerPiece> squared;
        const Index end = std::min(n, (piece + 1) * kRowsPerPiece);
        for (Index from = piece * kRowsPerPiece; from < end; from += rowsPerPoll) {
            progress.checkpoint();
            const Index count = std::min(rowsPerPoll, end - from);
            distancesTo(x.data() + from * d, count, d, query.data(), squared.data());
            for (Index i = 0; i < count; ++i) {
                if (!std::isfinite(squared[std::size_t(i)]))
                    bad = std::min(bad, from + i);
                else if (from + i != except)
                    best.add({squared[std::size_t(i)], std::int32_t(from + i)});
            }
        }
        const std::scoped_lock lock(mutex);
        firstBad = std::min(firstBad, bad);
        for (const Found& found : best.found())
            all.add(found);
    });
    if (firstBad < n)
        throw Error(ErrorKind::Numeric, "distances to some rows are not finite",
                    "first: row " + std::to_string(firstBad),
                    "the rows hold NaN, infinite or enormous values", "leave these rows out");
    return all.found();
}

LivePoint pointOf(double at, const Neighborhood& found)
{
    return {at, found.error, found.count(), found.effective()};
}

} // namespace

std::vector<std::int32_t> nearestRows(const NnkPoints& base, const VectorD& query, Index k,
                                      Index except, const Progress& progress)
{
    const bool leavesOut = except >= 0 && except < base.count();
    if (k < 0 || k > base.count() - (leavesOut ? 1 : 0))
        throw Error(ErrorKind::InvalidInput, "there are not " + std::to_string(k) + " candidates",
                    std::to_string(base.count()) + " points", {}, "ask for fewer");
    if (query.size() != base.dim())
        throw Error(ErrorKind::InvalidInput,
                    "the query has " + std::to_string(query.size()) + " values",
                    "points of " + std::to_string(base.dim()), "it is of another layer", {});
    if (!query.allFinite())
        throw Error(ErrorKind::InvalidInput, "the query holds values that are not finite", "query",
                    {}, "choose another one");
    if (k == 0)
        return {};
    const std::vector<Found> found = std::visit(
        [&](const auto& x) { return scan(x, query, k, except, progress); }, base.searched());
    std::vector<std::int32_t> rows;
    rows.reserve(found.size());
    for (const Found& one : found)
        rows.push_back(one.index);
    return rows;
}

LiveNeighborhood::LiveNeighborhood(std::shared_ptr<const NnkPoints> points, Index row, Index most,
                                   const Progress& progress)
    : m_points(std::move(points))
{
    EXPECTS(m_points && row >= 0 && row < m_points->count(), "a row of the point set");
    EXPECTS(most >= 0, "a number of candidates");
    // Searched as the whole set would be, in the precision in which its directions are stored.
    const VectorD searched = std::visit(
        [&](const auto& x) -> VectorD { return x.row(row).transpose().template cast<double>(); },
        m_points->searched());
    m_query.resize(m_points->dim());
    m_points->copyRow(row, m_query.data());
    gather(nearestRows(*m_points, searched, std::min(most, m_points->count() - 1), row, progress));
}

LiveNeighborhood::LiveNeighborhood(std::shared_ptr<const NnkPoints> points, const VectorD& vector,
                                   Index most, Index except, const Progress& progress)
    : m_points(std::move(points))
    , m_query(vector)
{
    EXPECTS(m_points && most >= 0, "points and a number of candidates");
    if (m_points->areDirections()) {
        const double norm = m_query.stableNorm();
        if (!(norm > 0))
            throw Error(ErrorKind::Numeric, "a point of zeros has no direction", "query",
                        "it was moved into the origin", "move it away, or use the Gaussian kernel");
        m_query /= norm;
    }
    const Index others = m_points->count() - (except >= 0 && except < m_points->count() ? 1 : 0);
    gather(nearestRows(*m_points, m_query, std::min(most, others), except, progress));
}

void LiveNeighborhood::gather(const std::vector<std::int32_t>& rows)
{
    CandidateGatherer gatherer(*m_points);
    m_candidates = std::make_shared<const Candidates>(gatherer.gather(rows, m_query.data()));
}

KernelKind LiveNeighborhood::kind() const
{
    return m_points->areDirections() ? KernelKind::Cosine : KernelKind::Gaussian;
}

Kernel LiveNeighborhood::kernelAt(Index k, const LiveWidth& width) const
{
    if (kind() == KernelKind::Cosine)
        return {KernelKind::Cosine, 0};
    Kernel kernel{KernelKind::Gaussian, width.sigma};
    if (width.own)
        kernel.sigma = most() > 0 ? widthOf(Bandwidth::Own, *m_candidates, k) : kAnyWidth;
    if (!(kernel.sigma > 0) || !std::isfinite(kernel.sigma))
        throw Error(ErrorKind::InvalidInput, "the width of the kernel is not above 0", "sigma", {},
                    "give another one");
    return kernel;
}

Neighborhood LiveNeighborhood::solve(Index k, const LiveWidth& width,
                                     const NeighborhoodOptions& options)
{
    return m_solver.solve(*m_candidates, kernelAt(k, width), options, k);
}

std::vector<LivePoint> LiveNeighborhood::alongK(const LiveWidth& width,
                                                const NeighborhoodOptions& options,
                                                const Progress& progress)
{
    std::vector<LivePoint> curve;
    VectorD warm;
    for (Index k = 1; k <= most(); ++k) {
        progress.checkpoint();
        warm.conservativeResize(k);
        warm[k - 1] = 0;
        const Neighborhood found =
            m_solver.solve(*m_candidates, kernelAt(k, width), options, k, k > 1 ? &warm : nullptr);
        curve.push_back(pointOf(double(k), found));
        warm = found.weights;
    }
    return curve;
}

std::vector<LivePoint> LiveNeighborhood::alongSigma(Index k, double first, double last, Index steps,
                                                    const NeighborhoodOptions& options,
                                                    const Progress& progress)
{
    EXPECTS(first > 0 && last >= first && steps >= 1, "widths above 0");
    std::vector<LivePoint> curve;
    if (most() == 0 || kind() == KernelKind::Cosine)
        return curve;
    VectorD warm;
    for (Index i = 0; i < steps; ++i) {
        progress.checkpoint();
        const double share = steps > 1 ? double(i) / double(steps - 1) : 0;
        const Kernel kernel{KernelKind::Gaussian, first * std::pow(last / first, share)};
        const Neighborhood found =
            m_solver.solve(*m_candidates, kernel, options, k, i > 0 ? &warm : nullptr);
        curve.push_back(pointOf(kernel.sigma, found));
        warm = found.weights;
    }
    return curve;
}

std::pair<double, double> LiveNeighborhood::widths() const
{
    const VectorD& squared = m_candidates->toQuery;
    double least = 0;
    for (Index i = 0; i < squared.size() && !(least > 0); ++i)
        least = std::sqrt(squared[i]);
    if (!(least > 0))
        return {kNarrowest * kAnyWidth, kWidest * kAnyWidth};
    return {kNarrowest * least, kWidest * std::sqrt(squared.maxCoeff())};
}

} // namespace leafscope
