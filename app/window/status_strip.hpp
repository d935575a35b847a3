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

    /// "autosaved 10:42": `time` is that of the last write, "10:42:07".
    void showAutosaved(const QString& time);

private:
    void refresh();

    const Session& m_session;
    const TaskQueue& m_tasks;
    QLabel* m_hover;
    QLabel* m_counts;
    QLabel* m_work;
    QLabel* m_saved;
};

} // namespace leafscope
