// SPDX-License-Identifier: MIT
// A slider whose stops stand where its owner says, beside the rows or columns of a heat map.
#pragma once

#include <QSlider>

#include <vector>

namespace leafscope {

class TrackSlider : public QSlider {
    Q_OBJECT

public:
    TrackSlider(Qt::Orientation orientation, QWidget* parent);

    /// Places along the slider, in its own coordinates, one for each value from 0; `ready`: drawn
    /// full instead of hollow.
    void setStops(std::vector<double> places, std::vector<bool> ready);
    /// Without telling anyone.
    void show(int value);

    QSize sizeHint() const override { return {20, 20}; }
    QSize minimumSizeHint() const override { return {12, 12}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    QPointF at(double place) const;
    void follow(QPointF position);

    std::vector<double> m_places;
    std::vector<bool> m_ready;
};

} // namespace leafscope
