// SPDX-License-Identifier: MIT
// The axes of a layout, with their share of variance.
#pragma once

#include "views/embedding/display_points.hpp"
#include "views/scene/furniture.hpp"
#include "views/scene/marks.hpp"

namespace leafscope {

/// The three axes as they point now, with their share of variance: "PC1 41.2 %" with the prefix
/// "PC".
void paintVarianceAxes(QPainter& painter, QPointF centre, const CameraControl& camera,
                       const DisplayPoints& points, const QString& prefix);

} // namespace leafscope
