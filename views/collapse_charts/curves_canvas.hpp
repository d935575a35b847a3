// SPDX-License-Identifier: MIT
// The drawing of the curves: small multiples or one chart, with the moment that is shown, the start
// of the terminal phase, and the read-out. A click or a drag chooses the moment.
#pragma once

#include "views/chart/canvas.hpp"
#include "views/collapse_charts/curve_page.hpp"

#include <QString>

namespace leafscope::collapse {

class CurvesCanvas : public chart::Canvas {
    Q_OBJECT

public:
    explicit CurvesCanvas(QWidget* parent);

    void setPage(CurvePage page);
    const CurvePage& page() const { return m_page; }
    void setMoment(double epoch);
    /// The panels as they lie in this widget.
    std::vector<chart::Chart> charts() const { return panels(QRectF(rect()), -1); }

Q_SIGNALS:
    /// While it is clicked or dragged: a measured epoch where one is near.
    void momentChosen(double epoch);
    /// The mouse was released at a measured epoch.
    void epochChosen(int epoch);
    void pageStepRequested(int step);

protected:
    std::vector<chart::Chart> panels(QRectF frame, int pointed) const override;
    void draw(QPainter& painter, QRectF frame, int pointed) const override;
    int pointAt(QPointF position) const override;
    chart::Card cardOf(int point) const override;
    bool leadsSomewhere(int point) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int panelAt(QPointF position) const; ///< -1 for none
    double momentAt(QPointF position, bool measured) const;
    void paintKey(QPainter& painter, QRectF frame) const;
    void paintMissing(QPainter& painter, const chart::Chart& chart, const QString& text) const;
    void paintTerminal(QPainter& painter, const chart::Chart& chart, bool label) const;
    void paintMoment(QPainter& painter, const chart::Chart& chart) const;
    void paintPointed(QPainter& painter, const chart::Chart& chart, std::size_t panel,
                      int pointed) const;

    CurvePage m_page;
    double m_moment = 0;
    int m_panel = 0;      ///< under the mouse
    int m_dragged = -1;   ///< panel that is being dragged in, -1 for none
    double m_chosen = -1; ///< moment that was chosen last with the mouse
    QPointF m_pressed;
};

} // namespace leafscope::collapse
