// SPDX-License-Identifier: MIT
#include "views/inspector/layer_trace.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr double kMargin = 5; ///< so that the marker fits at the ends
constexpr double kScale = 38; ///< width of what stands at the right: 0 and 100 %

double plotWidth(int width)
{
    return width - 2 * kMargin - style::scaled(kScale);
}

} // namespace

LayerTrace::LayerTrace(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(sizeHint().height());
    setCursor(Qt::PointingHandCursor);
}

void LayerTrace::setValues(std::vector<float> values, int current)
{
    m_values = std::move(values);
    m_current = current;
    update();
}

QPointF LayerTrace::place(int layer) const
{
    const double steps = std::max<double>(1, double(m_values.size()) - 1);
    return {kMargin + plotWidth(width()) * layer / steps,
            kMargin + (height() - 2 * kMargin) * (1 - double(m_values[std::size_t(layer)]))};
}

int LayerTrace::layerAt(double x) const
{
    if (m_values.empty())
        return -1;
    const double steps = double(m_values.size()) - 1;
    const double at = (x - kMargin) / std::max(1.0, plotWidth(width())) * steps;
    return int(std::lround(std::clamp(at, 0.0, steps)));
}

void LayerTrace::paintEvent(QPaintEvent*)
{
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.line, 1));
    const double end = plotWidth(width()) + 2 * kMargin;
    painter.setFont(style::font(style::FontRole::Caption));
    const double line = painter.fontMetrics().height();
    for (const double share : {1.0, 0.0}) {
        const double y = share > 0 ? kMargin - 0.5 : height() - kMargin + 0.5;
        painter.setPen(QPen(t.line, 1));
        painter.drawLine(QPointF(0, y), QPointF(end, y));
        painter.setPen(t.secondary);
        const QRectF room(end, std::clamp(y - line / 2, 0.0, height() - line), width() - end, line);
        painter.drawText(room, int(Qt::AlignRight | Qt::AlignVCenter),
                         share > 0 ? tr("100 %") : tr("0 %"));
    }
    QPainterPath path;
    bool drawing = false;
    for (int i = 0; i < int(m_values.size()); ++i) {
        if (!std::isfinite(m_values[std::size_t(i)])) {
            drawing = false;
            continue;
        }
        if (drawing)
            path.lineTo(place(i));
        else
            path.moveTo(place(i));
        drawing = true;
    }
    painter.setPen(QPen(style::mixed(t.surface, t.text, 0.65), 1.5, Qt::SolidLine, Qt::RoundCap,
                        Qt::RoundJoin));
    painter.drawPath(path);
    if (m_current < 0 || m_current >= int(m_values.size()) ||
        !std::isfinite(m_values[std::size_t(m_current)]))
        return;
    painter.setPen(QPen(t.surface, 1.5));
    painter.setBrush(t.accent);
    painter.drawEllipse(place(m_current), 4, 4);
}

void LayerTrace::mouseReleaseEvent(QMouseEvent* event)
{
    const int layer = layerAt(event->position().x());
    if (event->button() == Qt::LeftButton && layer >= 0)
        Q_EMIT layerClicked(layer);
}

} // namespace leafscope
