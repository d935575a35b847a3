// SPDX-License-Identifier: MIT
// The same place of several walks beside each other: straight line against leaf, kernel, simplex.
#pragma once

#include "views/walk/walk_show.hpp"

#include <QWidget>

namespace leafscope {

void paintWalkImages(QPainter& painter, const QRectF& box, const WalkShow& show);
/// The walk under a point; -1 for none.
int walkImageAt(const QRectF& box, const WalkShow& show, QPointF position);

class WalkImages : public QWidget {
    Q_OBJECT

public:
    explicit WalkImages(QWidget* parent);
    void setShow(const WalkShow& show);

Q_SIGNALS:
    void walkChosen(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    WalkShow m_show;
};

} // namespace leafscope
