// SPDX-License-Identifier: MIT
#include "core/leaf/leaf_field.hpp"

#include "core/base/error.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <string>

namespace leafscope {

namespace {

constexpr double kReach = 1e-5;     // of the extent: rounding and curvature err about alike
constexpr double kTolerance = 1e-6; // of the largest singular value
constexpr double kRounding =
    1e-9; // of the logits over the extent: what differences cannot tell from 0
constexpr Index kBatch = 4096;

} // namespace

LeafField::LeafField(LogitMap& map, double extent)
    : m_map(map)
    , m_extent(extent)
    , m_reach(kReach * extent)
{
    if (map.inputs() < 2 || map.inputs() > 3)
        throw Error(ErrorKind::InvalidInput,
                    "the classifier has " + std::to_string(map.inputs()) + " inputs",
                    "leaf foliation", "a foliation is drawn in a plane or in space",
                    "take a network of 2 or 3 inputs; `leafscope leaf walk` goes along the leaves "
                    "of others");
}

// Rows row, row + stride, ...: the place itself, then one step forth and one back on each axis.
LeafPlace LeafField::placeOf(const MatrixD& logits, Index row, Index stride) const
{
    const Index n = inputs();
    LeafPlace place;
    place.logits = logits.row(row).transpose();
    place.jacobian.resize(logits.cols(), n);
    for (Index axis = 0; axis < n; ++axis)
        place.jacobian.col(axis) =
            (logits.row(row + (1 + 2 * axis) * stride) - logits.row(row + (2 + 2 * axis) * stride))
                .transpose() /
            (2 * m_reach);
    place.jacobian.rowwise() -= place.jacobian.colwise().mean().eval();
    place.directions.setIdentity();
    if (!place.isDefined() || !place.jacobian.allFinite()) {
        place.logits.setConstant(std::nan(""));
        return place;
    }
    const Eigen::MatrixXd gram = place.jacobian.transpose() * place.jacobian;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);
    for (Index i = 0; i < n; ++i) {
        place.singular[i] = std::sqrt(std::max(0.0, solver.eigenvalues()[n - 1 - i]));
        place.directions.col(i).head(n) = solver.eigenvectors().col(n - 1 - i);
    }
    const double least = std::max(kTolerance * place.singular[0],
                                  kRounding * place.logits.cwiseAbs().maxCoeff() / m_extent);
    const Index most = std::min(n, classes() - 1);
    while (place.rank < most && place.singular[place.rank] > least)
        ++place.rank;
    return place;
}

std::vector<LeafPlace> LeafField::at(const MatrixD& points)
{
    std::vector<LeafPlace> places;
    places.reserve(std::size_t(points.rows()));
    const Index n = inputs();
    for (Index first = 0; first < points.rows(); first += kBatch) {
        const Index count = std::min(kBatch, points.rows() - first);
        MatrixD batch = points.middleRows(first, count).replicate(2 * n + 1, 1);
        for (Index axis = 0; axis < n; ++axis) {
            batch.block((1 + 2 * axis) * count, axis, count, 1).array() += m_reach;
            batch.block((2 + 2 * axis) * count, axis, count, 1).array() -= m_reach;
        }
        const MatrixD logits = m_map.logits(batch);
        for (Index row = 0; row < count; ++row)
            places.push_back(placeOf(logits, row, count));
    }
    return places;
}

Eigen::Vector3d liftAt(const LeafPlace& place, const VectorD& change)
{
    Eigen::Vector3d step = Eigen::Vector3d::Zero();
    const VectorD pulled = place.jacobian.transpose() * change;
    for (Index i = 0; i < place.rank; ++i) {
        const auto direction = place.directions.col(i).head(pulled.size());
        step.head(pulled.size()) +=
            direction * (direction.dot(pulled) / (place.singular[i] * place.singular[i]));
    }
    return step;
}

} // namespace leafscope
