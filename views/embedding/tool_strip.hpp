// SPDX-License-Identifier: MIT
// Small buttons above the scene: orbit, lasso, box, and the edges of the graph.
#pragma once

#include "views/embedding/selection_tool.hpp"

#include <QWidget>

#include <array>

class QToolButton;

namespace leafscope {

class ToolStrip : public QWidget {
    Q_OBJECT

public:
    explicit ToolStrip(QWidget* parent);
    void setTool(SelectionTool tool);
    /// `text`: which edges are drawn, or why none can be.
    void setEdges(bool available, bool shown, const QString& text);

Q_SIGNALS:
    void chosen(leafscope::SelectionTool tool);
    void edgesWanted(); ///< the next kind of edges

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void tint();
    std::array<QToolButton*, 3> m_buttons{};
    QToolButton* m_edges = nullptr;
};

} // namespace leafscope
