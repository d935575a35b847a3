// SPDX-License-Identifier: MIT
// Background work of the window: computations run on worker threads, their results come back as
// closures that run on the window's thread.
//
// Threads: all members are called on the window's thread. At most one heavy task runs at a time and
// may use all compute threads (that is the budget); light tasks (opening files) run beside it, and
// so do glances (what is this file, draw this thumbnail), which are too short to be listed.
#pragma once

#include "app/tasks/handover.hpp"
#include "core/base/progress.hpp"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace leafscope {

enum class TaskState { Waiting, Running, Done, Failed, Cancelled };
/// A glance is no work that a person waits for: it is not among tasks() and leaves the queue idle.
enum class TaskWeight { Glance, Light, Heavy };

/// What the panel shows of a task.
struct TaskInfo {
    int id = 0;
    QString name;
    TaskState state = TaskState::Waiting;
    QString stage;
    double fraction = 0;
    double seconds = 0;    ///< since it began to run
    double remaining = -1; ///< estimate; negative while unknown
    QString error;         ///< Failed: the whole message
    QStringList notes;
};

class TaskQueue : public QObject {
    Q_OBJECT

public:
    /// Runs on the window's thread when the work is done.
    using Apply = std::function<void()>;
    /// Runs on a worker; returns what to do with the result on the window's thread.
    using Work = std::function<Apply(const Progress&)>;
    /// Runs on the window's thread when the work failed (message) or was cancelled (empty message).
    using Fail = std::function<void(const QString&)>;

    explicit TaskQueue(QObject* parent = nullptr);
    /// Cancels everything and waits for the workers, which poll often.
    ~TaskQueue() override;

    int start(const QString& name, TaskWeight weight, Work work, Fail fail = {});
    void cancel(int id);
    void cancelAll();
    /// Takes a finished task off the list.
    void dismiss(int id);
    std::vector<TaskInfo> tasks() const; ///< oldest first
    bool isIdle() const;

Q_SIGNALS:
    void changed(); ///< tasks() differs; at most four times a second for progress
    void finished(int id);

private Q_SLOTS:
    /// Takes what one worker has done.
    void collect();

private:
    struct Task;
    /// Workers, and the work that waits for them.
    struct Crew {
        Handover<std::function<void()>> waiting;
        QThreadPool pool;
    };
    struct Outcome {
        int id = 0;
        TaskState state = TaskState::Done;
        Apply apply;
        QString error;
    };
    static Outcome outcomeOf(int id, const Work& work, const Progress& progress);
    void finish(const Outcome& outcome);
    Task* find(int id);
    void poll();
    Crew& crewFor(TaskWeight weight);

    std::vector<std::unique_ptr<Task>> m_tasks;
    Handover<Outcome> m_done;
    Crew m_heavy;
    Crew m_light;
    Crew m_glances;
    QTimer m_poll;
    int m_nextId = 1;
};

/// "0:12", "1:02:05".
QString durationText(double seconds);

} // namespace leafscope
