// SPDX-License-Identifier: MIT
// What the widgets of charts have in common: they draw, read out the point under the mouse, say
// which point was clicked, and whereto the arrow keys go.
#pragma once

#include "views/chart/card.hpp"
#include "views/chart/chart.hpp"

#include <QPointF>
#include <QWidget>

#include <optional>
#include <vector>

namespace leafscope::chart {

/// One figure, or two over the same axis: below each other where there is height, else side by
/// side; only the first where there is no room for both. `share`: of the first, 0..1.
std::vector<Chart> arranged(Figure first, std::optional<Figure> second, QRectF frame, double share);

class Canvas : public QWidget {
    Q_OBJECT

public:
    explicit Canvas(QWidget* parent);

    /// Draws without the read-out.
    void render(QPainter& painter, QSizeF size) const;
    int pointed() const { return m_pointed; } ///< point under the mouse, -1 for none
    /// Centre of the mark of a point of the main line of the first panel, in this widget.
    QPointF markOf(int point) const;
    /// What the read-out says; empty if nothing is pointed at.
    Card card() const { return m_pointed < 0 ? Card() : cardOf(m_pointed); }

    QSize sizeHint() const override { return {560, 260}; }
    QSize minimumSizeHint() const override { return {200, 104}; }

Q_SIGNALS:
    /// One that leads somewhere.
    void pointClicked(int point);
    /// Along the axis; very many steps for Home and End.
    void stepRequested(int step);

protected:
    /// The panels in a rectangle with a point marked; none if there is nothing to draw.
    virtual std::vector<Chart> panels(QRectF frame, int pointed) const = 0;
    virtual void draw(QPainter& painter, QRectF frame, int pointed) const;
    /// -1 for none.
    virtual int pointAt(QPointF position) const;
    virtual Card cardOf(int point) const = 0;
    virtual bool leadsSomewhere(int point) const = 0;
    /// What is drawn is something else now.
    void forgetPointed();

    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void point(int point, QPointF position);

    int m_pointed = -1;
    bool m_showFocus = false;
    QPointF m_mouse;
};

} // namespace leafscope::chart
