// SPDX-License-Identifier: MIT
// What is written above a 3-D scene: title, caption, axes, notices.
//
// Plain functions on a QPainter in logical pixels; the widget and the picture call the same ones.
#pragma once

#include "views/scene/camera_control.hpp"
#include "views/style/theme.hpp"

#include <QRect>
#include <QString>
#include <QStringList>

#include <array>

class QPainter;

namespace leafscope {

/// Opacity of the surface colour behind text, so that it reads above points too.
inline constexpr double kBackingOpacity = 0.86;

/// The style's font with grey antialiasing: the same pixels on a screen and in an exported image.
QFont overlayFont(style::FontRole role);

/// A name and, quieter, its detail: "conv2   Conv2d 16x10x10" with a real times sign.
void paintTitle(QPainter& painter, QSize view, const QString& name, const QString& detail);

/// Parts joined by middle dots, at the bottom left, on as many lines as the width asks for.
void paintCaption(QPainter& painter, QSize view, const QStringList& parts);
int captionHeight(QSize view, const QStringList& parts);

struct AxisLabel {
    QString text;
    bool flat = false; ///< nothing extends along it
};
/// The three axes as they point now; one without a text is not drawn.
void paintAxes(QPainter& painter, QPointF centre, const CameraControl& camera,
               const std::array<AxisLabel, 3>& labels);

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
