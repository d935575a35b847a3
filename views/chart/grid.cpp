// SPDX-License-Identifier: MIT
#include "views/chart/grid.hpp"

#include "views/chart/chart_measures.hpp"
#include "views/chart/labels.hpp"
#include "views/style/theme.hpp"

#include <QFontMetricsF>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace leafscope::chart {

namespace {

constexpr double kBarWidth = 12;
constexpr double kBarGap = 16;
constexpr double kWidestName = 92;
constexpr double kHighestCell = 96; ///< where cells fill the rectangle
constexpr int kShades = 64;         ///< of the colour bar
constexpr int kCellShades = 1024;   ///< neighbours cannot be told apart

QFontMetricsF metrics()
{
    return QFontMetricsF(style::font(style::FontRole::Caption));
}

double shareOf(const Grid& grid, double value)
{
    const Scale scale(grid.range, 0, 1, grid.logarithmic);
    return grid.range.span() > 0 ? std::clamp(scale.toPixel(value), 0.0, 1.0) : 0.5;
}

QColor shadeOf(const Grid& grid, double share)
{
    return grid.shade ? grid.shade(share) : style::sequential(share);
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
    for (const Tick& tick : barTicks())
        ticks = std::max(ticks, font.horizontalAdvance(tick.label));
    const QRectF room = frame.adjusted(m_nameWidth + kTickGap, font.height() + 8,
                                       -(kBarGap + kBarWidth + 6 + ticks), -(font.height() + 6));
    QSizeF side(std::max(1.0, room.width() / std::max(1, columnCount())),
                std::max(1.0, room.height() / std::max(1, rowCount())));
    if (grid.square)
        side.rwidth() = side.rheight() = std::min(side.width(), side.height());
    else
        side.setHeight(std::min<double>(side.height(), style::scaled(kHighestCell)));
    m_plot = {room.topLeft(), QSizeF(side.width() * columnCount(), side.height() * rowCount())};
    m_bar = {m_plot.right() + kBarGap, m_plot.top(), kBarWidth, m_plot.height()};
}

QRectF GridChart::cell(int cell) const
{
    if (cell < 0 || cell >= rowCount() * columnCount())
        return {};
    const QSizeF size = cellSize();
    return {m_plot.left() + size.width() * (cell % columnCount()),
            m_plot.top() + size.height() * (cell / columnCount()), size.width(), size.height()};
}

QSizeF GridChart::cellSize() const
{
    return {m_plot.width() / std::max(1, columnCount()), m_plot.height() / std::max(1, rowCount())};
}

QRectF GridChart::cellAtPlace(int row, int column) const
{
    const bool there = row >= 0 && row < rowCount() && column >= 0 && column < columnCount();
    return there ? cell(row * columnCount() + column) : QRectF();
}

QRectF GridChart::extent() const
{
    double ticks = 0;
    for (const Tick& tick : barTicks())
        ticks = std::max(ticks, metrics().horizontalAdvance(tick.label));
    return {m_frame.left(), m_frame.top(), m_bar.right() + 6 + ticks - m_frame.left(),
            m_plot.bottom() + metrics().height() + 6 - m_frame.top()};
}

int GridChart::cellAt(QPointF position) const
{
    if (!m_plot.contains(position) || columnCount() == 0)
        return -1;
    const QSizeF size = cellSize();
    const int row = std::min(int((position.y() - m_plot.top()) / size.height()), rowCount() - 1);
    const int column =
        std::min(int((position.x() - m_plot.left()) / size.width()), columnCount() - 1);
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

// One pixel for each cell, enlarged: as fast for 512 channels as for 8. The shades are looked up,
// as there may be a million cells.
void GridChart::paintCells(QPainter& painter) const
{
    std::array<QRgb, kCellShades> shades{};
    for (int i = 0; i < kCellShades; ++i)
        shades[std::size_t(i)] = shadeOf(m_grid, double(i) / (kCellShades - 1)).rgb();
    const QRgb unknown = style::tokens().line.rgb();
    QImage image(columnCount(), rowCount(), QImage::Format_RGB32);
    for (int row = 0; row < rowCount(); ++row) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(row));
        for (int column = 0; column < columnCount(); ++column) {
            const double value = m_grid.values[m_grid.at(row, column)];
            const bool known = std::isfinite(value) && (!m_grid.logarithmic || value > 0);
            const double share = known ? shareOf(m_grid, value) : 0;
            line[column] =
                known ? shades[std::size_t(std::lround(share * (kCellShades - 1)))] : unknown;
        }
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(m_plot, image);
}

void GridChart::paintNames(QPainter& painter) const
{
    const QFontMetricsF font = metrics();
    painter.setPen(style::tokens().secondary);
    const QSizeF size = cellSize();
    std::vector<double> rows;
    std::vector<double> columns;
    std::vector<double> widths;
    for (int row = 0; row < rowCount(); ++row)
        rows.push_back(m_plot.top() + size.height() * (row + 0.5));
    for (int column = 0; column < columnCount(); ++column) {
        columns.push_back(m_plot.left() + size.width() * (column + 0.5));
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

std::vector<Tick> GridChart::barTicks() const
{
    if (!m_grid.ticks.empty())
        return m_grid.ticks;
    return m_grid.logarithmic ? logTicks(m_grid.range, 5) : niceTicks(m_grid.range, 5);
}

void GridChart::paintBar(QPainter& painter) const
{
    const style::Tokens& t = style::tokens();
    QImage shades(1, kShades, QImage::Format_RGB32);
    for (int i = 0; i < kShades; ++i)
        shades.setPixelColor(0, kShades - 1 - i, shadeOf(m_grid, (i + 0.5) / kShades));
    painter.drawImage(m_bar, shades);
    const QFontMetricsF font = metrics();
    const std::vector<Tick> ticks = barTicks();
    std::vector<double> places;
    for (const Tick& tick : ticks)
        places.push_back(shareOf(m_grid, tick.at) * m_bar.height());
    for (const std::size_t i :
         fitting(places, std::vector<double>(places.size(), font.ascent()), 1)) {
        const double y = std::floor(m_bar.bottom() - places[i]) + 0.5;
        painter.setPen(QPen(t.secondary, 1));
        painter.drawLine(QPointF(m_bar.right(), y), QPointF(m_bar.right() + 3, y));
        painter.drawText(QPointF(m_bar.right() + 6, y + font.capHeight() / 2), ticks[i].label);
    }
}

} // namespace leafscope::chart
