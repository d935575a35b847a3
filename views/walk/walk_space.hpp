// SPDX-License-Identifier: MIT
// Which three coordinates the places of walks are drawn at.
#pragma once

#include "views/session/walk_track.hpp"

#include <QString>

#include <array>
#include <optional>
#include <vector>

namespace leafscope {

enum class WalkAxes {
    LeafAndHeight, ///< two leaf directions of the start, and the distance from its tangent plane
    Leaf,          ///< three leaf directions of the start
    Logits,        ///< principal axes of the centred logits that were visited
    Inputs,        ///< principal axes of the inputs that were visited
};

/// "height", "leaf", "logits", "inputs": in recipes and saved states.
QString nameOf(WalkAxes axes);
std::optional<WalkAxes> walkAxesOf(const QString& name);
QString titleOf(WalkAxes axes);

class WalkSpace {
public:
    WalkSpace() = default;
    /// For these walks; charts are that of `current`, whose start is the origin. Principal axes are
    /// those of at most 64 places. O(places x inputs).
    WalkSpace(WalkAxes axes, const WalkTracks& walks, const WalkTrack& current);

    Eigen::Vector3f at(const WalkStep& place) const;
    /// Of an input; nothing in the space of logits, where it would take the network.
    std::optional<Eigen::Vector3f> at(const VectorD& x) const;
    /// The leaf directions nearest to the axes of the current walk's chart, as unit vectors of the
    /// input: short where they leave what is drawn.
    std::vector<Eigen::Vector3f> arrows(const WalkStep& place) const;
    /// The chart coordinates to walk to, so that a place moves by `change` on the screen.
    VectorD chartPoint(const WalkStep& place, const Eigen::Vector3f& change) const;
    /// "leaf 1", "leaf 2", "height".
    const std::array<QString, 3>& axisNames() const { return m_names; }
    WalkAxes axes() const { return m_axes; }

private:
    void fitPrincipal(const WalkTracks& walks, bool logits);
    /// How the axes of the chart lie when they are projected onto the leaf at a place.
    std::vector<Eigen::Vector3f> projected(const WalkStep& place) const;

    WalkAxes m_axes = WalkAxes::LeafAndHeight;
    std::shared_ptr<const LeafChart> m_chart;
    VectorD m_mean;
    MatrixD m_directions; ///< dims x 3 (Logits, Inputs)
    std::array<QString, 3> m_names;
};

} // namespace leafscope
