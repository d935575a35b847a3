// SPDX-License-Identifier: MIT
// Many points as crisp round discs, one VTK actor for all of them.
#pragma once

#include "views/scene/point_picker.hpp"

#include <QColor>
#include <vtkNew.h>

#include <cstdint>
#include <vector>

class vtkActor;
class vtkPolyData;
class vtkRenderer;

namespace leafscope {

class DiscMapper;

class PointCloud {
public:
    /// While the camera moves at most this many points are drawn.
    static constexpr std::size_t kReducedCount = 20000;
    /// Share of the background that the farthest points take on.
    static constexpr double kFading = 0.28;

    explicit PointCloud(vtkRenderer* renderer);
    ~PointCloud();
    PointCloud(const PointCloud&) = delete;
    PointCloud& operator=(const PointCloud&) = delete;

    /// New positions for the same points.
    void setPoints(const std::vector<Eigen::Vector3f>& points);
    /// Points and their colours; `visible` as in PointPicker.
    void set(const std::vector<Eigen::Vector3f>& points, const std::vector<QRgb>& colours,
             const std::vector<std::uint8_t>& visible);
    /// Draws a subset that has every colour in its share (every k-th of the points in the order of
    /// their colours), or all again.
    void setReduced(bool reduced);
    bool isReduced() const { return m_drawn.size() < m_shown.size(); }
    std::size_t drawnCount() const { return m_drawn.size(); }
    const std::vector<Index>& drawnRows() const { return m_drawn; }

    /// What far points fade towards, and how dark the rim of a point is against its colour (0..1).
    void setColours(const QColor& background, double rimShade);
    /// Tells the shader about the camera; call after each change of it. `ratio`: device pixels per
    /// logical pixel.
    void setView(const CameraControl& camera, const PointSize& size, double ratio);

private:
    void chooseDrawn();
    void upload();
    void uploadPositions();
    void sendRim();

    vtkRenderer* m_renderer;
    vtkNew<vtkPolyData> m_data;
    vtkNew<vtkActor> m_actor;
    vtkNew<DiscMapper> m_mapper;
    std::vector<Eigen::Vector3f> m_points;
    std::vector<QRgb> m_colours;
    std::vector<Index> m_shown; ///< visible rows
    std::vector<Index> m_drawn; ///< rows uploaded, a subset of m_shown
    double m_rimShade = 0.5;
    double m_ratio = 1;
    bool m_reduced = false;
};

} // namespace leafscope
