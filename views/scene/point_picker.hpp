// SPDX-License-Identifier: MIT
// Which point lies under the cursor, and which inside a region, by projecting all points on the
// CPU.
//
// No hardware selection: it costs a second pass of software rendering per move of the mouse.
#pragma once

#include "core/base/matrix.hpp"
#include "views/scene/camera_control.hpp"
#include "views/scene/draw_order.hpp"
#include "views/scene/screen_region.hpp"

#include <cstdint>
#include <memory>
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

/// Costs for a million shown points are in tests/bench/RESULTS.md.
class PointPicker {
public:
    /// Projects the points that `order` shows, once per camera. O(n) on all cores.
    void project(const std::vector<Eigen::Vector3f>& points, std::shared_ptr<const DrawOrder> order,
                 const CameraControl& camera, const PointSize& size);

    /// The point meant by a cursor at (x, y), among those that are drawn at rest: of the points
    /// whose disc covers the cursor the front-most, else the one whose centre is nearest, if within
    /// `radius` logical pixels; -1 if there is none. Of two as good, the lower row. O(n).
    Index nearest(double x, double y, double radius) const;
    /// Rows whose centre lies in the region, ascending; of all shown points, drawn or not. O(n).
    std::vector<Index> inside(const ScreenRegion& region) const;
    Index countInside(const ScreenRegion& region) const;

private:
    template <typename Visit>
    void forEachInside(const ScreenRegion& region, const Visit& visit) const;

    std::shared_ptr<const DrawOrder> m_order;
    // One per row of the order; x is NaN behind the near plane. `w` divides the size.
    std::vector<float> m_x;
    std::vector<float> m_y;
    std::vector<float> m_depth;
    std::vector<float> m_w;
    PointSize m_size;
    double m_nominal = 1;
};

} // namespace leafscope
