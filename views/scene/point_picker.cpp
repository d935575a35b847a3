// SPDX-License-Identifier: MIT
// Nearest projected point.
#include "views/scene/point_picker.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace leafscope {

double PointSize::diameter(double nominal, double distance) const
{
    return std::clamp(base * std::pow(nominal / distance, growth), smallest, largest);
}

void PointPicker::project(const std::vector<Eigen::Vector3f>& points,
                          const std::vector<std::uint8_t>& visible, const CameraControl& camera,
                          const PointSize& size)
{
    EXPECTS(visible.empty() || visible.size() == points.size(),
            "points=" + std::to_string(points.size()) +
                ", flags=" + std::to_string(visible.size()));
    m_spots.clear();
    m_spots.reserve(points.size());
    const Eigen::Matrix4f matrix = camera.composite().cast<float>();
    const Vec3 forward = camera.pose().forward();
    const Eigen::Vector3f ahead = forward.cast<float>();
    const auto origin = float(forward.dot(camera.pose().position));
    const auto near = float(camera.clippingRange().x());
    const auto halfWidth = float(camera.frame().width / 2);
    const auto halfHeight = float(camera.frame().height / 2);
    const double nominal = camera.nominalDistance();
    for (std::size_t row = 0; row < points.size(); ++row) {
        if (!visible.empty() && !visible[row])
            continue;
        const Eigen::Vector4f clip = matrix.leftCols<3>() * points[row] + matrix.col(3);
        const float depth = ahead.dot(points[row]) - origin;
        if (depth < near || !(clip.w() > 0))
            continue; // behind the near plane, hence not drawn
        const float x = (clip.x() / clip.w() + 1) * halfWidth;
        const float y = (1 - clip.y() / clip.w()) * halfHeight;
        const auto radius = float(size.diameter(nominal, clip.w()) / 2);
        m_spots.push_back({x, y, depth, radius, Index(row)});
    }
}

Index PointPicker::nearest(double x, double y, double radius) const
{
    const auto px = float(x);
    const auto py = float(y);
    Index covering = -1;
    Index closest = -1;
    float frontMost = 0;
    auto least = float(radius * radius);
    float leastDepth = 0;
    for (const Spot& spot : m_spots) {
        const float dx = spot.x - px;
        const float dy = spot.y - py;
        const float squared = dx * dx + dy * dy;
        if (squared <= spot.radius * spot.radius) {
            if (covering < 0 || spot.depth < frontMost) {
                covering = spot.row;
                frontMost = spot.depth;
            }
        } else if (squared < least || (squared == least && spot.depth < leastDepth)) {
            closest = spot.row;
            least = squared;
            leastDepth = spot.depth;
        }
    }
    return covering >= 0 ? covering : closest;
}

std::vector<Index> PointPicker::inside(double left, double top, double right, double bottom) const
{
    std::vector<Index> rows;
    for (const Spot& spot : m_spots)
        if (spot.x >= left && spot.x <= right && spot.y >= top && spot.y <= bottom)
            rows.push_back(spot.row);
    return rows;
}

} // namespace leafscope
