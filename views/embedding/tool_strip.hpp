// SPDX-License-Identifier: MIT
// Three small buttons above the scene: orbit, lasso, box.
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

Q_SIGNALS:
    void chosen(leafscope::SelectionTool tool);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void tint();
    std::array<QToolButton*, 3> m_buttons{};
};

} // namespace leafscope
