// SPDX-License-Identifier: MIT
#include "core/layout/align.hpp"

#include "core/base/error.hpp"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>

namespace leafscope {

namespace {

using Eigen::MatrixXd;

/// The orthogonal Q that makes trace(Q^T target) largest.
MatrixXd nearestOrthogonal(const MatrixXd& target)
{
    const Eigen::JacobiSVD<MatrixXd> svd(target, Eigen::ComputeFullU | Eigen::ComputeFullV);
    return svd.matrixU() * svd.matrixV().transpose();
}

} // namespace

Procrustes procrustes(const MatrixD& points, const MatrixD& reference, bool scaling)
{
    EXPECTS(points.rows() == reference.rows() && points.cols() == reference.cols() &&
                points.rows() > 0 && points.cols() > 0,
            "points " + std::to_string(points.rows()) + " x " + std::to_string(points.cols()) +
                ", reference " + std::to_string(reference.rows()) + " x " +
                std::to_string(reference.cols()));
    Procrustes motion;
    motion.from = points.colwise().mean();
    motion.to = reference.colwise().mean();
    const MatrixXd a = points.rowwise() - motion.from;
    const MatrixXd b = reference.rowwise() - motion.to;
    // Unit size each, so that products of tiny or huge coordinates stay in range.
    const double sizeA = a.norm();
    const double sizeB = b.norm();
    const MatrixXd product = sizeA > 0 && sizeB > 0
                                 ? MatrixXd((a / sizeA).transpose() * (b / sizeB))
                                 : MatrixXd::Zero(points.cols(), points.cols()).eval();
    const Eigen::JacobiSVD<MatrixXd> svd(product, Eigen::ComputeFullU | Eigen::ComputeFullV);
    const Index c = points.cols();
    const double noise = double(points.rows() + c) * std::numeric_limits<double>::epsilon();
    motion.determined = (svd.singularValues().array() > noise).count();
    const Index open = c - motion.determined;
    MatrixXd turn = MatrixXd::Identity(c, c);
    if (open > 0) {
        const MatrixXd u = svd.matrixU().rightCols(open);
        const MatrixXd v = svd.matrixV().rightCols(open);
        turn.bottomRightCorner(open, open) = nearestOrthogonal(u.transpose() * v);
    }
    motion.rotation = svd.matrixU() * turn * svd.matrixV().transpose();
    if (scaling && sizeA > 0 && sizeB > 0)
        motion.scale = svd.singularValues().sum() * sizeB / sizeA;
    motion.residual = sizeB > 0 ? (motion.scale * a * motion.rotation - b).norm() / sizeB
                                : std::numeric_limits<double>::quiet_NaN();
    return motion;
}

MatrixD moved(const MatrixD& points, const Procrustes& motion)
{
    const MatrixD turned = motion.scale * (points.rowwise() - motion.from) * motion.rotation;
    return turned.rowwise() + motion.to;
}

void mirrorLike(const MatrixF& before, PcaLayout& layout)
{
    MatrixF& here = layout.coordinates;
    EXPECTS(before.rows() == here.rows(), std::to_string(before.rows()) + " rows before, " +
                                              std::to_string(here.rows()) + " here");
    for (Index axis = 0; axis < std::min(before.cols(), here.cols()); ++axis) {
        double product = 0; // the scores of a layer have mean 0
        for (Index row = 0; row < here.rows(); ++row)
            product += double(before(row, axis)) * double(here(row, axis));
        if (product >= 0)
            continue;
        here.col(axis) *= -1;
        if (axis < layout.axes.cols())
            layout.axes.col(axis) *= -1;
    }
}

std::vector<std::pair<Index, Index>> sharedRows(const std::vector<std::int64_t>& here,
                                                const std::vector<std::int64_t>& there)
{
    std::unordered_map<std::int64_t, Index> rows;
    for (std::size_t row = 0; row < there.size(); ++row)
        rows.emplace(there[row], Index(row));
    std::vector<std::pair<Index, Index>> shared;
    for (std::size_t row = 0; row < here.size(); ++row)
        if (const auto found = rows.find(here[row]); found != rows.end()) {
            shared.emplace_back(Index(row), found->second);
            rows.erase(found); // a second row of the same sample has no partner
        }
    return shared;
}

} // namespace leafscope
