// SPDX-License-Identifier: MIT
// The collapse of a training that is running, in the window: it grows with every checkpoint, and is
// computed as a result that is kept once the training is finished.
#pragma once

#include "app/tasks/task_queue.hpp"
#include "core/collapse/collapse_run.hpp"
#include "core/session/artifacts.hpp"
#include "views/session/session.hpp"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>

namespace leafscope {

/// Lives on the window's thread.
class CollapseFollow : public QObject {
    Q_OBJECT

public:
    CollapseFollow(Session& session, TaskQueue& tasks, QObject* parent);

    /// Follows the training in `folder`; one that was followed before is let go. `data`: what it is
    /// trained on, "": what its recipe says.
    void start(const QString& folder, const QString& data = {});
    bool isRunning() const { return m_task >= 0; }
    /// Lets go of the training in this folder, if it is the one that is followed.
    void stop(const QString& folder);

private Q_SLOTS:
    void collect();

private:
    struct Seen;
    void stop();
    void show(std::shared_ptr<const CollapseRun> run);
    TaskQueue::Apply follow(const std::string& folder, const std::string& data,
                            const std::shared_ptr<Seen>& seen, const Progress& progress);

    Session& m_session;
    TaskQueue& m_tasks;
    std::shared_ptr<Seen> m_seen; ///< of the training that is followed
    QString m_folder;
    int m_task = -1;
};

/// That of a workbench.
CollapseFollow& followOf(const QObject& workbench);

} // namespace leafscope
