// SPDX-License-Identifier: MIT
// Scale and mirror of the drawn points.
#include "views/embedding/display_points.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

double coordinate(const MatrixF& x, Index row, Index axis)
{
    const double value = axis < x.cols() ? double(x(row, axis)) : 0.0;
    return std::isfinite(value) ? value : 0.0;
}

double columnProduct(const MatrixF& a, const MatrixF& b, Index axis)
{
    double sum = 0;
    for (Index row = 0; row < std::min(a.rows(), b.rows()); ++row)
        sum += coordinate(a, row, axis) * coordinate(b, row, axis);
    return sum;
}

} // namespace

std::vector<std::array<int, 3>> alignedSigns(const Layout& layout)
{
    std::vector<std::array<int, 3>> signs(layout.layers.size(), {1, 1, 1});
    for (std::size_t i = 1; i < signs.size(); ++i) {
        const MatrixF& before = layout.layers[i - 1].coordinates;
        const MatrixF& here = layout.layers[i].coordinates;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double product = columnProduct(before, here, Index(axis)) * signs[i - 1][axis];
            signs[i][axis] = product < 0 ? -1 : 1;
        }
    }
    return signs;
}

DisplayPoints displayPoints(const LayerLayout& layer, const std::array<int, 3>& sign)
{
    const MatrixF& x = layer.coordinates;
    DisplayPoints shown;
    shown.sign = sign;
    for (std::size_t axis = 0; axis < std::min<std::size_t>(3, layer.share.size()); ++axis)
        shown.share[axis] = layer.share[axis];
    shown.axes = int(std::count_if(shown.share.begin(), shown.share.end(),
                                   [](double share) { return share > 0; }));

    Eigen::Vector3d low = Eigen::Vector3d::Constant(1e300);
    Eigen::Vector3d high = -low;
    const Index known = std::min<Index>(3, x.cols());
    std::vector<Eigen::Vector3d> exact(std::size_t(x.rows()), Eigen::Vector3d::Zero());
    for (Index row = 0; row < x.rows(); ++row) {
        if (!x.row(row).head(known).allFinite())
            ++shown.notFinite;
        for (Index axis = 0; axis < 3; ++axis)
            exact[std::size_t(row)][axis] = coordinate(x, row, axis) * sign[std::size_t(axis)];
        low = low.cwiseMin(exact[std::size_t(row)]);
        high = high.cwiseMax(exact[std::size_t(row)]);
    }
    const Eigen::Vector3d middle = (low + high) / 2;
    double squared = 0;
    for (const Eigen::Vector3d& p : exact)
        squared = std::max(squared, (p - middle).squaredNorm());
    const double scale = squared > 0 ? 1 / std::sqrt(squared) : 1;
    shown.points.reserve(exact.size());
    for (const Eigen::Vector3d& p : exact)
        shown.points.push_back(((p - middle) * scale).cast<float>());
    return shown;
}

} // namespace leafscope
