// SPDX-License-Identifier: MIT
#include "views/chart/grid.hpp"

#include "views/chart/chart_measures.hpp"
#include "views/chart/labels.hpp"
#include "views/style/theme.hpp"

#include <QFontMetricsF>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope::chart {

namespace {

constexpr double kBarWidth = 12;
constexpr double kBarGap = 16;
constexpr double kWidestName = 92;
constexpr int kShades = 64; ///< of the colour bar

QFontMetricsF metrics()
{
    return QFontMetricsF(style::font(style::FontRole::Caption));
}

double shareOf(const Range& range, double value)
{
    return range.span() > 0 ? std::clamp((value - range.low) / range.span(), 0.0, 1.0) : 0.5;
}

} // namespace

GridChart::GridChart(const Grid& grid, QRectF frame)
    : m_grid(grid)
    , m_frame(frame)
{
    const QFontMetricsF font = metrics();
    for (const QString& name : grid.rows)
        m_nameWidth = std::max(m_nameWidth, font.horizontalAdvance(name));
    m_nameWidth = std::min<double>(m_nameWidth, style::scaled(kWidestName));
    double ticks = 0;
    for (const Tick& tick : niceTicks(grid.range, 5))
        ticks = std::max(ticks, font.horizontalAdvance(tick.label));
    const QRectF room = frame.adjusted(m_nameWidth + kTickGap, font.height() + 8,
                                       -(kBarGap + kBarWidth + 6 + ticks), -(font.height() + 6));
    const double side = std::max(1.0, std::min(room.width() / std::max(1, columnCount()),
                                               room.height() / std::max(1, rowCount())));
    m_plot = {room.topLeft(), QSizeF(side * columnCount(), side * rowCount())};
    m_bar = {m_plot.right() + kBarGap, m_plot.top(), kBarWidth, m_plot.height()};
}

QRectF GridChart::cell(int cell) const
{
    if (cell < 0 || cell >= rowCount() * columnCount())
        return {};
    const double side = m_plot.width() / columnCount();
    return {m_plot.left() + side * (cell % columnCount()),
            m_plot.top() + side * (cell / columnCount()), side, side};
}

int GridChart::cellAt(QPointF position) const
{
    if (!m_plot.contains(position) || columnCount() == 0)
        return -1;
    const double side = m_plot.width() / columnCount();
    const int row = std::min(int((position.y() - m_plot.top()) / side), rowCount() - 1);
    const int column = std::min(int((position.x() - m_plot.left()) / side), columnCount() - 1);
    return row * columnCount() + column;
}

void GridChart::paint(QPainter& painter, int pointed) const
{
    const style::Tokens& t = style::tokens();
    painter.save();
    painter.setFont(style::font(style::FontRole::Caption));
    painter.setPen(t.secondary);
    painter.drawText(QPointF(m_frame.left(), m_frame.top() + metrics().ascent()), m_grid.title);
    if (rowCount() > 0 && columnCount() > 0) {
        paintCells(painter);
        paintNames(painter);
        paintBar(painter);
    }
    if (const QRectF framed = cell(pointed); !framed.isEmpty()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(t.surface, 3));
        painter.drawRect(framed);
        painter.setPen(QPen(t.text, 1.5));
        painter.drawRect(framed);
    }
    painter.restore();
}

// One pixel for each cell, enlarged: as fast for 512 channels as for 8.
void GridChart::paintCells(QPainter& painter) const
{
    QImage image(columnCount(), rowCount(), QImage::Format_RGB32);
    for (int row = 0; row < rowCount(); ++row)
        for (int column = 0; column < columnCount(); ++column) {
            const double value = m_grid.values[m_grid.at(row, column)];
            image.setPixelColor(column, row,
                                std::isfinite(value)
                                    ? style::sequential(shareOf(m_grid.range, value))
                                    : style::tokens().line);
        }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(m_plot, image);
}

void GridChart::paintNames(QPainter& painter) const
{
    const QFontMetricsF font = metrics();
    painter.setPen(style::tokens().secondary);
    const double side = m_plot.width() / columnCount();
    std::vector<double> rows;
    std::vector<double> columns;
    std::vector<double> widths;
    for (int row = 0; row < rowCount(); ++row)
        rows.push_back(m_plot.top() + side * (row + 0.5));
    for (int column = 0; column < columnCount(); ++column) {
        columns.push_back(m_plot.left() + side * (column + 0.5));
        widths.push_back(font.horizontalAdvance(m_grid.columns[column]));
    }
    for (const std::size_t i : fitting(rows, std::vector<double>(rows.size(), font.ascent()), 1)) {
        const QString text = font.elidedText(m_grid.rows[int(i)], Qt::ElideMiddle, m_nameWidth + 1);
        painter.drawText(QPointF(m_plot.left() - kTickGap - font.horizontalAdvance(text),
                                 rows[i] + font.capHeight() / 2),
                         text);
    }
    for (const std::size_t i : fitting(columns, widths, 6))
        painter.drawText(QPointF(columns[i] - widths[i] / 2, m_plot.bottom() + 4 + font.ascent()),
                         m_grid.columns[int(i)]);
}

void GridChart::paintBar(QPainter& painter) const
{
    const style::Tokens& t = style::tokens();
    QImage shades(1, kShades, QImage::Format_RGB32);
    for (int i = 0; i < kShades; ++i)
        shades.setPixelColor(0, kShades - 1 - i, style::sequential((i + 0.5) / kShades));
    painter.drawImage(m_bar, shades);
    const QFontMetricsF font = metrics();
    const std::vector<Tick> ticks = niceTicks(m_grid.range, 5);
    std::vector<double> places;
    for (const Tick& tick : ticks)
        places.push_back(shareOf(m_grid.range, tick.at) * m_bar.height());
    for (const std::size_t i :
         fitting(places, std::vector<double>(places.size(), font.ascent()), 1)) {
        const double y = std::floor(m_bar.bottom() - places[i]) + 0.5;
        painter.setPen(QPen(t.secondary, 1));
        painter.drawLine(QPointF(m_bar.right(), y), QPointF(m_bar.right() + 3, y));
        painter.drawText(QPointF(m_bar.right() + 6, y + font.capHeight() / 2), ticks[i].label);
    }
}

} // namespace leafscope::chart
