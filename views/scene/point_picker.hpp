// SPDX-License-Identifier: MIT
// Which point lies under the cursor or inside a box, by projecting all points on the CPU.
//
// No hardware selection: it costs a second pass of software rendering per move of the mouse.
#pragma once

#include "core/base/matrix.hpp"
#include "views/scene/camera_control.hpp"

#include <cstdint>
#include <vector>

namespace leafscope {

/// Diameter of a drawn point in logical pixels. The shader of PointCloud uses the same formula:
/// base * (nominal distance / distance)^growth, kept between the limits.
struct PointSize {
    double base = 4.5;
    double growth = 0.75;
    double smallest = 2;
    double largest = 14;

    double diameter(double nominal, double distance) const;
};

class PointPicker {
public:
    /// Projects the points for this camera. `visible`: one flag per point, empty means all. O(n).
    void project(const std::vector<Eigen::Vector3f>& points,
                 const std::vector<std::uint8_t>& visible, const CameraControl& camera,
                 const PointSize& size);

    /// The point meant by a cursor at (x, y): of the points whose disc covers the cursor the
    /// front-most, else the one whose centre is nearest, if within `radius` logical pixels; -1 if
    /// there is none.
    Index nearest(double x, double y, double radius) const;
    /// Rows whose centre lies inside the rectangle, ascending.
    std::vector<Index> inside(double left, double top, double right, double bottom) const;

private:
    struct Spot {
        float x;
        float y;
        float depth;
        float radius;
        Index row;
    };
    std::vector<Spot> m_spots; ///< visible points before the camera and near the frame, by row
};

} // namespace leafscope
