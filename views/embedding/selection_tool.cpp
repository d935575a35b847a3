// SPDX-License-Identifier: MIT
#include "views/embedding/selection_tool.hpp"

#include "views/embedding/overlay.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kLeastStep = 1.5;
constexpr int kLabelAway = 14; // from the cursor

Eigen::Vector2d vec(QPointF p)
{
    return {p.x(), p.y()};
}

} // namespace

void RegionDrawing::start(SelectionTool tool, QPointF at, Combine how)
{
    m_tool = tool;
    m_how = how;
    m_line = {at};
    m_count = -1;
    if (tool == SelectionTool::Box)
        m_line.push_back(at);
}

void RegionDrawing::moveTo(QPointF at)
{
    if (!isActive())
        return;
    const QPointF way = at - m_line.back();
    if (m_tool == SelectionTool::Box)
        m_line.back() = at;
    else if (std::hypot(way.x(), way.y()) >= kLeastStep)
        m_line.push_back(at);
}

ScreenRegion RegionDrawing::region() const
{
    if (m_tool == SelectionTool::Box && isActive())
        return ScreenRegion::box(vec(m_line.front()), vec(m_line.back()));
    std::vector<Eigen::Vector2d> corners;
    corners.reserve(m_line.size());
    for (const QPointF point : m_line)
        corners.push_back(vec(point));
    return ScreenRegion::polygon(corners);
}

QString RegionDrawing::text() const
{
    const auto say = [](const char* text) {
        return QCoreApplication::translate("RegionDrawing", text);
    };
    const QString count = m_count < 0    ? QString(QChar(0x2026))
                          : m_count == 1 ? say("1 sample")
                                         : say("%1 samples").arg(style::count(m_count));
    switch (m_how) {
    case Combine::Add:
        return say("Add %1").arg(count);
    case Combine::Subtract:
        return say("Subtract %1").arg(count);
    case Combine::Intersect:
        return say("Intersect with %1").arg(count);
    case Combine::Toggle:
        return say("Toggle %1").arg(count);
    case Combine::Replace:
        break;
    }
    return count;
}

void RegionDrawing::paint(QPainter& painter, QSize view) const
{
    if (!isActive())
        return;
    const style::Tokens& tokens = style::tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path;
    path.setFillRule(Qt::WindingFill);
    if (m_tool == SelectionTool::Box)
        path.addRect(QRectF(m_line.front(), m_line.back()).normalized());
    else
        path.addPolygon(QPolygonF(QList<QPointF>(m_line.begin(), m_line.end())));
    painter.setPen(Qt::NoPen);
    painter.setBrush(style::faded(tokens.accent, 0.13));
    painter.drawPath(path);
    painter.setBrush(Qt::NoBrush);
    // A halo keeps the line in sight above points of any colour.
    painter.setPen(
        QPen(style::faded(tokens.surface, 0.8), 3.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
    const QPen line(tokens.accent, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter.setPen(line);
    painter.drawPath(path);
    if (m_tool == SelectionTool::Lasso) {
        QPen closing = line;
        closing.setDashPattern({3, 3});
        painter.setPen(closing);
        painter.drawLine(m_line.back(), m_line.front());
    }

    const QFont font = overlayFont(style::FontRole::Body);
    const QFontMetrics metrics(font);
    const QSizeF size(metrics.horizontalAdvance(text()) + 2 * style::kSpace2,
                      metrics.height() + style::kSpace1);
    QPointF corner = m_line.back() + QPointF(kLabelAway, kLabelAway);
    corner.setX(std::clamp(corner.x(), 0.0, std::max(0.0, view.width() - size.width())));
    if (corner.y() + size.height() > view.height())
        corner.setY(m_line.back().y() - kLabelAway - size.height());
    const QRectF label(corner, size);
    painter.setPen(QPen(tokens.line, 1));
    painter.setBrush(style::faded(tokens.surface, 0.94));
    painter.drawRoundedRect(label, style::kRadius, style::kRadius);
    painter.setFont(font);
    painter.setPen(tokens.text);
    painter.drawText(label, Qt::AlignCenter, text());
    painter.restore();
}

} // namespace leafscope
