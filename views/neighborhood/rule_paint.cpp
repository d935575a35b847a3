// SPDX-License-Identifier: MIT
// How the page of the three points is drawn, in the window and in a picture.
#include "views/neighborhood/rule_page.hpp"
#include "views/scene/furniture.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kSide = 268; // width of what is written beside the plane
constexpr double kWide = 1e4; // pixels: beyond every window
constexpr double kPoint = 8;
constexpr double kAxisEnd = 8; // the ratio's axis runs from 1 / 8 to 8

QString tr(const char* text)
{
    return QCoreApplication::translate("RulePage", text);
}

QColor inkOf(RulePoint point)
{
    return point == RulePoint::Query ? style::tokens().text
                                     : style::categorical(point == RulePoint::Near ? 0 : 1);
}

/// The points beyond the plane of `of`, as a polygon that leaves the screen, and its border.
struct HalfPlane {
    QPolygonF area;
    QLineF border;
};

HalfPlane halfPlane(const RuleState& state, RulePoint of, const RulePlane& plane)
{
    const VectorD q = state.at(RulePoint::Query);
    const VectorD j = state.at(of);
    const HalfSpace space = blockedBeyond(state.kernel, q, j);
    HalfPlane out;
    if (!(space.normal.norm() > 1e-9))
        return out; // a copy of the query
    const Eigen::Vector2d normal = space.normal.normalized();
    const QPointF base = plane.toScreen(j);
    const QPointF outward(normal.x() * kWide, -normal.y() * kWide);
    const QPointF along(outward.y(), -outward.x());
    out.border = QLineF(base - along, base + along);
    out.area =
        QPolygonF({base - along, base + along, base + along + outward, base - along + outward});
    return out;
}

void paintHalfPlane(QPainter& painter, const RuleState& state, RulePoint of, const RulePlane& plane)
{
    const HalfPlane half = halfPlane(state, of, plane);
    if (half.area.isEmpty())
        return;
    const QColor ink = inkOf(of);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style::faded(ink, 0.12));
    painter.drawPolygon(half.area);
    painter.setPen(QPen(ink, 1.6));
    painter.drawLine(half.border);
}

// The part of the circle that a candidate keeps clear.
void paintCap(QPainter& painter, const RuleState& state, RulePoint of, const RulePlane& plane,
              double width)
{
    const HalfPlane half = halfPlane(state, of, plane);
    if (half.area.isEmpty())
        return;
    painter.save();
    QPainterPath clip;
    clip.addPolygon(half.area);
    painter.setClipPath(clip, Qt::IntersectClip);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(style::faded(inkOf(of), 0.75), width, Qt::SolidLine, Qt::FlatCap));
    painter.drawEllipse(plane.toScreen({0, 0}), plane.scale, plane.scale);
    painter.restore();
}

void paintBall(QPainter& painter, const RuleState& state, const RulePlane& plane)
{
    const QPointF q = plane.toScreen(state.at(RulePoint::Query));
    const QPointF l = plane.toScreen(state.at(RulePoint::Far));
    const QPointF way = l - q;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(inkOf(RulePoint::Far), 1.2, Qt::DashLine));
    painter.drawEllipse((q + l) / 2, std::hypot(way.x(), way.y()) / 2,
                        std::hypot(way.x(), way.y()) / 2);
}

void paintEdge(QPainter& painter, const RuleState& state, RulePoint to, double weight,
               const RulePlane& plane)
{
    const bool kept = weight > 0;
    painter.setPen(QPen(style::faded(style::tokens().text, kept ? 0.8 : 0.4),
                        kept ? 1 + 4 * weight : 1, kept ? Qt::SolidLine : Qt::DotLine,
                        Qt::RoundCap));
    painter.drawLine(plane.toScreen(state.at(RulePoint::Query)), plane.toScreen(state.at(to)));
}

void paintPoint(QPainter& painter, const RuleState& state, RulePoint point, bool kept,
                const RulePlane& plane)
{
    const style::Tokens& t = style::tokens();
    const QPointF at = plane.toScreen(state.at(point));
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.surface);
    painter.drawEllipse(at, kPoint + 2, kPoint + 2);
    if (kept) {
        painter.setBrush(inkOf(point));
        painter.drawEllipse(at, kPoint, kPoint);
    } else {
        painter.setPen(QPen(inkOf(point), 2));
        painter.setBrush(t.surface);
        painter.drawEllipse(at, kPoint - 1, kPoint - 1);
    }
    if (point == state.active) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(t.accent, 2));
        painter.drawEllipse(at, kPoint + 4, kPoint + 4);
    }
    painter.setFont(overlayFont(style::FontRole::Title));
    painter.setPen(t.text);
    const char* names[] = {"q", "j", "l"};
    painter.drawText(QRectF(at + QPointF(kPoint + 4, -kPoint - 24), QSizeF(24, 24)),
                     int(Qt::AlignLeft | Qt::AlignBottom),
                     QString::fromLatin1(names[std::size_t(point)]));
}

void paintPlane(QPainter& painter, const RuleState& state, const RuleVerdict& verdict,
                const RulePlane& plane)
{
    painter.save();
    painter.setClipRect(plane.box);
    if (state.kernel == KernelKind::Cosine) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(style::tokens().line, 1.5));
        painter.drawEllipse(plane.toScreen({0, 0}), plane.scale, plane.scale);
        paintCap(painter, state, RulePoint::Near, plane, 10);
        paintCap(painter, state, RulePoint::Far, plane, 4);
        for (const RulePoint of : {RulePoint::Near, RulePoint::Far})
            paintHalfPlane(painter, state, of, plane);
    } else {
        paintHalfPlane(painter, state, RulePoint::Near, plane);
        paintHalfPlane(painter, state, RulePoint::Far, plane);
        paintBall(painter, state, plane);
    }
    paintEdge(painter, state, RulePoint::Near, verdict.weightJ, plane);
    paintEdge(painter, state, RulePoint::Far, verdict.weightL, plane);
    paintPoint(painter, state, RulePoint::Query, true, plane);
    paintPoint(painter, state, RulePoint::Near, verdict.jKept, plane);
    paintPoint(painter, state, RulePoint::Far, verdict.lKept, plane);
    painter.restore();
}

/// The ratio on a logarithmic axis, and the interval that it has to lie in.
void paintInterval(QPainter& painter, const QRectF& box, const RuleVerdict& verdict)
{
    const style::Tokens& t = style::tokens();
    const auto x = [&](double value) {
        const double share =
            std::log(std::clamp(value, 1 / kAxisEnd, kAxisEnd)) / std::log(kAxisEnd);
        return box.center().x() + share * box.width() / 2;
    };
    const QRectF track(box.left(), box.top() + 18, box.width(), 10);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style::mixed(t.surface, t.line, 0.7));
    painter.drawRoundedRect(track, 3, 3);
    painter.setBrush(style::mixed(t.surface, t.text, 0.45));
    painter.drawRoundedRect(
        QRectF(QPointF(x(verdict.jl), track.top()), QPointF(x(1 / verdict.jl), track.bottom())), 3,
        3);
    const bool both = verdict.jKept && verdict.lKept;
    const double at = x(verdict.ratio);
    painter.setBrush(both ? t.text : t.danger);
    painter.drawPolygon(QPolygonF({QPointF(at, track.top() - 1), QPointF(at - 5, track.top() - 9),
                                   QPointF(at + 5, track.top() - 9)}));
    painter.setPen(t.secondary);
    painter.setFont(overlayFont(style::FontRole::Caption));
    const QRectF labels(box.left(), track.bottom() + 1, box.width(), 16);
    painter.drawText(labels, int(Qt::AlignLeft | Qt::AlignTop), QStringLiteral("1/8"));
    painter.drawText(labels, int(Qt::AlignHCenter | Qt::AlignTop), QStringLiteral("1"));
    painter.drawText(labels, int(Qt::AlignRight | Qt::AlignTop), QStringLiteral("8"));
}

struct Column {
    QPainter& painter;
    QRectF box;
    double y;

    void text(const QString& line, style::FontRole role, const QColor& ink, double gap = 4)
    {
        painter.setFont(overlayFont(role));
        painter.setPen(ink);
        const QRectF room(box.left(), y, box.width(), 400);
        QRectF used;
        painter.drawText(room, int(Qt::AlignLeft | Qt::AlignTop) | int(Qt::TextWordWrap), line,
                         &used);
        y += used.height() + gap;
    }
    void value(const QString& name, const QString& value)
    {
        painter.setFont(overlayFont(style::FontRole::Body));
        const QRectF line(box.left(), y, box.width(), 20);
        painter.setPen(style::tokens().secondary);
        painter.drawText(line, int(Qt::AlignLeft | Qt::AlignVCenter), name);
        painter.setPen(style::tokens().text);
        painter.drawText(line, int(Qt::AlignRight | Qt::AlignVCenter), value);
        y += 20;
    }
};

void paintSide(QPainter& painter, const QRectF& box, const RuleState& state,
               const RuleVerdict& verdict)
{
    const style::Tokens& t = style::tokens();
    const bool both = verdict.jKept && verdict.lKept;
    Column column{painter, box, box.top()};
    column.text(tr("Three points"), style::FontRole::Title, t.text, 2);
    column.text(tr("Both are neighbours of q exactly if"), style::FontRole::Body, t.secondary, 2);
    column.text(QStringLiteral("K(j,l)  <  K(q,j) / K(q,l)  <  1 / K(j,l)"), style::FontRole::Body,
                t.text, 12);
    column.text(sentence(verdict), style::FontRole::Body, both ? t.text : t.danger, 10);
    paintInterval(painter, QRectF(box.left(), column.y, box.width(), 46), verdict);
    column.y += 56;
    column.value(QStringLiteral("K(q,j)"), QString::number(verdict.qj, 'f', 3));
    column.value(QStringLiteral("K(q,l)"), QString::number(verdict.ql, 'f', 3));
    column.value(QStringLiteral("K(j,l)"), QString::number(verdict.jl, 'f', 3));
    column.value(tr("Ratio"), style::number(verdict.ratio));
    column.value(tr("Weights of j, l"),
                 QStringLiteral("%1, %2").arg(QString::number(verdict.weightJ, 'f', 3),
                                              QString::number(verdict.weightL, 'f', 3)));
    column.y += 10;
    column.text(state.kernel == KernelKind::Gaussian
                    ? tr("Gaussian kernel of width 1. The coloured half-plane is what a candidate "
                         "keeps clear: it begins at the candidate, square to the line from q. So l "
                         "is pruned exactly if j lies in the dashed ball with diameter q l. The "
                         "width plays no part in it.")
                    : tr("Cosine kernel of directions. What a candidate keeps clear is cut from "
                         "the circle by a line through the candidate: the thick arc for j, the "
                         "thin one for l."),
                style::FontRole::Caption, t.secondary, 6);
    column.text(tr("Drag the points, or move the marked one with the arrow keys; Enter marks the "
                   "next."),
                style::FontRole::Caption, t.secondary);
}

} // namespace

QRectF ruleBox(const QRectF& page)
{
    const double side = std::min(kSide + 2 * style::kSpace4, page.width() * 0.45);
    return page.adjusted(0, 0, -side, 0);
}

void paintRule(QPainter& painter, const QRect& box, const RuleState& state)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(box, style::tokens().surface);
    const RuleVerdict verdict = judge(state);
    const RulePlane plane(ruleBox(box), state.kernel);
    paintPlane(painter, state, verdict, plane);
    painter.fillRect(QRectF(plane.box.right(), box.top(), 1, box.height()), style::tokens().line);
    paintSide(painter,
              QRectF(plane.box.right() + style::kSpace4, box.top() + style::kSpace4,
                     box.right() - plane.box.right() - 2 * style::kSpace4,
                     box.height() - 2 * style::kSpace4),
              state, verdict);
    painter.restore();
}

} // namespace leafscope
