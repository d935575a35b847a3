// SPDX-License-Identifier: MIT
// The axes of the input space as a small triad with names.
#pragma once

#include "views/scene/camera_control.hpp"

#include <QPointF>
#include <QStringList>

class QPainter;

namespace leafscope {

/// As many axes as there are names, at most three.
void paintTriad(QPainter& painter, QPointF centre, const CameraControl& camera,
                const QStringList& names);

} // namespace leafscope
