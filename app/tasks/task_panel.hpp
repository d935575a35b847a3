// SPDX-License-Identifier: MIT
// The list of background work: name, stage, bar, time left, cancel; errors stay until dismissed.
#pragma once

#include "app/tasks/task_queue.hpp"

#include <QWidget>

#include <map>

class QLabel;
class QVBoxLayout;

namespace leafscope {

class TaskRow;

class TaskPanel : public QWidget {
    Q_OBJECT

public:
    explicit TaskPanel(TaskQueue& queue, QWidget* parent = nullptr);

private:
    void refresh();

    TaskQueue& m_queue;
    QVBoxLayout* m_rows;
    QLabel* m_empty;
    std::map<int, TaskRow*> m_rowOf;
};

} // namespace leafscope
