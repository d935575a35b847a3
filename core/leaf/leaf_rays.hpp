// SPDX-License-Identifier: MIT
// Curves that advance together. Private to this room: leaf_growth.cpp makes pieces of them.
#pragma once

#include "core/leaf/leaf_growth.hpp"

#include <vector>

namespace leafscope {

/// One curve on its way, and where it has been.
struct Ray {
    Eigen::Vector3d origin{0, 0, 0};
    Eigen::Vector3d first{0, 0, 0}; ///< unit direction in which it left
    Eigen::Vector3d plane{0, 0,
                          0}; ///< unit normal of the plane it stays in; 0: it follows a line field
    std::vector<Eigen::Vector3d> points; ///< the origin first
    std::vector<VectorD> logits;
    std::vector<double> lengths; ///< of the way to each point
    bool closed = false;

    // While it advances
    Eigen::Vector3d direction{0, 0, 0}; ///< unit, at the last point
    LeafPlace place;                    ///< at the last point
    double step = 0;
    double next = 0; ///< step after this one
    int retries = 0; ///< shorter steps taken to end on the border
    bool alive = true;
    bool isFan() const { return plane.squaredNorm() > 0; }
};

/// Advances all rays until none is alive. Every ray needs origin, first and plane.
void advanceRays(LeafField& field, std::vector<Ray>& rays, Directions directions, Index dimension,
                 const GrowthOptions& options, const Progress& progress);

} // namespace leafscope
