// SPDX-License-Identifier: MIT
// The drawing of the trace view: the panels, and the read-out under the mouse.
#pragma once

#include "views/chart/chart.hpp"
#include "views/trace/trace_data.hpp"

#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace leafscope {

/// What the panels show.
struct TraceContent {
    std::shared_ptr<const LeafTrace> trace;
    TraceOptions options;
    int epoch = -1;   ///< the one that the person is at; marked if it was measured
    int pointed = -1; ///< place under the mouse
};

/// The panels laid out in a rectangle: below each other where there is height, else side by side.
/// None without a trace.
std::vector<chart::Chart> tracePanels(const TraceContent& content, QRectF frame);

class TraceCanvas : public QWidget {
    Q_OBJECT

public:
    explicit TraceCanvas(QWidget* parent);

    void setTrace(std::shared_ptr<const LeafTrace> trace);
    void setOptions(const TraceOptions& options);
    void setEpoch(int epoch);
    /// Says which epochs a click can go to.
    void setReachable(std::function<bool(int epoch)> reachable);
    /// Draws without the read-out.
    void render(QPainter& painter, QSizeF size) const;
    int pointed() const { return m_content.pointed; }
    /// Centre of the mark of the median in this widget.
    QPointF markOf(int place) const;
    /// What the read-out says; empty if nothing is pointed at.
    chart::Card card() const;

    QSize sizeHint() const override { return {560, 260}; }
    QSize minimumSizeHint() const override { return {200, 104}; }

Q_SIGNALS:
    void epochClicked(int epoch);
    void stepRequested(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int placeAt(QPointF position) const;
    void point(int place, QPointF position);
    bool canGo(int place) const;

    TraceContent m_content;
    std::function<bool(int)> m_reachable;
    bool m_showFocus = false;
    QPointF m_mouse;
};

} // namespace leafscope
