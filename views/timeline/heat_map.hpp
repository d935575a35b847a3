// SPDX-License-Identifier: MIT
// A heat map laid out in a rectangle: layers downwards, epochs to the right, names and a legend
// beside it. Draws on any paint device.
#pragma once

#include "views/timeline/heat_table.hpp"

#include <QPointF>
#include <QRectF>

#include <optional>

class QPainter;

namespace leafscope {

struct HeatPlace {
    int row = -1;
    int column = -1;
    bool operator==(const HeatPlace&) const = default;
};

class HeatMap {
public:
    /// `titled`: with the metric's name above. `tracks`: with room for sliders beside the cells.
    HeatMap(const HeatTable& table, QRectF frame, bool titled, bool tracks);

    QRectF plot() const { return m_plot; }
    QRectF cell(HeatPlace place) const;
    /// The cell at a position; the names of a row or column mean the cell of `current` in it.
    std::optional<HeatPlace> hit(QPointF position, HeatPlace current) const;
    double rowCentre(int row) const;
    double columnCentre(int column) const;
    QRectF rowTrack() const;    ///< left of the cells, for the layer slider
    QRectF columnTrack() const; ///< under the cells, for the epoch slider

    void paint(QPainter& painter, HeatPlace current, HeatPlace pointed = {}) const;

private:
    void layOut(QRectF frame, bool titled, bool tracks);
    std::vector<chart::Tick> legendTicks() const;
    void paintCell(QPainter& painter, HeatPlace place) const;
    void paintValue(QPainter& painter, HeatPlace place) const;
    void paintNames(QPainter& painter, HeatPlace current) const;
    void paintEpochs(QPainter& painter, HeatPlace current) const;
    void paintLegend(QPainter& painter) const;

    const HeatTable& m_table;
    QRectF m_frame;
    QRectF m_plot;
    QRectF m_legend;
    double m_trackWidth = 0;
    double m_nameWidth = 0;
    bool m_titled = false;
};

} // namespace leafscope
