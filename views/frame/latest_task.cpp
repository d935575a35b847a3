// SPDX-License-Identifier: MIT
#include "views/frame/latest_task.hpp"

#include "core/base/error.hpp"

#include <QThreadPool>

#include <mutex>
#include <utility>

namespace leafscope {

struct LatestTask::Desk {
    std::mutex mutex;
    QObject* receiver = nullptr; ///< null once the task is gone
};

LatestTask::LatestTask(QObject& receiver)
    : m_desk(std::make_shared<Desk>())
{
    m_desk->receiver = &receiver;
}

LatestTask::~LatestTask()
{
    m_progress.cancel();
    const std::scoped_lock lock(m_desk->mutex);
    m_desk->receiver = nullptr;
}

void LatestTask::start(Work work)
{
    if (m_running)
        m_next = std::move(work);
    else
        launch(std::move(work));
}

void LatestTask::cancel()
{
    m_progress.cancel();
    m_next = nullptr;
    m_running = false;
    ++m_number; // what runs finds nobody
}

void LatestTask::launch(Work work)
{
    m_progress = Progress();
    m_running = true;
    const std::size_t number = ++m_number;
    QThreadPool::globalInstance()->start(
        [this, desk = m_desk, number, work = std::move(work), progress = m_progress] {
            Apply apply;
            try {
                apply = work(progress);
            } catch (const Cancelled&) {
            }
            // Under the lock the receiver cannot go away before the call is in its queue.
            const std::scoped_lock lock(desk->mutex);
            if (!desk->receiver)
                return;
            QMetaObject::invokeMethod(
                desk->receiver,
                [this, desk, number, apply = std::move(apply)] {
                    if (desk->receiver) // of this thread, which alone deletes the task
                        finished(number, apply);
                },
                Qt::QueuedConnection);
        });
}

void LatestTask::finished(std::size_t number, const Apply& apply)
{
    if (number != m_number)
        return;
    m_running = false;
    if (Work next = std::exchange(m_next, nullptr))
        launch(std::move(next));
    if (apply)
        apply();
}

} // namespace leafscope
