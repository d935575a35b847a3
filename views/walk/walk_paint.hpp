// SPDX-License-Identifier: MIT
// Small drawings that the parts of the walk view share. Logical pixels.
#pragma once

#include "views/walk/walk_show.hpp"

#include <QRectF>

class QPainter;

namespace leafscope {

/// The image with crisp pixels as large as fits, centred, with a hairline around; returns where.
QRectF paintImage(QPainter& painter, const QRectF& box, const QImage& image);
/// One bar of length 1, divided by class in the order of the classes.
void paintMix(QPainter& painter, const QRectF& bar, const VectorD& probabilities);
/// The `count` largest probabilities as named bars below each other; its height is 18 each.
void paintPrediction(QPainter& painter, const QRectF& box, const WalkTrack& walk,
                     const VectorD& logits, int count);
/// "0.9997", "1 - 3e-6" where four digits would say 1.
QString probabilityText(const VectorD& logits, Index c);

} // namespace leafscope
