// SPDX-License-Identifier: MIT
// What the neighbourhood view draws above its scene.
#include "views/neighborhood/neighborhood_bar.hpp"
#include "views/neighborhood/neighborhood_scene.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/neighborhood/rule_page.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/colour.hpp"
#include "views/style/sample_image.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace leafscope {

namespace {

constexpr double kHaloRadius = 3.2;
constexpr double kLeastRadius = 4.5;
constexpr double kMostRadius = 11;
constexpr double kHaloFading = 0.58; // into the ground
constexpr double kHaloContrast = 1.7;
constexpr int kThumbnail = 64;

QColor labelColour(std::int32_t label)
{
    return label >= 0 ? style::categorical(label)
                      : style::mixed(style::tokens().line, style::tokens().secondary, 0.6);
}

/// A disc, or a diamond of about the same area.
void paintGlyph(QPainter& painter, QPointF at, double radius, bool diamond)
{
    if (!diamond) {
        painter.drawEllipse(at, radius, radius);
        return;
    }
    const double r = radius * 1.25;
    painter.drawPolygon(QPolygonF(
        {at + QPointF(0, -r), at + QPointF(r, 0), at + QPointF(0, r), at + QPointF(-r, 0)}));
}

} // namespace

Projected NeighborhoodView::project(const Vec3& place, const CameraControl& camera) const
{
    return camera.project(m_reading->picked->frame->world(place));
}

std::vector<NeighborhoodView::Node> NeighborhoodView::nodes(const CameraControl& camera) const
{
    std::vector<Node> out;
    if (!m_reading || m_reading->members.empty())
        return out;
    const Picked& picked = *m_reading->picked;
    const double most = std::max(m_reading->members.front().weight, 1e-300);
    for (const Member& member : m_reading->members) {
        const Projected p = project(picked.places[std::size_t(member.place)], camera);
        if (p.depth < camera.clippingRange().x())
            continue;
        const double nearness =
            camera.pose().parallel ? 1 : std::clamp(camera.nominalDistance() / p.depth, 0.75, 1.35);
        const double radius = member.weight > 0 ? kLeastRadius + (kMostRadius - kLeastRadius) *
                                                                     std::sqrt(member.weight / most)
                                                : kHaloRadius;
        out.push_back({member.place, QPointF(p.x, p.y), p.depth, radius * nearness, &member});
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Node& a, const Node& b) { return a.depth > b.depth; });
    return out;
}

void NeighborhoodView::paintEdges(QPainter& painter, const std::vector<Node>& nodes,
                                  const CameraControl& camera) const
{
    const Projected q = project(m_reading->picked->place, camera);
    const double most = std::max(m_reading->members.front().weight, 1e-300);
    for (const Node& node : nodes) {
        if (!(node.member->weight > 0))
            continue;
        const double share = node.member->weight / most;
        const QColor ink = node.member->foreign ? style::tokens().danger : style::tokens().text;
        painter.setPen(QPen(style::faded(ink, 0.22 + 0.55 * share), 0.8 + 1.8 * share,
                            Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(q.x, q.y), node.at);
    }
}

void NeighborhoodView::paintNode(QPainter& painter, const Node& node) const
{
    const style::Tokens& t = style::tokens();
    const bool kept = node.member->weight > 0;
    const bool foreign = node.member->foreign;
    const QColor colour = labelColour(node.member->label);
    if (!kept) {
        painter.setPen(Qt::NoPen);
        // Pale, but never so that a dark colour goes under in a dark ground.
        painter.setBrush(style::readable(style::mixed(colour, t.surface, kHaloFading), t.surface,
                                         kHaloContrast));
        paintGlyph(painter, node.at, node.radius, foreign);
    } else {
        painter.setPen(
            QPen(foreign ? t.danger : style::mixed(colour, t.text, 0.45), foreign ? 1.8 : 1));
        painter.setBrush(colour);
        paintGlyph(painter, node.at, node.radius, foreign);
    }
    if (node.place == m_focus) {
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(node.at, node.radius + 4, node.radius + 4);
    }
}

void NeighborhoodView::paintQuery(QPainter& painter, const CameraControl& camera) const
{
    const style::Tokens& t = style::tokens();
    const Picked& picked = *m_reading->picked;
    const Projected p = project(picked.place, camera);
    const QPointF at(p.x, p.y);
    if (picked.isMoved() && m_home) { // where it came from
        const Projected h = project(m_home->place, camera);
        painter.setPen(QPen(t.accent, 1, Qt::DashLine));
        painter.drawLine(QPointF(h.x, h.y), at);
        painter.setPen(QPen(t.accent, 1.5));
        painter.setBrush(t.surface);
        painter.drawEllipse(QPointF(h.x, h.y), 3.5, 3.5);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.surface);
    painter.drawEllipse(at, 10.5, 10.5);
    painter.setPen(QPen(t.accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(at, 9.5, 9.5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(labelColour(m_reading->label));
    painter.drawEllipse(at, 6, 6);
}

// Directions in the plane lie on it.
void NeighborhoodView::paintCircle(QPainter& painter, const CameraControl& camera) const
{
    const LocalFrame& frame = *m_reading->picked->frame;
    if (!frame.exact || frame.origin.size() != 2 ||
        m_reading->picked->live.kind() != KernelKind::Cosine)
        return;
    QPolygonF circle;
    for (int i = 0; i <= 180; ++i) {
        const double angle = std::numbers::pi * i / 90;
        const Projected p =
            project(frame.place(Eigen::Vector2d(std::cos(angle), std::sin(angle))), camera);
        circle << QPointF(p.x, p.y);
    }
    painter.setPen(QPen(style::tokens().line, 1.2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(circle);
}

// Who keeps the candidate out: lines from it to them, and in the plane the ball that they lie in.
void NeighborhoodView::paintReasonMarks(QPainter& painter, const CameraControl& camera) const
{
    const auto why = reason();
    if (!why || m_reading->isNeighbor(m_focus))
        return;
    const Picked& picked = *m_reading->picked;
    const auto placeOf = [&](Index place) {
        const Projected p = project(picked.places[std::size_t(place)], camera);
        return QPointF(p.x, p.y);
    };
    const QPointF l = placeOf(m_focus);
    const Projected query = project(picked.place, camera);
    const QPointF q(query.x, query.y);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(style::faded(style::tokens().accent, 0.7), 1.2, Qt::DotLine));
    painter.drawLine(q, l);
    const bool flatBall = picked.frame->exact && picked.frame->origin.size() == 2 &&
                          picked.live.kind() == KernelKind::Gaussian;
    if (flatBall) {
        const double radius = std::hypot(l.x() - q.x(), l.y() - q.y()) / 2;
        painter.setPen(QPen(style::tokens().accent, 1.2, Qt::DashLine));
        painter.drawEllipse((q + l) / 2, radius, radius);
    }
    painter.setPen(QPen(style::tokens().accent, 1.6));
    if (!why->blockers.empty()) {
        painter.drawLine(l, placeOf(why->blockers.front()));
        return;
    }
    const double whole = std::max(why->explained, 1e-300);
    for (const PruningShare& share : why->shares) {
        painter.setPen(QPen(style::faded(style::tokens().accent, 0.15 + 0.8 * share.value / whole),
                            1 + 2 * share.value / whole));
        painter.drawLine(l, placeOf(share.place));
    }
}

void NeighborhoodView::paintHover(QPainter& painter, QSize size, const CameraControl& camera) const
{
    if (m_scene->isMoving()) {
        const Projected centre = camera.project(camera.rotationCentre());
        paintCentre(painter, QPointF(centre.x, centre.y));
        return;
    }
    if (m_hoveredRow >= 0) {
        const auto all = others();
        const auto found = std::find_if(all.begin(), all.end(), [this](const auto& other) {
            return other.first == m_hoveredRow;
        });
        if (found == all.end())
            return;
        Member member;
        member.row = m_hoveredRow;
        member.sample = sampleOf(m_hoveredRow);
        const auto& labels = m_source.embedding->labels;
        if (std::size_t(member.row) < labels.size())
            member.label = labels[std::size_t(member.row)];
        const Projected p = project(found->second, camera);
        Card card = cardOf(member);
        card.line = tr("not a candidate");
        paintEnlarged(painter, {QPointF(p.x, p.y), 6}, labelColour(member.label));
        paintCard(painter, cardRect(card, QPointF(p.x, p.y), size), card);
        return;
    }
    for (const Node& node : nodes(camera))
        if (node.place == m_hovered) {
            const Card card = cardOf(*node.member);
            painter.setPen(QPen(style::tokens().text, 1.6));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(node.at, node.radius + 2.5, node.radius + 2.5);
            paintCard(painter, cardRect(card, node.at, size), card);
        }
}

Card NeighborhoodView::cardOf(const Member& member) const
{
    Card card;
    if (const auto images = samples();
        images && images->isImage() && member.sample < images->size())
        card.image = style::sampleThumbnail(*images, Index(member.sample), kThumbnail);
    card.heading = QStringLiteral("#%1").arg(member.sample);
    if (const QString label = labelName(*m_source.embedding, member.label); !label.isEmpty())
        card.heading += QLatin1Char(' ') + label;
    if (member.label >= 0)
        card.swatch = style::categorical(member.label);
    card.line = member.weight > 0 ? (m_reading->nnk ? tr("weight %1") : tr("kernel value %1"))
                                        .arg(style::number(member.weight))
                                  : tr("pruned: click for why");
    if (member.distance > 0)
        card.value = tr("distance %1").arg(style::number(member.distance));
    return card;
}

void NeighborhoodView::paintFurniture(QPainter& painter, QSize size,
                                      const CameraControl& camera) const
{
    const LocalFrame& frame = *m_reading->picked->frame;
    const QStringList caption = captionParts();
    const double floor = size.height() - style::kSpace3 - captionHeight(size, caption);
    std::array<AxisLabel, 3> names;
    for (std::size_t i = 0; i < 3; ++i)
        if (frame.exact) {
            if (Index(i) < frame.origin.size())
                names[i].text = QStringLiteral("x%1").arg(i + 1);
        } else if (frame.share[i] > 0) {
            names[i].text = tr("PC%1 (%2 %)").arg(i + 1).arg(std::lround(100 * frame.share[i]));
        }
    if (size.height() >= 260)
        paintAxes(painter, QPointF(92, floor - 58), camera, names);
    paintTitle(painter, size, queryName(panelContent()),
               QString::fromStdString(m_source.layer) +
                   (m_reading->picked->isMoved() ? tr(", moved") : QString()));
    paintCaption(painter, size, caption);
}

void NeighborhoodView::paintOverlay(QPainter& painter, QSize size, const CameraControl& camera,
                                    bool withHover) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (const auto shown = notice()) {
        if (m_reading)
            painter.fillRect(QRect(QPoint(), size), style::faded(style::tokens().surface, 0.8));
        paintNotice(painter, size, *shown);
        painter.restore();
        return;
    }
    const std::vector<Node> all = nodes(camera);
    paintCircle(painter, camera);
    if (!all.empty())
        paintEdges(painter, all, camera);
    paintReasonMarks(painter, camera);
    for (const bool kept : {false, true}) // the halo lies behind what was kept
        for (const Node& node : all)
            if ((node.member->weight > 0) == kept)
                paintNode(painter, node);
    paintQuery(painter, camera);
    paintFurniture(painter, size, camera);
    paintReason(painter, size);
    if (withHover)
        paintHover(painter, size, camera);
    if (const QString text = chip(); !text.isEmpty() && withHover)
        paintChip(painter, size, text);
    painter.restore();
}

} // namespace leafscope
