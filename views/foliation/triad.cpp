// SPDX-License-Identifier: MIT
#include "views/foliation/triad.hpp"

#include "views/embedding/overlay.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <vector>

namespace leafscope {

namespace {

constexpr double kLength = 30;

struct Axis {
    QPointF tip;
    double towards = 0; ///< positive: towards the viewer
    QString name;
};

} // namespace

void paintTriad(QPainter& painter, QPointF centre, const CameraControl& camera,
                const QStringList& names)
{
    const Vec3 right = camera.pose().right();
    const Vec3 forward = camera.pose().forward();
    const Vec3 up = right.cross(forward);
    std::vector<Axis> axes;
    for (int i = 0; i < std::min<int>(3, int(names.size())); ++i) {
        const Vec3 direction = Vec3::Unit(i);
        axes.push_back({QPointF(right.dot(direction), -up.dot(direction)) * kLength,
                        -forward.dot(direction), names[i]});
    }
    std::sort(axes.begin(), axes.end(),
              [](const Axis& a, const Axis& b) { return a.towards < b.towards; });
    const style::Tokens& tokens = style::tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont font = overlayFont(style::FontRole::Caption);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    painter.translate(centre);
    for (const Axis& axis : axes) {
        // Axes that point away are paler.
        const QColor ink = style::mixed(tokens.surface, tokens.text, 0.62 + 0.2 * axis.towards);
        painter.setPen(QPen(ink, 1.5, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(0, 0), axis.tip);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawEllipse(axis.tip, 2.2, 2.2);
        const double length = std::max(std::hypot(axis.tip.x(), axis.tip.y()), 1.0);
        const QSizeF size(metrics.horizontalAdvance(axis.name), metrics.height());
        const QPointF middle = axis.tip + QPointF(axis.tip.x() / length * (size.width() / 2 + 6),
                                                  axis.tip.y() / length * (size.height() / 2 + 4));
        const QRectF place(middle - QPointF(size.width() / 2, size.height() / 2), size);
        painter.setBrush(style::faded(tokens.surface, kBackingOpacity));
        painter.drawRoundedRect(place.adjusted(-2, 0, 2, 0), 3, 3);
        painter.setPen(tokens.secondary);
        painter.drawText(place, Qt::AlignCenter | Qt::TextDontClip, axis.name);
    }
    painter.restore();
}

} // namespace leafscope
