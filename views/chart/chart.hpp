// SPDX-License-Identifier: MIT
// A small chart: what it shows as a value, and the painter that draws it on any paint device, so
// that the window, PNG and SVG come from the same code.
#pragma once

#include "views/chart/scale.hpp"

#include <QColor>
#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace leafscope::chart {

/// A line over x. A y that is NaN is a gap; a point between two gaps is still marked.
struct Series {
    QString name; ///< written at the end of the line
    QColor colour;
    double width = 2;
    bool markers = true;
    bool dashed = false;
    bool backdrop = false; ///< a thin line behind the others, without any mark
    double bar = 0; ///< width in x of bars from zero to y, drawn instead of the line; 0: a line
    std::vector<double> x; ///< as long as y
    std::vector<double> y;
    std::vector<double> low; ///< uncertainty band; empty, or as long as y with NaN where unknown
    std::vector<double> high;
};

/// How the labels of the x axis stand.
enum class XLabels {
    Auto, ///< flat where they fit; words are slanted where they do not and the plot stays high
          ///< enough
    Flat, ///< as many as fit
    Slanted,
    Hidden ///< in a panel whose axis is labelled by the one below
};

/// A stretch of the x axis with a name of its own, drawn as a bracket under the axis.
struct Group {
    double from = 0;
    double to = 0;
    QString label;
};

struct Figure {
    QString title; ///< of the y axis with its unit, drawn above the plot
    Range x;
    std::vector<Tick> xTicks; ///< every candidate; those that fit are drawn, slanted if need be
    QString xTitle;
    std::vector<Group> groups;
    QString groupTitle;
    XLabels xLabels = XLabels::Auto;
    Range y;
    bool logarithmic = false;
    std::vector<Series> series; ///< the main one last: on top, and ringed at the cursor
    int cursor = -1;            ///< index of the chosen point: a vertical line and a ring
    int pointed = -1;           ///< index of the point under the mouse
    double gutter = 0;          ///< least room left of the plot, to align panels
    double margin = 0;          ///< least room right of the plot
};

/// Lines with a name to write at their end.
std::size_t namedCount(const Figure& figure);

/// A figure laid out in a rectangle.
class Chart {
public:
    Chart(Figure figure, QRectF frame);

    void paint(QPainter& painter) const;

    QRectF plot() const { return m_plot; }
    bool slanted() const { return m_slanted; }
    const Scale& xScale() const { return m_x; }
    const Scale& yScale() const { return m_y; }
    /// Index into x of the first series of the point that is meant by a position: the nearest x,
    /// and among points of the same x the nearest y. -1 if there is none.
    int nearest(QPointF position) const;
    const Figure& figure() const { return m_figure; }

    /// The room that labels left of the plot need.
    static double gutterOf(const Figure& figure, double height);
    /// The room that the series' names right of the plot need.
    static double marginOf(const Figure& figure);

private:
    void layOut();
    double layOutXLabels(double titleHeight);
    void paintGrid(QPainter& painter) const;
    void paintXAxis(QPainter& painter) const;
    void paintGroups(QPainter& painter, double top) const;
    void paintCursors(QPainter& painter) const;
    void paintBand(QPainter& painter, const Series& series) const;
    void paintLine(QPainter& painter, const Series& series) const;
    void paintBars(QPainter& painter, const Series& series) const;
    void paintMarkers(QPainter& painter, const Series& series) const;
    void paintEndLabels(QPainter& painter) const;
    std::vector<Tick> yTicks() const;
    double placeOf(int point) const;
    std::size_t pointCount() const;
    bool drawable(double y) const;
    bool known(const Series& series, std::size_t i) const;
    bool bandKnown(const Series& series, std::size_t i) const;

    Figure m_figure;
    QRectF m_frame;
    QRectF m_plot;
    Scale m_x;
    Scale m_y;
    bool m_slanted = false;
    std::vector<std::size_t> m_labelled; ///< x ticks that get their label
};

} // namespace leafscope::chart
