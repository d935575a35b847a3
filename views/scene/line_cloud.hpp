// SPDX-License-Identifier: MIT
// Many straight lines between points as one VTK actor, behind everything else of the scene, so that
// they hide no point. Opaque: a line's opacity is mixed into its colour beforehand, which needs no
// sorting by depth.
#pragma once

#include <Eigen/Core>
#include <QColor>

#include <cstdint>
#include <memory>
#include <vector>

class vtkRenderer;

namespace leafscope {

struct Segment {
    std::uint32_t from = 0; ///< rows of the points
    std::uint32_t to = 0;
    QRgb colour = 0;
};

class LineCloud {
public:
    /// At most this many lines are drawn while the camera moves, and at rest.
    static constexpr std::size_t kMovingCount = 5000;
    static constexpr std::size_t kRestCount = 100000;

    /// Make it before the clouds of points that it lies behind: their soft rims need it there.
    explicit LineCloud(vtkRenderer* renderer);
    ~LineCloud();
    LineCloud(const LineCloud&) = delete;
    LineCloud& operator=(const LineCloud&) = delete;

    /// `segments`: those that matter most first, which lie above the others; the ones beyond
    /// kRestCount are left out.
    /// O(segments).
    void set(const std::vector<Eigen::Vector3f>& points, const std::vector<Segment>& segments);
    void setReduced(bool reduced);
    /// Nothing is drawn while hidden; what was set stays.
    void setHidden(bool hidden);
    /// In device pixels.
    void setWidth(double pixels);
    std::size_t drawnCount() const;

private:
    class Batch;
    void choose();

    std::unique_ptr<Batch> m_rest;
    std::unique_ptr<Batch> m_moving; ///< empty if everything is drawn while the camera moves
    bool m_reduced = false;
    bool m_hidden = false;
};

} // namespace leafscope
