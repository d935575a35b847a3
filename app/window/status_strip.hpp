// SPDX-License-Identifier: MIT
// The strip below the views: sample under the cursor, counts, running work.
#pragma once

#include "app/tasks/task_queue.hpp"
#include "views/session/session.hpp"

#include <QObject>

class QLabel;
class QStatusBar;

namespace leafscope {

class StatusStrip : public QObject {
    Q_OBJECT

public:
    /// Belongs to `bar`; session and tasks must outlive it.
    StatusStrip(const Session& session, const TaskQueue& tasks, QStatusBar& bar);

private:
    void refresh();

    const Session& m_session;
    const TaskQueue& m_tasks;
    QLabel* m_hover;
    QLabel* m_counts;
    QLabel* m_work;
};

} // namespace leafscope
