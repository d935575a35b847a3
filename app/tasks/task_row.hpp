// SPDX-License-Identifier: MIT
// One task of the task panel.
#pragma once

#include "app/tasks/task_queue.hpp"

#include <QColor>
#include <QWidget>

class QLabel;
class QToolButton;

namespace leafscope {

class TaskBar;

class TaskRow : public QWidget {
    Q_OBJECT

public:
    explicit TaskRow(QWidget* parent = nullptr);
    void show(const TaskInfo& task);

Q_SIGNALS:
    void cancelRequested();
    void dismissRequested();

private:
    QLabel* m_name;
    QLabel* m_detail;
    TaskBar* m_bar;
    QToolButton* m_button;
    QColor m_iconColour;
    bool m_over = false;
};

/// "neighbours of conv2 - 0:12 left", "done in 0:03", the first line of an error.
QString taskDetail(const TaskInfo& task);

} // namespace leafscope
