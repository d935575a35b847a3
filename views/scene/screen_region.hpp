// SPDX-License-Identifier: MIT
// A part of the screen that a person drew: a box or a freehand lasso.
#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace leafscope {

/// Logical pixels, y down. Immutable, so that many threads may ask one region.
class ScreenRegion {
public:
    /// The rectangle between two opposite corners, borders included.
    static ScreenRegion box(const Eigen::Vector2d& a, const Eigen::Vector2d& b);
    /// The inside of a closed polygon (the last corner joins the first) by the non-zero winding
    /// rule: what the line runs around at least once, also where it crosses itself. Fewer than
    /// three corners hold nothing. Points on a border fall to one side of it.
    static ScreenRegion polygon(const std::vector<Eigen::Vector2d>& corners);

    double left() const { return m_low.x(); }
    double right() const { return m_high.x(); }
    double top() const { return m_low.y(); }
    double bottom() const { return m_high.y(); }

    /// False for NaN. O(edges at this height).
    bool contains(double x, double y) const;

private:
    struct Edge {
        double x;     ///< where it crosses y
        double y;     ///< the upper end
        double end;   ///< the lower end
        double slope; ///< dx / dy
        int turn;     ///< +1 down, -1 up
    };
    std::size_t binOf(double y) const;
    void build(const std::vector<Eigen::Vector2d>& corners);

    Eigen::Vector2d m_low{0, 0};
    Eigen::Vector2d m_high{-1, -1};
    bool m_box = false;
    double m_perBin = 1; ///< bins per pixel
    std::vector<std::uint32_t> m_firstOfBin;
    std::vector<Edge> m_edges; ///< of bin 0, then of bin 1, ...; one edge may stand in several
};

} // namespace leafscope
