// SPDX-License-Identifier: MIT
// The drawing of the charts and matrices of a study.
#pragma once

#include "views/chart/canvas.hpp"
#include "views/study/study_page.hpp"

#include <functional>

namespace leafscope {

/// Says whether a click can go to a point of an axis.
using Reachable = std::function<bool(const StudyAxis& axis, int point)>;

class StudyCanvas : public chart::Canvas {
    Q_OBJECT

public:
    explicit StudyCanvas(QWidget* parent);

    /// A list is not drawn here.
    void setPage(StudyPage page);
    const StudyPage& page() const { return m_page; }
    /// The point of the axis where the person is, -1 for none.
    void setCursorPoint(int point);
    void setReachable(Reachable reachable);
    QRectF cellRect(int cell) const; ///< of a matrix, in this widget

Q_SIGNALS:
    void pageStepRequested(int step);

protected:
    std::vector<chart::Chart> panels(QRectF frame, int pointed) const override;
    void draw(QPainter& painter, QRectF frame, int pointed) const override;
    int pointAt(QPointF position) const override;
    chart::Card cardOf(int point) const override;
    bool leadsSomewhere(int point) const override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    const ChartPage* charts() const { return std::get_if<ChartPage>(&m_page.content); }
    const GridPage* grid() const { return std::get_if<GridPage>(&m_page.content); }

    StudyPage m_page;
    int m_cursor = -1;
    Reachable m_reachable;
};

} // namespace leafscope
