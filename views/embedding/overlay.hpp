// SPDX-License-Identifier: MIT
// What is written and drawn above the points: title, caption, axes, rings, the card of a sample.
//
// Plain functions on a QPainter in logical pixels; the widget and the picture call the same ones.
#pragma once

#include "views/embedding/display_points.hpp"
#include "views/scene/camera_control.hpp"
#include "views/scene/point_picker.hpp"
#include "views/style/theme.hpp"

#include <QImage>
#include <QRect>
#include <QString>
#include <QStringList>

#include <vector>

class QPainter;

namespace leafscope {

/// Opacity of the surface colour behind text, so that it reads above points too.
inline constexpr double kBackingOpacity = 0.86;

/// The style's font with grey antialiasing: the same pixels on a screen and in an exported image.
QFont overlayFont(style::FontRole role);

/// Layer name and, quieter, its type and shape: "conv2   Conv2d 16x10x10" with a real times sign.
void paintTitle(QPainter& painter, QSize view, const QString& name, const QString& detail);

/// Parts joined by middle dots, at the bottom left, on as many lines as the width asks for.
void paintCaption(QPainter& painter, QSize view, const QStringList& parts);
int captionHeight(QSize view, const QStringList& parts);

/// The three axes as they point now, with their share of variance: "PC1 41.2 %" with the prefix
/// "PC".
void paintAxes(QPainter& painter, QPointF centre, const CameraControl& camera,
               const DisplayPoints& points, const QString& prefix);

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

/// Centred icon, headline and text for a view that has nothing (or only something old) to show.
struct Notice {
    QString icon;
    QString headline;
    QString text;
    bool failed = false;
};
void paintNotice(QPainter& painter, QSize view, const Notice& notice);
/// One short line at the top, above a picture that is old: what is being waited for.
void paintChip(QPainter& painter, QSize view, const QString& text);

} // namespace leafscope
