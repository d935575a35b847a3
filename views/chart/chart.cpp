// SPDX-License-Identifier: MIT
#include "views/chart/chart.hpp"

#include "views/chart/chart_measures.hpp"
#include "views/chart/labels.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace leafscope::chart {

namespace {

/// Hairlines look crisp only when they cover whole pixels.
double crisp(double position)
{
    return std::floor(position) + 0.5;
}

/// The colour of a thin line, moved until it can be seen on the surface of the theme.
QColor inkOf(const Series& series)
{
    return style::readable(series.colour, style::tokens().surface, 3.5);
}

} // namespace

std::size_t Chart::pointCount() const
{
    return m_figure.series.empty() ? 0 : m_figure.series.front().x.size();
}

bool Chart::drawable(double y) const
{
    return std::isfinite(y) && (!m_figure.logarithmic || y > 0);
}

bool Chart::known(const Series& series, std::size_t i) const
{
    return i < series.y.size() && i < series.x.size() && drawable(series.y[i]);
}

bool Chart::bandKnown(const Series& series, std::size_t i) const
{
    return i < series.low.size() && i < series.high.size() && drawable(series.low[i]) &&
           drawable(series.high[i]);
}

void Chart::paint(QPainter& painter) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(style::font(style::FontRole::Caption));
    paintGrid(painter);
    paintXAxis(painter);
    painter.save();
    // With room for markers on the edge.
    painter.setClipRect(m_plot.adjusted(-8, -8, 8, 8));
    for (const Series& series : m_figure.series)
        paintBand(painter, series);
    paintCursors(painter);
    for (const Series& series : m_figure.series)
        paintLine(painter, series);
    for (const Series& series : m_figure.series)
        paintMarkers(painter, series);
    painter.restore();
    paintEndLabels(painter);
    painter.restore();
}

void Chart::paintGrid(QPainter& painter) const
{
    const style::Tokens& t = style::tokens();
    const QFontMetricsF font(painter.font());
    for (const Tick& tick : yTicks()) {
        const double y = crisp(m_y.toPixel(tick.at));
        painter.setPen(QPen(t.line, 1));
        painter.drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
        painter.setPen(t.secondary);
        const double width = font.horizontalAdvance(tick.label);
        painter.drawText(QPointF(m_plot.left() - kTickGap - width, y + font.capHeight() / 2),
                         tick.label);
    }
    painter.setPen(t.secondary);
    painter.drawText(QPointF(m_frame.left(), m_frame.top() + font.ascent()), m_figure.title);
}

void Chart::paintXAxis(QPainter& painter) const
{
    if (m_figure.xLabels == XLabels::Hidden)
        return;
    const style::Tokens& t = style::tokens();
    const QFontMetricsF font(painter.font());
    double top = m_plot.bottom() + kTickGap;
    if (!m_figure.groups.empty()) {
        paintGroups(painter, m_plot.bottom() + kTickGap);
        top += style::scaled(kGroupHeight);
    }
    for (const std::size_t i : m_labelled) {
        const Tick& tick = m_figure.xTicks[i];
        const double x = m_x.toPixel(tick.at);
        painter.save();
        // A number on the axis is not the chosen thing itself; a name is.
        if (tick.at == placeOf(m_figure.cursor) && m_figure.xTicks.size() == pointCount()) {
            painter.setPen(t.text);
            QFont strong = painter.font();
            strong.setWeight(QFont::DemiBold);
            painter.setFont(strong);
        } else {
            painter.setPen(t.secondary);
        }
        const QFontMetricsF measure(painter.font());
        if (m_slanted) {
            const QString text =
                measure.elidedText(tick.label, Qt::ElideMiddle, style::scaled(kWidestSlanted));
            painter.translate(x + font.ascent() / 2 * std::sin(kSlant), top + font.ascent() / 2);
            painter.rotate(-45);
            painter.drawText(QPointF(-measure.horizontalAdvance(text), font.capHeight() / 2), text);
        } else {
            painter.drawText(
                QPointF(x - measure.horizontalAdvance(tick.label) / 2, top + font.ascent()),
                tick.label);
        }
        painter.restore();
    }
    if (!m_figure.xTitle.isEmpty()) {
        painter.setPen(t.secondary);
        painter.drawText(QPointF(m_plot.center().x() - font.horizontalAdvance(m_figure.xTitle) / 2,
                                 m_frame.bottom() - font.descent()),
                         m_figure.xTitle);
    }
}

void Chart::paintGroups(QPainter& painter, double top) const
{
    const style::Tokens& t = style::tokens();
    const QFontMetricsF font(painter.font());
    const double line = crisp(top);
    std::vector<double> centres;
    std::vector<double> widths;
    painter.setPen(QPen(t.line, 1));
    for (const Group& group : m_figure.groups) {
        const double from = m_x.toPixel(group.from);
        const double to = m_x.toPixel(group.to);
        if (to - from > 2)
            painter.drawLine(QPointF(from, line), QPointF(to, line));
        centres.push_back((from + to) / 2);
        widths.push_back(font.horizontalAdvance(group.label));
    }
    painter.setPen(t.secondary);
    for (const std::size_t i : fitting(centres, widths, 4))
        painter.drawText(QPointF(centres[i] - widths[i] / 2, line + 2 + font.ascent()),
                         m_figure.groups[i].label);
    const double width = font.horizontalAdvance(m_figure.groupTitle);
    painter.drawText(QPointF(m_plot.left() - kTickGap - width, line + 2 + font.ascent()),
                     m_figure.groupTitle);
}

void Chart::paintCursors(QPainter& painter) const
{
    const style::Tokens& t = style::tokens();
    const auto vertical = [&](int point, const QColor& colour) {
        const double at = placeOf(point);
        if (!std::isfinite(at) || !m_figure.x.holds(at))
            return;
        const double x = crisp(m_x.toPixel(at));
        painter.setPen(QPen(colour, 1));
        painter.drawLine(QPointF(x, m_plot.top()), QPointF(x, m_plot.bottom()));
    };
    vertical(m_figure.pointed, style::mixed(t.line, t.secondary, 0.4));
    vertical(m_figure.cursor, t.accent);
}

void Chart::paintBand(QPainter& painter, const Series& series) const
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(style::faded(series.colour, 0.16));
    std::size_t i = 0;
    while (i < series.x.size()) {
        if (!bandKnown(series, i)) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < series.x.size() && bandKnown(series, end))
            ++end;
        QPolygonF outline;
        for (std::size_t k = i; k < end; ++k)
            outline << QPointF(m_x.toPixel(series.x[k]), m_y.toPixel(series.high[k]));
        for (std::size_t k = end; k-- > i;)
            outline << QPointF(m_x.toPixel(series.x[k]), m_y.toPixel(series.low[k]));
        if (end - i == 1) // a single point has no area: draw its interval as a bar
            painter.drawRect(QRectF(outline[0] - QPointF(3, 0), outline[1] + QPointF(3, 0)));
        else
            painter.drawPolygon(outline);
        i = end;
    }
}

void Chart::paintBars(QPainter& painter, const Series& series) const
{
    constexpr double kGap = 1; // between bars that touch
    const double floor = m_y.toPixel(std::max(m_figure.y.low, 0.0));
    painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < series.x.size(); ++i) {
        if (!known(series, i))
            continue;
        const double left = m_x.toPixel(series.x[i] - series.bar / 2);
        const double right = m_x.toPixel(series.x[i] + series.bar / 2);
        const double gap = right - left > 4 * kGap ? kGap : 0;
        const bool special = int(i) == m_figure.cursor || int(i) == m_figure.pointed;
        painter.setBrush(special ? inkOf(series) : style::faded(inkOf(series), 0.75));
        painter.drawRect(QRectF(QPointF(left + gap / 2, m_y.toPixel(series.y[i])),
                                QPointF(right - gap / 2, floor)));
    }
}

void Chart::paintLine(QPainter& painter, const Series& series) const
{
    if (series.bar > 0) {
        paintBars(painter, series);
        return;
    }
    QPainterPath path;
    bool open = false;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
        if (!known(series, i)) {
            open = false;
            continue;
        }
        const QPointF point(m_x.toPixel(series.x[i]), m_y.toPixel(series.y[i]));
        if (open)
            path.lineTo(point);
        else
            path.moveTo(point);
        open = true;
    }
    QPen pen(inkOf(series), series.width);
    pen.setJoinStyle(Qt::RoundJoin);
    pen.setCapStyle(Qt::RoundCap);
    if (series.dashed)
        pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
}

void Chart::paintMarkers(QPainter& painter, const Series& series) const
{
    if (series.backdrop || series.bar > 0)
        return;
    const style::Tokens& t = style::tokens();
    for (std::size_t i = 0; i < series.x.size(); ++i) {
        if (!known(series, i))
            continue;
        const bool alone = (i == 0 || !known(series, i - 1)) && !known(series, i + 1);
        const bool chosen = int(i) == m_figure.cursor;
        const bool special = chosen || int(i) == m_figure.pointed;
        if (!series.markers && !alone && !special)
            continue;
        const QPointF point(m_x.toPixel(series.x[i]), m_y.toPixel(series.y[i]));
        const double radius = series.markers ? kMarker : kMarker - 1;
        painter.setBrush(inkOf(series));
        painter.setPen(QPen(t.surface, 1.5));
        painter.drawEllipse(point, radius + 0.75, radius + 0.75);
        if (chosen && &series == &m_figure.series.back()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(t.accent, 2));
            painter.drawEllipse(point, radius + 3, radius + 3);
        }
    }
}

void Chart::paintEndLabels(QPainter& painter) const
{
    if (namedCount(m_figure) > kMostDirectLabels)
        return;
    const QFontMetricsF font(painter.font());
    std::vector<double> wanted;
    std::vector<const Series*> named;
    for (const Series& series : m_figure.series) {
        const auto last = std::find_if(series.y.rbegin(), series.y.rend(),
                                       [this](double y) { return drawable(y); });
        if (last == series.y.rend() || series.name.isEmpty())
            continue;
        wanted.push_back(m_y.toPixel(*last));
        named.push_back(&series);
    }
    // Where there is no room for all, the main line has its name and the others have theirs in the
    // read-out.
    if (double(named.size()) * font.height() > m_plot.height() + font.height() && !named.empty()) {
        named = {named.back()};
        wanted = {wanted.back()};
    }
    const std::vector<double> places =
        spread(wanted, font.height(), {m_plot.top() - font.height() / 2, m_plot.bottom() + 4});
    for (std::size_t i = 0; i < named.size(); ++i) {
        // Text needs more contrast than a line does.
        painter.setPen(style::readable(named[i]->colour, style::tokens().surface, 4.5));
        painter.drawText(
            QPointF(m_plot.right() + kEndLabelGap - 2, places[i] + font.capHeight() / 2),
            named[i]->name);
    }
}

} // namespace leafscope::chart
