// SPDX-License-Identifier: MIT
#include "views/chart/canvas.hpp"

#include "views/style/theme.hpp"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace leafscope::chart {

namespace {

constexpr double kMargin = 12;
constexpr double kPanelGap = 20;
constexpr double kLeastStacked = 300; ///< height from which two panels stand above each other
constexpr double kLeastBeside = 460;  ///< width from which they stand side by side
constexpr double kAxisHeight = 60;    ///< of the labels that only the lower panel has

} // namespace

std::vector<Chart> arranged(Figure first, std::optional<Figure> second, QRectF frame, double share)
{
    const QRectF inner = frame.adjusted(kMargin, kMargin - 4, -kMargin, -kMargin + 4);
    const bool stacked = inner.height() >= kLeastStacked && inner.height() > 0.5 * inner.width();
    const bool beside = inner.width() >= kLeastBeside;
    std::vector<Chart> panels;
    if (!second || !(stacked || beside)) {
        panels.emplace_back(std::move(first), inner);
        return panels;
    }
    QRectF one = inner;
    QRectF two = inner;
    if (stacked) {
        first.xLabels = XLabels::Hidden;
        const double split = inner.top() + share * (inner.height() - kAxisHeight);
        one.setBottom(split);
        two.setTop(split + kPanelGap / 2);
        first.gutter = second->gutter =
            std::max(Chart::gutterOf(first, one.height()), Chart::gutterOf(*second, two.height()));
        first.margin = second->margin = std::max(Chart::marginOf(first), Chart::marginOf(*second));
    } else {
        const double split = inner.left() + share * inner.width();
        one.setRight(split - kPanelGap / 2);
        two.setLeft(split + kPanelGap / 2);
        // Both axes at one height.
        if (Chart(first, one).slanted() || Chart(*second, two).slanted())
            first.xLabels = second->xLabels = XLabels::Slanted;
    }
    panels.emplace_back(std::move(first), one);
    panels.emplace_back(std::move(*second), two);
    return panels;
}

Canvas::Canvas(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
}

void Canvas::render(QPainter& painter, QSizeF size) const
{
    painter.fillRect(QRectF(QPointF(), size), style::tokens().surface);
    draw(painter, QRectF(QPointF(), size), -1);
}

void Canvas::draw(QPainter& painter, QRectF frame, int pointed) const
{
    for (const Chart& panel : panels(frame, pointed))
        panel.paint(painter);
}

QPointF Canvas::markOf(int point) const
{
    const std::vector<Chart> all = panels(QRectF(rect()), m_pointed);
    if (all.empty() || all[0].figure().series.empty())
        return {};
    const Series& main = all[0].figure().series.back();
    if (point < 0 || point >= int(main.x.size()))
        return {};
    return {all[0].xScale().toPixel(main.x[std::size_t(point)]),
            all[0].yScale().toPixel(main.y[std::size_t(point)])};
}

int Canvas::pointAt(QPointF position) const
{
    for (const Chart& panel : panels(QRectF(rect()), m_pointed)) {
        // The labels under the axis belong to the panel, too.
        const QRectF reach =
            panel.plot().adjusted(-8, -24, 8, std::max(0.0, height() - panel.plot().bottom()));
        if (reach.contains(position))
            return panel.nearest(position);
    }
    return -1;
}

void Canvas::forgetPointed()
{
    m_pointed = -1;
    update();
}

void Canvas::point(int point, QPointF position)
{
    if (point < 0 && m_pointed < 0)
        return;
    m_pointed = point;
    m_mouse = position;
    setCursor(point >= 0 && leadsSomewhere(point) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void Canvas::paintEvent(QPaintEvent*)
{
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    draw(painter, QRectF(rect()), m_pointed);
    if (const Card shown = card(); !shown.empty())
        paintCard(painter, shown, m_mouse, QRectF(rect()).adjusted(4, 4, -4, -4));
    if (m_showFocus) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(t.accent, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), style::kRadius,
                                style::kRadius);
    }
}

void Canvas::mouseMoveEvent(QMouseEvent* event)
{
    point(pointAt(event->position()), event->position());
}

void Canvas::mousePressEvent(QMouseEvent* event)
{
    const int point = pointAt(event->position());
    if (event->button() == Qt::LeftButton && point >= 0 && leadsSomewhere(point))
        Q_EMIT pointClicked(point);
    else
        QWidget::mousePressEvent(event);
}

void Canvas::leaveEvent(QEvent*)
{
    point(-1, {});
}

void Canvas::keyPressEvent(QKeyEvent* event)
{
    constexpr int kAll = 1 << 20;
    switch (event->key()) {
    case Qt::Key_Left:
        Q_EMIT stepRequested(-1);
        return;
    case Qt::Key_Right:
        Q_EMIT stepRequested(1);
        return;
    case Qt::Key_Home:
        Q_EMIT stepRequested(-kAll);
        return;
    case Qt::Key_End:
        Q_EMIT stepRequested(kAll);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void Canvas::focusInEvent(QFocusEvent* event)
{
    // Whoever clicked knows where the focus went.
    m_showFocus = event->reason() != Qt::MouseFocusReason;
    update();
}

void Canvas::focusOutEvent(QFocusEvent*)
{
    m_showFocus = false;
    update();
}

} // namespace leafscope::chart
