// SPDX-License-Identifier: MIT
// A matrix drawn as colours, with the names of its rows and columns and a colour bar. Draws on any
// paint device.
#pragma once

#include "views/chart/scale.hpp"

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <QStringList>

#include <vector>

class QPainter;

namespace leafscope::chart {

struct Grid {
    QString title;
    QStringList rows; ///< names
    QStringList columns;
    std::vector<double> values; ///< rows x columns, row-major; NaN where unknown
    Range range;                ///< of the colours
    bool logarithmic = false;   ///< colours by the logarithm; what is not positive is unknown
    bool square = true;         ///< cells; else they fill the rectangle
    std::vector<Tick> ticks;    ///< of the colour bar; none: round numbers
    QColor (*shade)(double share) = nullptr; ///< of the colours, 0..1; null: style::sequential

    /// Number of the cell in `values`.
    std::size_t at(int row, int column) const
    {
        return std::size_t(row) * std::size_t(columns.size()) + std::size_t(column);
    }
};

/// A grid laid out in a rectangle.
class GridChart {
public:
    GridChart(const Grid& grid, QRectF frame); ///< keeps a reference

    /// `pointed`: the cell under the mouse, which is framed; -1 for none.
    void paint(QPainter& painter, int pointed) const;
    QRectF plot() const { return m_plot; }
    /// With the names and the colour bar.
    QRectF extent() const;
    QRectF cell(int cell) const;
    QRectF cellAtPlace(int row, int column) const; ///< empty if there is none
    /// The cell at a position, -1 for none.
    int cellAt(QPointF position) const;

private:
    void paintCells(QPainter& painter) const;
    void paintNames(QPainter& painter) const;
    void paintBar(QPainter& painter) const;
    std::vector<Tick> barTicks() const;
    QSizeF cellSize() const;
    int rowCount() const { return int(m_grid.rows.size()); }
    int columnCount() const { return int(m_grid.columns.size()); }

    const Grid& m_grid;
    QRectF m_frame;
    QRectF m_plot;
    QRectF m_bar;
    double m_nameWidth = 0;
};

} // namespace leafscope::chart
