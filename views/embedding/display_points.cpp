// SPDX-License-Identifier: MIT
// Scale of the drawn points.
#include "views/embedding/display_points.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

Eigen::Vector3d pointAt(const MatrixF& x, Index row, Index known)
{
    Eigen::Vector3d point = Eigen::Vector3d::Zero();
    for (Index axis = 0; axis < known; ++axis)
        if (std::isfinite(x(row, axis)))
            point[axis] = double(x(row, axis));
    return point;
}

} // namespace

DisplayPoints displayPoints(const LayerLayout& layer)
{
    const MatrixF& x = layer.coordinates;
    DisplayPoints shown;
    for (std::size_t axis = 0; axis < std::min<std::size_t>(3, layer.share.size()); ++axis)
        shown.share[axis] = layer.share[axis];
    shown.axes = int(std::count_if(shown.share.begin(), shown.share.end(),
                                   [](double share) { return share > 0; }));

    Eigen::Vector3d low = Eigen::Vector3d::Constant(1e300);
    Eigen::Vector3d high = -low;
    const Index known = std::min<Index>(3, x.cols());
    for (Index row = 0; row < x.rows(); ++row) {
        if (!x.row(row).head(known).allFinite())
            ++shown.notFinite;
        const Eigen::Vector3d point = pointAt(x, row, known);
        low = low.cwiseMin(point);
        high = high.cwiseMax(point);
    }
    const Eigen::Vector3d middle = (low + high) / 2;
    double squared = 0;
    for (Index row = 0; row < x.rows(); ++row)
        squared = std::max(squared, (pointAt(x, row, known) - middle).squaredNorm());
    const double scale = squared > 0 ? 1 / std::sqrt(squared) : 1;
    shown.points.resize(std::size_t(x.rows()));
    for (Index row = 0; row < x.rows(); ++row)
        shown.points[std::size_t(row)] = ((pointAt(x, row, known) - middle) * scale).cast<float>();
    return shown;
}

} // namespace leafscope
