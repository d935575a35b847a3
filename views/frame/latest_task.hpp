// SPDX-License-Identifier: MIT
// Work beside the window of which only the newest matters: what follows a slider or the cursor.
#pragma once

#include "core/base/progress.hpp"

#include <QObject>

#include <cstddef>
#include <functional>
#include <memory>

namespace leafscope {

/// Runs one piece of work at a time on the global thread pool. A piece that is started meanwhile
/// waits, and takes the place of one that waits already; the running one is finished and shown, so
/// that a picture goes on while a slider moves. Deleting it cancels and does not wait.
class LatestTask {
public:
    using Apply = std::function<void()>; ///< on the receiver's thread; none: nothing to show
    /// On a worker. Cancelled is caught; every other error is the work's own to put into Apply.
    using Work = std::function<Apply(const Progress&)>;

    explicit LatestTask(QObject& receiver);
    ~LatestTask();
    LatestTask(const LatestTask&) = delete;
    LatestTask& operator=(const LatestTask&) = delete;

    void start(Work work);
    /// What runs and what waits is forgotten.
    void cancel();
    bool isBusy() const { return m_running || m_next; }
    /// Of what runs.
    const Progress& progress() const { return m_progress; }

private:
    /// Shared with the worker, which may outlive the task and the receiver.
    struct Desk;
    void launch(Work work);
    void finished(std::size_t number, const Apply& apply);

    std::shared_ptr<Desk> m_desk;
    Work m_next;
    Progress m_progress;
    std::size_t m_number = 0; ///< of what runs
    bool m_running = false;
};

} // namespace leafscope
