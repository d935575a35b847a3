// SPDX-License-Identifier: MIT
// Many points as crisp round discs, two VTK actors for all of them: one for the camera at rest, one
// with fewer points while it moves, so that changing between them uploads nothing.
#pragma once

#include "views/scene/draw_order.hpp"
#include "views/scene/point_picker.hpp"

#include <QColor>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

class vtkRenderer;

namespace leafscope {

/// How a point stands out; the numbers travel to the shader in the colours' alpha.
enum class PointMark : std::uint8_t { Plain = 255, Selected = 204, Dimmed = 102 };

class PointCloud {
public:
    /// At most this many points are drawn while the camera moves, and at rest.
    static constexpr std::size_t kMovingCount = 20000;
    static constexpr std::size_t kRestCount = 250000;
    /// Share of the background that the farthest points take on.
    static constexpr double kFading = 0.28;

    explicit PointCloud(vtkRenderer* renderer);
    ~PointCloud();
    PointCloud(const PointCloud&) = delete;
    PointCloud& operator=(const PointCloud&) = delete;

    /// One point and colour per row; `marks`: one per row, empty for all plain. Selected points
    /// are larger, have a rim in the accent where there is room, and lie before the dimmed ones.
    /// `order` as stratifiedOrder() makes it with the two counts above. O(drawn points).
    void set(const std::vector<Eigen::Vector3f>& points, const std::vector<QRgb>& colours,
             const std::vector<PointMark>& marks, const DrawOrder& order);
    /// Moves the points of the moving subset alone; call it while reduced. O(subset).
    void move(const std::function<Eigen::Vector3f(std::uint32_t row)>& pointAt);
    /// Draws the subset for the moving camera, or all again. O(1).
    void setReduced(bool reduced);
    bool isReduced() const { return m_reduced; }
    std::size_t drawnCount() const;

    /// What far points fade towards, how dark the rim of a point is against its colour (0..1), and
    /// the rim of selected points.
    void setColours(const QColor& background, double rimShade, const QColor& accent);
    void copyColours(const PointCloud& other);
    /// Tells the shader about the camera; call after each change of it. `ratio`: device pixels per
    /// logical pixel.
    void setView(const CameraControl& camera, const PointSize& size, double ratio);

private:
    class Batch;
    void choose();
    void sendRim();

    std::vector<std::uint32_t> m_movingRows;
    std::unique_ptr<Batch> m_rest;
    std::unique_ptr<Batch> m_moving; ///< empty if everything is drawn while the camera moves
    QColor m_background = Qt::white;
    QColor m_accent = Qt::black;
    double m_rimShade = 0.5;
    double m_ratio = 1;
    bool m_reduced = false;
};

} // namespace leafscope
