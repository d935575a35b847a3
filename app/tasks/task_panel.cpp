// SPDX-License-Identifier: MIT
#include "app/tasks/task_panel.hpp"

#include "app/tasks/task_row.hpp"
#include "views/style/theme.hpp"

#include <QLabel>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

namespace leafscope {

namespace {

constexpr int kKeepDoneMilliseconds = 8000;

} // namespace

TaskPanel::TaskPanel(TaskQueue& queue, QWidget* parent)
    : QWidget(parent)
    , m_queue(queue)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setProperty("role", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    auto* content = new QWidget(scroll);
    m_rows = new QVBoxLayout(content);
    m_rows->setContentsMargins(0, style::kSpace1, 0, style::kSpace1);
    m_rows->setSpacing(0);
    m_empty = new QLabel(tr("Nothing is running."), content);
    m_empty->setFont(style::font(style::FontRole::Caption));
    m_empty->setProperty("role", QStringLiteral("secondary"));
    m_empty->setContentsMargins(style::kSpace3, style::kSpace1, style::kSpace3, style::kSpace1);
    m_rows->addWidget(m_empty);
    m_rows->addStretch(1);
    scroll->setWidget(content);
    // The panel's own surface shows through.
    content->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    outer->addWidget(scroll);
    setAccessibleName(tr("Tasks"));
    scroll->setAccessibleName(tr("Tasks"));
    connect(&queue, &TaskQueue::changed, this, &TaskPanel::refresh);
    connect(&queue, &TaskQueue::finished, this, [this](int id) {
        // Finished work leaves by itself; a failure stays until the person has seen it.
        QTimer::singleShot(kKeepDoneMilliseconds, this, [this, id] {
            for (const TaskInfo& task : m_queue.tasks())
                if (task.id == id && task.state != TaskState::Failed) {
                    m_queue.dismiss(id);
                    return;
                }
        });
    });
}

void TaskPanel::refresh()
{
    std::map<int, TaskRow*> gone = m_rowOf;
    for (const TaskInfo& task : m_queue.tasks()) {
        if (task.state == TaskState::Waiting)
            continue; // listed when it begins
        gone.erase(task.id);
        TaskRow*& row = m_rowOf[task.id];
        if (!row) {
            row = new TaskRow(this);
            m_rows->insertWidget(m_rows->count() - 1, row);
            const int id = task.id;
            connect(row, &TaskRow::cancelRequested, this, [this, id] { m_queue.cancel(id); });
            connect(row, &TaskRow::dismissRequested, this, [this, id] { m_queue.dismiss(id); });
        }
        row->show(task);
    }
    for (const auto& [id, row] : gone) {
        m_rowOf.erase(id);
        row->deleteLater(); // the click that dismissed it may still be in its handler
    }
    m_empty->setVisible(m_rowOf.empty());
}

} // namespace leafscope
