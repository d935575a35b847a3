// SPDX-License-Identifier: MIT
// The drawing of one or two matrices side by side, with marks at rows and columns, the read-out,
// and the cell that was clicked.
#pragma once

#include "views/chart/canvas.hpp"
#include "views/chart/grid.hpp"

#include <QString>

#include <functional>
#include <utility>
#include <vector>

namespace leafscope::collapse {

struct GridContent {
    std::vector<chart::Grid> grids;
    std::vector<int> markedRows; ///< of every matrix
    std::vector<int> markedColumns;
    QString listTitle;
    std::vector<std::pair<QString, QString>> list; ///< beside the matrices where there is room
    QString message; ///< below, or in place of the matrices if there are none
    std::function<chart::Card(int grid, int cell)> card;
};

class GridCanvas : public chart::Canvas {
    Q_OBJECT

public:
    explicit GridCanvas(QWidget* parent);

    void setContent(GridContent content);
    const GridContent& content() const { return m_content; }
    /// Of a cell, in this widget.
    QRectF cellRect(int grid, int cell) const;

Q_SIGNALS:
    void cellClicked(int grid, int cell);
    void pageStepRequested(int step);

protected:
    std::vector<chart::Chart> panels(QRectF frame, int pointed) const override;
    void draw(QPainter& painter, QRectF frame, int pointed) const override;
    int pointAt(QPointF position) const override;
    chart::Card cardOf(int point) const override;
    bool leadsSomewhere(int point) const override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    std::vector<chart::GridChart> charts(QRectF frame) const;
    void paintList(QPainter& painter, QRectF room) const;
    void paintMarks(QPainter& painter, const chart::GridChart& chart) const;
    int cellsBefore(int grid) const;

    GridContent m_content;
};

} // namespace leafscope::collapse
