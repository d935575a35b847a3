// SPDX-License-Identifier: MIT
// A moment of a collapse as a picture: what is painted above its scene, and the scene as an image.
#pragma once

#include "views/collapse/collapse_colours.hpp"
#include "views/collapse/collapse_scene.hpp"
#include "views/scene/camera_control.hpp"

#include <QImage>
#include <QPointF>
#include <QRectF>

class QPainter;

namespace leafscope {

/// Points that a camera has to show so that nothing within the limits is cut off.
Vector3s limitPoints(const CollapseLimits& limits);
/// Radius of a vertex's ring as it is drawn, in logical pixels.
double ringRadius(const CollapseFigure& figure, const Eigen::Vector3f& at,
                  const CameraControl& camera);
/// The glyph of a role, as a legend draws it.
void paintRole(QPainter& painter, QPointF at, CollapseRole role, const QColor& colour);

/// Rings at the vertices and the names of classes. Nothing of it lies outside `room`.
void paintMarks(QPainter& painter, const QRectF& room, const CollapseFigure& figure,
                const CameraControl& camera, bool names);

/// The scene alone, `size` logical pixels; the plain ground without OpenGL.
QImage sceneImage(const CollapseFigure& figure, const std::vector<std::int64_t>& selected,
                  const CameraControl& camera, QSize size, double ratio);

/// "epoch 23" or "epoch 23.4 (interpolated)".
QString momentText(const CollapseMoment& moment);

} // namespace leafscope
