// SPDX-License-Identifier: MIT
#include "views/neighborhood/picked.hpp"

#include "core/base/error.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr double kNoVariance = 1e-14; // share of the total below which a direction is rounding

LocalFrame ownCoordinates(const VectorD& query, const MatrixD& about)
{
    LocalFrame frame;
    frame.exact = true;
    frame.origin = query;
    frame.axes = MatrixD::Identity(query.size(), 3);
    const double total = about.squaredNorm();
    for (Index axis = 0; axis < query.size(); ++axis)
        frame.share[std::size_t(axis)] =
            total > 0 ? about.col(axis).squaredNorm() / total : 1 / double(query.size());
    return frame;
}

/// The rows of candidates, as the kernel sees them.
MatrixD rowsOf(const NnkPoints& points, const std::vector<std::int32_t>& rows)
{
    MatrixD x(Index(rows.size()), points.dim());
    for (std::size_t i = 0; i < rows.size(); ++i)
        points.copyRow(rows[i], x.data() + Index(i) * points.dim());
    return x;
}

void addContext(Picked& picked, const NnkPoints& points)
{
    std::vector<std::int32_t> shown = picked.live.candidates().rows;
    std::sort(shown.begin(), shown.end());
    const Index n = points.count();
    const Index step = std::max<Index>(1, (n + kMostContext - 1) / kMostContext);
    VectorD x(points.dim());
    for (Index row = 0; row < n; row += step) {
        if (row == picked.question.row ||
            std::binary_search(shown.begin(), shown.end(), std::int32_t(row)))
            continue;
        points.copyRow(row, x.data());
        picked.context.push_back(picked.frame->place(x));
        picked.contextRows.push_back(std::int32_t(row));
    }
}

} // namespace

LocalFrame localFrame(const VectorD& query, const MatrixD& about)
{
    LocalFrame frame;
    frame.origin = query;
    frame.axes = MatrixD::Zero(query.size(), 3);
    const double total = about.squaredNorm();
    const Index k = about.rows();
    if (k == 0 || !(total > 0))
        return frame;
    // By the inner products: there are fewer candidates than coordinates, or as good as.
    const MatrixD products = about * about.transpose();
    const Eigen::SelfAdjointEigenSolver<MatrixD> eigen(products);
    for (Index axis = 0; axis < std::min<Index>(3, k); ++axis) {
        const double variance = eigen.eigenvalues()[k - 1 - axis];
        if (!(variance > kNoVariance * total))
            break;
        VectorD direction = about.transpose() * eigen.eigenvectors().col(k - 1 - axis);
        direction.normalize();
        Index largest = 0;
        direction.cwiseAbs().maxCoeff(&largest);
        frame.axes.col(axis) = direction[largest] < 0 ? VectorD(-direction) : direction;
        frame.share[std::size_t(axis)] = variance / total;
    }
    return frame;
}

std::shared_ptr<const Picked> pickNeighborhood(const std::shared_ptr<const NnkPoints>& points,
                                               const PickQuestion& question,
                                               const Progress& progress)
{
    EXPECTS(points && question.row >= 0 && question.row < points->count(), "a row of the layer");
    LiveNeighborhood live =
        question.moved
            ? LiveNeighborhood(points, *question.moved, question.most, question.row, progress)
            : LiveNeighborhood(points, question.row, question.most, progress);
    progress.checkpoint();
    auto picked = std::make_shared<Picked>(
        Picked{question, std::move(live), question.frame, {}, {}, {}, {}, {}, 0, 0});
    const MatrixD x = rowsOf(*points, picked->live.candidates().rows);
    const VectorD& query = picked->live.query();
    if (!picked->frame) {
        const MatrixD about = x.rowwise() - query.transpose();
        LocalFrame frame =
            points->dim() <= 3 ? ownCoordinates(query, about) : localFrame(query, about);
        const double reach =
            about.rows() > 0 ? (about * frame.axes).rowwise().norm().maxCoeff() : 0;
        frame.reach = reach > 0 ? reach : 1;
        picked->frame = std::make_shared<const LocalFrame>(std::move(frame));
    }
    progress.checkpoint();
    picked->place = picked->frame->place(query);
    for (Index j = 0; j < x.rows(); ++j) {
        const VectorD at = x.row(j).transpose();
        picked->places.push_back(picked->frame->place(at));
        picked->normals.push_back(
            picked->frame->direction(blockedBeyond(picked->live.kind(), query, at).normal));
    }
    if (picked->frame->exact)
        addContext(*picked, *points);
    picked->points = points->count();
    picked->dim = points->dim();
    return picked;
}

} // namespace leafscope
