// SPDX-License-Identifier: MIT
// What the walk view draws, in the window and in a picture.
#include "views/scene/furniture.hpp"
#include "views/scene/offscreen.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"
#include "views/walk/film_strip.hpp"
#include "views/walk/trust_panel.hpp"
#include "views/walk/walk_images.hpp"
#include "views/walk/walk_paint.hpp"
#include "views/walk/walk_scene.hpp"
#include "views/walk/walk_view.hpp"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kThumbnail = 56; ///< of the images at the ends of the current walk
constexpr double kLeader = 20; ///< between a place and its image
constexpr QPoint kAxesFromCorner(64, 58);

} // namespace

std::vector<Eigen::Vector3f> WalkView::contentPoints() const
{
    std::vector<Eigen::Vector3f> points;
    for (const auto& walk : m_points)
        points.insert(points.end(), walk.begin(), walk.end());
    return points;
}

double WalkView::extent() const
{
    Eigen::Vector3f low = Eigen::Vector3f::Constant(1e30F);
    Eigen::Vector3f high = -low;
    for (const Eigen::Vector3f& p : contentPoints()) {
        low = low.cwiseMin(p);
        high = high.cwiseMax(p);
    }
    const double size = double((high - low).norm());
    return std::isfinite(size) && size > 1e-9 && size < 1e29 ? size : 1;
}

void WalkView::fillWalks(WalkScene& scene) const
{
    scene.setColours(style::tokens().surface, style::tokens().secondary, style::tokens().accent);
    std::vector<DrawnWalk> drawn;
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const WalkTrack& walk = *m_show.walks[i];
        DrawnWalk tube;
        tube.isCurrent = int(i) == m_show.current;
        tube.points = m_points[i];
        for (std::size_t k = 0; k < tube.points.size(); ++k) {
            const QColor colour = colourOf(walk, *walk.places[k], m_show.colour);
            tube.colours.push_back(
                tube.isCurrent ? colour : style::mixed(colour, style::tokens().surface, 0.35));
        }
        drawn.push_back(std::move(tube));
    }
    scene.setWalks(drawn, m_extent);
    scene.setFloor(m_axes == WalkAxes::LeafAndHeight && !drawn.empty(), m_extent);
}

void WalkView::fillHead(WalkScene& scene) const
{
    DrawnHead head;
    if (const WalkStep* step = m_show.step()) {
        head.at = m_space.at(*step);
        head.arrows = m_space.arrows(*step);
        if (m_axes == WalkAxes::Logits) // of other units: all as long as the longest
            for (Eigen::Vector3f& arrow : head.arrows) {
                float longest = 1e-12F;
                for (const Eigen::Vector3f& other : m_space.arrows(*step))
                    longest = std::max(longest, other.norm());
                arrow /= longest;
            }
    }
    scene.setHead(head, m_extent);
}

ViewFrame WalkView::frameFor(QSize scene) const
{
    ViewFrame frame;
    frame.width = std::max(1, scene.width());
    frame.height = std::max(1, scene.height());
    frame.left = frame.right = std::min<double>(style::kSpace4 + kThumbnail / 2, frame.width * 0.1);
    frame.top = std::min<double>(48, frame.height * 0.15);
    frame.bottom = std::min<double>(40, frame.height * 0.15);
    return frame;
}

QStringList WalkView::caption() const
{
    const WalkTrack* walk = m_show.track();
    if (!walk || walk->places.empty())
        return {};
    QStringList parts;
    const WalkStep& last = *walk->places.back();
    parts << tr("%1 steps").arg(style::count(qint64(walk->places.size()) - 1))
          << tr("length %1 in %2")
                 .arg(style::number(last.length), QString::fromStdString(walk->facts.unit));
    if (!walk->numbers.value("ended", std::string()).empty())
        parts << QString::fromStdString(walk->numbers["ended"].get<std::string>());
    parts << (m_axes == WalkAxes::LeafAndHeight
                  ? tr("height: distance from the tangent plane of the start")
              : m_axes == WalkAxes::Leaf ? tr("the three leading directions of G at the start")
                                         : tr("principal axes of what was visited"));
    return parts;
}

void WalkView::paintEnds(QPainter& painter, const QRect& scene, const CameraControl& camera) const
{
    const WalkTrack& walk = *m_show.track();
    const auto paint = [&](const VectorD& x, const Eigen::Vector3f& at, const QPen& pen) {
        const Projected p = camera.project(at.cast<double>());
        const QImage image = walkImage(walk, x);
        if (p.depth <= 0 || image.isNull() || !QRectF(scene).contains(p.x, p.y))
            return;
        const QPointF corner(
            std::clamp(p.x + kLeader, 4.0, scene.width() - kThumbnail - 4.0),
            std::clamp(p.y - kThumbnail - kLeader, 4.0, scene.height() - kThumbnail - 4.0));
        const QRectF box(corner, QSizeF(kThumbnail, kThumbnail));
        painter.setPen(QPen(style::tokens().secondary, 1));
        painter.drawLine(QPointF(p.x, p.y), QPointF(box.left(), box.bottom()));
        painter.fillRect(box.adjusted(-2, -2, 2, 2), style::tokens().surface);
        const QRectF drawn = paintImage(painter, box, image);
        painter.setPen(pen);
        painter.drawRect(drawn.adjusted(-1.5, -1.5, 1.5, 1.5));
    };
    paint(walk.places.front()->x, m_space.at(*walk.places.front()),
          QPen(style::tokens().secondary, 1));
    if (walk.target)
        if (const auto target = m_space.at(*walk.target)) {
            const Projected p = camera.project(target->cast<double>());
            painter.setPen(QPen(style::tokens().secondary, 1.5));
            painter.drawEllipse(QPointF(p.x, p.y), 4, 4);
            paint(*walk.target, *target, QPen(style::tokens().secondary, 1, Qt::DashLine));
        }
    if (const WalkStep* step = m_show.step())
        paint(step->x, m_space.at(*step), QPen(style::tokens().accent, 2));
}

void WalkView::paintOverlay(QPainter& painter, const QRect& scene,
                            const CameraControl& camera) const
{
    painter.setRenderHint(QPainter::Antialiasing, true);
    const QSize size = scene.size();
    const WalkTrack* walk = m_show.track();
    if (!walk) {
        const QString why = refusal();
        paintNotice(painter, size,
                    {QStringLiteral("curve"), tr("No walk yet"),
                     why.isEmpty() ? tr("Choose two samples and press Walk, or select a sample in "
                                        "another view and press W.")
                                   : why,
                     false});
        return;
    }
    if (!walk->error.isEmpty()) {
        paintNotice(painter, size,
                    {QStringLiteral("warning"), tr("The walk failed"), walk->error, true});
        return;
    }
    if (walk->places.empty()) {
        paintChip(painter, size, tr("Reading the network"));
        return;
    }
    paintEnds(painter, scene, camera);
    if (const WalkStep* step = m_show.step()) {
        const Projected p = camera.project(m_space.at(*step).cast<double>());
        painter.setPen(QPen(style::tokens().accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(QPointF(p.x, p.y), 8, 8);
    }
    paintTitle(painter, size, kindTitle(*walk), courseTitle(*walk));
    const QStringList parts = caption();
    const double floor = size.height() - style::kSpace3 - captionHeight(size, parts);
    std::array<AxisLabel, 3> labels;
    for (std::size_t i = 0; i < 3; ++i)
        labels[i].text = m_space.axisNames()[i];
    if (size.height() >= 240)
        paintAxes(painter, QPointF(kAxesFromCorner.x(), floor - kAxesFromCorner.y()), camera,
                  labels);
    paintCaption(painter, size, parts);
}

std::optional<QPointF> WalkView::headPosition() const
{
    const WalkStep* step = m_show.step();
    if (!step)
        return {};
    const Projected p = m_scene->camera().project(m_space.at(*step).cast<double>());
    if (p.depth <= 0)
        return {};
    return QPointF(p.x, p.y) + QPointF(m_scene->pos());
}

QImage WalkView::picture(QSize size)
{
    const Places places = placesIn(size, int(m_show.walks.size()), false);
    const double ratio = devicePixelRatioF();
    QImage image(size * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(style::tokens().surface);
    QPainter painter(&image);
    CameraControl camera = m_scene->camera();
    camera.setFrame(frameFor(places.scene.size()));
    if (m_imagesShown && m_show.track()) {
        paintWalkImages(painter, places.scene, m_show);
    } else {
        if (hasOpenGl()) {
            OffscreenScene offscreen(camera, places.scene.size(), ratio,
                                     OffscreenScene::Edges::Plain);
            WalkScene scene(offscreen.renderer());
            fillWalks(scene);
            fillHead(scene);
            painter.drawImage(places.scene.topLeft(), offscreen.image());
        }
        painter.save();
        painter.setClipRect(places.scene);
        painter.translate(places.scene.topLeft());
        paintOverlay(painter, QRect(QPoint(), places.scene.size()), camera);
        painter.restore();
    }
    if (m_show.track()) {
        paintTrust(painter, places.trust, m_show);
        WalkImageCache cache;
        paintFilm(painter, places.film, m_show, cache);
    }
    return image;
}

} // namespace leafscope
