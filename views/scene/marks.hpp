// SPDX-License-Identifier: MIT
// Rings around points, the enlarged point, the card of a sample.
//
// Plain functions on a QPainter in logical pixels; the widget and the picture call the same ones.
#pragma once

#include <QColor>
#include <QImage>
#include <QPointF>
#include <QRect>
#include <QString>

#include <vector>

class QPainter;

namespace leafscope {

/// A point to be ringed: where it is and how large it is drawn.
struct Spot {
    QPointF at;
    double diameter = 4;
    bool current = false; ///< the one in the inspector
    QColor fill = {};     ///< of the point itself, where the scene leaves it out; invalid: none
};
void paintRings(QPainter& painter, const std::vector<Spot>& spots);
void paintEnlarged(QPainter& painter, const Spot& spot, const QColor& colour);
/// A small cross at the rotation centre while the camera moves.
void paintCentre(QPainter& painter, QPointF at);

struct Card {
    QImage image;    ///< null if the sample is no image
    QString heading; ///< "#1043 Ankle boot"
    QColor swatch;   ///< invalid: none
    QString line;    ///< "predicted Sneaker 0.62"
    QString value;   ///< of the metric that colours the points
    bool wrong = false;
};
/// Near `at`, inside the view, never under the cursor.
QRect cardRect(const Card& card, QPointF at, QSize view);
void paintCard(QPainter& painter, const QRect& rect, const Card& card);

} // namespace leafscope
