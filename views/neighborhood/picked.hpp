// SPDX-License-Identifier: MIT
// A picked sample, or a point moved away from it, with its candidates and where they are drawn.
//
// What is drawn has three coordinates. Points of one to three coordinates are drawn in their own.
// Others are drawn along the three principal directions of their candidates about the query; the
// neighbourhood itself, its planes and its polytope are always those of all coordinates.
#pragma once

#include "core/nnk/interval.hpp"
#include "core/nnk/live.hpp"

#include <Eigen/Core>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace leafscope {

using Vec3 = Eigen::Vector3d;

/// Coordinates for drawing: (x - origin) * axes.
struct LocalFrame {
    VectorD origin; ///< dim values: the query when it was picked
    MatrixD axes;   ///< dim x 3, orthonormal columns; columns of zeros beyond dim
    /// Of the candidates' squared distances to the query, along each axis; sums to 1 where exact.
    std::array<double, 3> share{};
    bool exact = false; ///< dim <= 3: own coordinates
    double reach = 1; ///< largest drawn distance of a candidate to the query; > 0: the world's unit

    Vec3 place(const VectorD& x) const { return axes.transpose() * (x - origin); }
    Vec3 direction(const VectorD& v) const { return axes.transpose() * v; }
    Vec3 world(const Vec3& place) const { return place / reach; }
    double shared() const { return share[0] + share[1] + share[2]; }
    bool isFlat() const { return exact && origin.size() < 3; }
};

/// What to pick.
struct PickQuestion {
    Index row = -1;               ///< of the layer
    std::optional<VectorD> moved; ///< another point in its place; the row is no candidate then
    Index most = 100;             ///< candidates to search
    std::shared_ptr<const LocalFrame> frame; ///< to be drawn in; null: one of its own
};

/// Immutable once made.
struct Picked {
    PickQuestion question;
    LiveNeighborhood live;
    std::shared_ptr<const LocalFrame> frame;
    Vec3 place;                ///< of the query
    std::vector<Vec3> places;  ///< of the candidates
    std::vector<Vec3> normals; ///< of the half-spaces that candidates keep clear, as they are drawn
    std::vector<Vec3> context; ///< rows that are no candidates, where the frame is exact
    std::vector<std::int32_t> contextRows;
    Index points = 0; ///< rows of the layer
    Index dim = 0;

    bool isMoved() const { return question.moved.has_value(); }
};

/// At most this many other rows are drawn, evenly spread over the rows.
inline constexpr Index kMostContext = 3000;

/// Throws Error, Cancelled. Cost: nearestRows() and most^2 dim.
std::shared_ptr<const Picked> pickNeighborhood(const std::shared_ptr<const NnkPoints>& points,
                                               const PickQuestion& question,
                                               const Progress& progress = {});

/// Principal directions of the rows of `about` (differences to the query), largest first; the entry
/// of largest magnitude of each is positive. Columns of zeros where there are fewer.
LocalFrame localFrame(const VectorD& query, const MatrixD& about);

} // namespace leafscope
