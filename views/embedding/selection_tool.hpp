// SPDX-License-Identifier: MIT
// The lasso and the box while they are drawn: their line, their count, their look. No widget.
#pragma once

#include "views/scene/screen_region.hpp"
#include "views/session/sample_set.hpp"

#include <QPointF>
#include <QSize>
#include <QString>

#include <vector>

class QPainter;

namespace leafscope {

/// What a drag with the left button does in the 3-D view.
enum class SelectionTool { Orbit, Lasso, Box };

class RegionDrawing {
public:
    void start(SelectionTool tool, QPointF at, Combine how);
    /// The lasso keeps points at least 1.5 px apart, the box its far corner.
    void moveTo(QPointF at);
    void stop() { m_line.clear(); }
    bool isActive() const { return !m_line.empty(); }

    Combine how() const { return m_how; }
    /// Closed by a straight line back to the start.
    ScreenRegion region() const;
    void setCount(qint64 count) { m_count = count; } ///< samples inside, -1 while not counted
    /// The outline in the accent, softly filled, and beside the cursor how many samples it holds
    /// and what will become of them.
    void paint(QPainter& painter, QSize view) const;
    /// "Add 214 samples".
    QString text() const;

private:
    SelectionTool m_tool = SelectionTool::Lasso;
    Combine m_how = Combine::Replace;
    std::vector<QPointF> m_line; ///< empty: nothing is being drawn; a box has two opposite corners
    qint64 m_count = -1;
};

} // namespace leafscope
