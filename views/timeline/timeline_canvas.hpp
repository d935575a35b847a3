// SPDX-License-Identifier: MIT
// The heat map as a widget, with a slider beside its rows and one under its columns.
#pragma once

#include "views/timeline/heat_map.hpp"

#include <QWidget>

namespace leafscope {

class TrackSlider;

class TimelineCanvas : public QWidget {
    Q_OBJECT

public:
    explicit TimelineCanvas(QWidget* parent);

    void setTable(HeatTable table, HeatPlace current);
    void setCurrent(HeatPlace current);
    const HeatTable& table() const { return m_table; }
    HeatPlace pointed() const { return m_pointed; }
    /// Centre of a cell in this widget.
    QPointF centreOf(HeatPlace place) const;
    /// The picture alone, without sliders and read-out.
    void render(QPainter& painter, QSizeF size) const;

    QSize sizeHint() const override { return {560, 220}; }
    QSize minimumSizeHint() const override { return {200, 84}; }

Q_SIGNALS:
    void cellChosen(leafscope::HeatPlace place);
    void layerStepped(int step);
    void epochStepped(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    HeatMap map() const;
    void placeSliders();
    void point(HeatPlace place, QPointF position);
    void describe();

    HeatTable m_table;
    HeatPlace m_current;
    HeatPlace m_pointed;
    QPointF m_mouse;
    bool m_showFocus = false;
    TrackSlider* m_layers = nullptr;
    TrackSlider* m_epochs = nullptr;
};

} // namespace leafscope
