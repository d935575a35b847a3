// SPDX-License-Identifier: MIT
#include "views/collapse/collapse_figure.hpp"

#include "views/collapse/collapse_colours.hpp"
#include "views/scene/furniture.hpp"
#include "views/scene/offscreen.hpp"
#include "views/scene/opengl.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kFewNames = 12; // of classes that are all named

QPointF on(const Projected& p)
{
    return {p.x, p.y};
}

} // namespace

Vector3s limitPoints(const CollapseLimits& limits)
{
    Vector3s out;
    for (const float x : {-1.0F, 0.0F, 1.0F})
        for (const float y : {-1.0F, 0.0F, 1.0F})
            for (const float z : {-1.0F, 0.0F, 1.0F})
                if (x != 0 || y != 0 || z != 0)
                    out.emplace_back(limits.centre +
                                     float(limits.reach) * Eigen::Vector3f(x, y, z).normalized());
    return out;
}

double ringRadius(const CollapseFigure& figure, const Eigen::Vector3f& at,
                  const CameraControl& camera)
{
    const Vec3 centre = at.cast<double>();
    const Vec3 rim = centre + 1.85 * figure.ball() * camera.pose().right();
    const QPointF way = on(camera.project(rim)) - on(camera.project(centre));
    return std::clamp(std::hypot(way.x(), way.y()), 4.0, 40.0);
}

void paintRole(QPainter& painter, QPointF at, CollapseRole role, const QColor& colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    constexpr double kBig = 5;
    switch (role) {
    case CollapseRole::Vertex:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour, 1.8));
        painter.drawEllipse(at, kBig, kBig);
        break;
    case CollapseRole::Classifier:
        painter.drawPolygon(QPolygonF({at + QPointF(0, -kBig - 1), at + QPointF(kBig + 1, 0),
                                       at + QPointF(0, kBig + 1), at + QPointF(-kBig - 1, 0)}));
        break;
    case CollapseRole::Mean:
        painter.drawEllipse(at, kBig, kBig);
        break;
    case CollapseRole::Feature:
    case CollapseRole::TestFeature:
        for (const QPointF way : {QPointF(-3.5, 2), QPointF(3, 3), QPointF(0.5, -3)})
            painter.drawEllipse(at + way, 1.7, 1.7);
        break;
    }
    painter.restore();
}

namespace {

void paintRings(QPainter& painter, const CollapseFigure& figure, const CameraControl& camera)
{
    const double near = camera.clippingRange().x();
    for (std::size_t c = 0; c < figure.moment.vertices.size(); ++c) {
        const Eigen::Vector3f& at = figure.moment.vertices[c];
        const Projected p = camera.project(at.cast<double>());
        if (p.depth < near)
            continue;
        const QColor colour =
            collapseColour(CollapseRole::Vertex, int(c), figure.classes(), figure.settings.paper);
        const double radius = ringRadius(figure, at, camera);
        const double width = radius < 8 ? 1.4 : 2;
        if (figure.settings.paper) // the paper's vertices are balls
            painter.setBrush(style::faded(colour, 0.3));
        else
            painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(style::faded(style::tokens().surface, 0.8), width + 2));
        painter.drawEllipse(on(p), radius, radius);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour, width));
        painter.drawEllipse(on(p), radius, radius);
    }
}

/// Classes whose names are written: those of the pose, all where they are few.
std::vector<int> named(const CollapseFigure& figure)
{
    std::vector<int> out = figure.pose.classes;
    if (out.empty() && figure.classes() <= kFewNames)
        for (int c = 0; c < figure.classes(); ++c)
            out.push_back(c);
    return out;
}

// Outward from the centre; a name that would lie over another one is left out, nearer ones first.
void paintNames(QPainter& painter, const QRectF& room, const CollapseFigure& figure,
                const CameraControl& camera)
{
    const bool ideal = figure.settings.ideal && !figure.moment.vertices.empty();
    const Vector3s& places = ideal ? figure.moment.vertices : figure.moment.means;
    const QPointF middle = on(camera.project(figure.moment.centre.cast<double>()));
    std::vector<std::pair<double, int>> order;
    for (const int c : named(figure)) {
        const Projected p = camera.project(places[std::size_t(c)].cast<double>());
        if (p.depth >= camera.clippingRange().x())
            order.emplace_back(p.depth, c);
    }
    std::sort(order.begin(), order.end());
    painter.setFont(overlayFont(style::FontRole::Caption));
    const QFontMetricsF metrics(painter.font());
    std::vector<QRectF> taken;
    for (const auto& [depth, c] : order) {
        const Eigen::Vector3f& place = places[std::size_t(c)];
        const QPointF at = on(camera.project(place.cast<double>()));
        const QString name = metrics.elidedText(
            QString::fromStdString(figure.run->classNames[std::size_t(c)]), Qt::ElideRight, 140);
        QPointF out = at - middle;
        const double length = std::hypot(out.x(), out.y());
        out = length > 4 ? out / length : QPointF(0, -1);
        const QSizeF size(metrics.horizontalAdvance(name) + 8, metrics.height() + 2);
        const double gap = ringRadius(figure, place, camera) + 4;
        const QPointF centre =
            at + QPointF(out.x() * (gap + size.width() / 2), out.y() * (gap + size.height() / 2));
        QRectF box(centre - QPointF(size.width() / 2, size.height() / 2), size);
        box.moveLeft(std::clamp(box.left(), room.left(),
                                std::max(room.left(), room.right() - size.width())));
        box.moveTop(
            std::clamp(box.top(), room.top(), std::max(room.top(), room.bottom() - size.height())));
        if (!room.contains(at) || std::any_of(taken.begin(), taken.end(), [&](const QRectF& other) {
                return other.intersects(box);
            }))
            continue;
        taken.push_back(box);
        painter.setPen(Qt::NoPen);
        painter.setBrush(style::faded(style::tokens().surface, 0.7));
        painter.drawRoundedRect(box, 3, 3);
        painter.setPen(style::readable(
            collapseColour(CollapseRole::Vertex, c, figure.classes(), figure.settings.paper),
            style::tokens().surface, 4.5));
        painter.drawText(box, Qt::AlignCenter, name);
    }
}

} // namespace

void paintMarks(QPainter& painter, const QRectF& room, const CollapseFigure& figure,
                const CameraControl& camera, bool names)
{
    if (!figure.owner)
        return;
    painter.save();
    painter.setClipRect(room);
    painter.setRenderHint(QPainter::Antialiasing);
    if (figure.settings.ideal)
        paintRings(painter, figure, camera);
    if (names)
        paintNames(painter, room, figure, camera);
    painter.restore();
}

QImage sceneImage(const CollapseFigure& figure, const std::vector<std::int64_t>& selected,
                  const CameraControl& camera, QSize size, double ratio)
{
    QImage image(size * ratio, QImage::Format_RGB32);
    image.fill(style::tokens().surface);
    if (hasOpenGl() && figure.owner) {
        OffscreenScene offscreen(camera, size, ratio, OffscreenScene::Edges::Smooth);
        CollapseScene scene(offscreen.renderer());
        scene.setSupersampling(offscreen.finer());
        scene.set(figure, selected);
        scene.setView(camera, ratio);
        image = offscreen.image();
    }
    image.setDevicePixelRatio(ratio);
    return image;
}

QString momentText(const CollapseMoment& moment)
{
    return moment.interpolated
               ? QCoreApplication::translate("CollapseView", "epoch %1 (interpolated)")
                     .arg(moment.time, 0, 'f', 1)
               : QCoreApplication::translate("CollapseView", "epoch %1").arg(int(moment.time));
}

} // namespace leafscope
