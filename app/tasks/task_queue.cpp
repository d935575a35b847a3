// SPDX-License-Identifier: MIT
#include "app/tasks/task_queue.hpp"

#include "app/tasks/thread_priority.hpp"
#include "core/base/error.hpp"

#include <algorithm>
#include <atomic>
#include <new>
#include <utility>

namespace leafscope {

struct TaskQueue::Task {
    TaskInfo info;
    TaskWeight weight = TaskWeight::Light;
    Progress progress;
    Fail fail;
    QElapsedTimer clock;
    std::shared_ptr<std::atomic<bool>> begun = std::make_shared<std::atomic<bool>>(false);
};

namespace {

constexpr int kPollMilliseconds = 250;

bool isOver(TaskState state)
{
    return state != TaskState::Waiting && state != TaskState::Running;
}

} // namespace

TaskQueue::TaskQueue(QObject* parent)
    : QObject(parent)
{
    m_heavy.pool.setMaxThreadCount(1);
    m_light.pool.setMaxThreadCount(2);
    m_glances.pool.setMaxThreadCount(2);
    // LibTorch keeps per-thread state that is costly to build: keep the workers.
    m_heavy.pool.setExpiryTimeout(-1);
    m_light.pool.setExpiryTimeout(-1);
    m_poll.setInterval(kPollMilliseconds);
    connect(&m_poll, &QTimer::timeout, this, &TaskQueue::poll);
}

TaskQueue::~TaskQueue()
{
    for (const auto& task : m_tasks)
        task->progress.cancel();
    m_heavy.pool.waitForDone();
    m_light.pool.waitForDone();
    m_glances.pool.waitForDone();
}

TaskQueue::Crew& TaskQueue::crewFor(TaskWeight weight)
{
    switch (weight) {
    case TaskWeight::Glance:
        return m_glances;
    case TaskWeight::Light:
        return m_light;
    case TaskWeight::Heavy:
        break;
    }
    return m_heavy;
}

TaskQueue::Outcome TaskQueue::outcomeOf(int id, const Work& work, const Progress& progress)
{
    Outcome outcome;
    outcome.id = id;
    try {
        progress.checkpoint();
        outcome.apply = work(progress);
    } catch (const Cancelled&) {
        outcome.state = TaskState::Cancelled;
    } catch (const std::bad_alloc&) {
        outcome.state = TaskState::Failed;
        outcome.error = tr("Out of memory. Take fewer samples or fewer layers.");
    } catch (const std::exception& e) {
        outcome.state = TaskState::Failed;
        outcome.error = QString::fromUtf8(e.what());
    }
    return outcome;
}

int TaskQueue::start(const QString& name, TaskWeight weight, Work work, Fail fail)
{
    auto task = std::make_unique<Task>();
    const int id = m_nextId++;
    task->info.id = id;
    task->info.name = name;
    task->weight = weight;
    task->fail = std::move(fail);
    const Progress progress = task->progress;
    const auto begun = task->begun;
    m_tasks.push_back(std::move(task));
    Crew& crew = crewFor(weight);
    crew.waiting.put([this, id, progress, begun, work = std::move(work)] {
        *begun = true;
        stepBack();
        m_done.put(outcomeOf(id, work, progress));
        // The queue outlives its workers (the destructor waits), so `this` is valid.
        QMetaObject::invokeMethod(this, "collect", Qt::QueuedConnection);
    });
    crew.pool.start([&crew] {
        if (const auto run = crew.waiting.take())
            (*run)();
    });
    if (weight != TaskWeight::Glance) {
        m_poll.start();
        Q_EMIT changed();
    }
    return id;
}

void TaskQueue::collect()
{
    if (const auto outcome = m_done.take())
        finish(*outcome);
}

void TaskQueue::finish(const Outcome& outcome)
{
    const auto& [id, state, apply, error] = outcome;
    Task* task = find(id);
    if (!task)
        return;
    const bool glance = task->weight == TaskWeight::Glance;
    if (!glance)
        poll();
    task->info.state = state;
    task->info.error = error;
    task->info.remaining = -1;
    if (state == TaskState::Done)
        task->info.fraction = 1;
    if (task->clock.isValid())
        task->info.seconds = double(task->clock.elapsed()) / 1000;
    const Fail fail = task->fail; // what runs below may start tasks and move the list
    if (glance)
        dismiss(id);
    else
        Q_EMIT changed();
    try {
        if (state == TaskState::Done && apply)
            apply();
        else if (state != TaskState::Done && fail)
            fail(error);
    } catch (const std::exception& e) {
        // A result that the window cannot take, such as a session with views of another version.
        const QString message = QString::fromUtf8(e.what());
        if (Task* failed = find(id)) {
            failed->info.state = TaskState::Failed;
            failed->info.error = message;
            Q_EMIT changed();
        }
        if (state == TaskState::Done && fail)
            fail(message);
    }
    Q_EMIT finished(id);
}

TaskQueue::Task* TaskQueue::find(int id)
{
    const auto found = std::find_if(m_tasks.begin(), m_tasks.end(),
                                    [id](const auto& task) { return task->info.id == id; });
    return found == m_tasks.end() ? nullptr : found->get();
}

void TaskQueue::poll()
{
    bool running = false;
    for (const auto& task : m_tasks) {
        TaskInfo& info = task->info;
        if (isOver(info.state) || task->weight == TaskWeight::Glance)
            continue;
        running = true;
        if (!*task->begun)
            continue;
        if (info.state == TaskState::Waiting) {
            info.state = TaskState::Running;
            task->clock.start();
        }
        const ProgressSnapshot now = task->progress.snapshot();
        info.fraction = now.fraction;
        info.stage = QString::fromStdString(now.stage);
        info.notes.clear();
        for (const std::string& note : now.notes)
            info.notes << QString::fromStdString(note);
        info.seconds = double(task->clock.elapsed()) / 1000;
        // Early fractions predict badly; say nothing before a second or two percent.
        info.remaining = info.fraction > 0.02 && info.seconds > 1
                             ? info.seconds * (1 - info.fraction) / info.fraction
                             : -1;
    }
    if (!running)
        m_poll.stop();
    Q_EMIT changed();
}

void TaskQueue::cancel(int id)
{
    if (const Task* task = find(id))
        task->progress.cancel();
}

void TaskQueue::cancelAll()
{
    for (const auto& task : m_tasks)
        task->progress.cancel();
}

void TaskQueue::dismiss(int id)
{
    const auto gone = std::stable_partition(m_tasks.begin(), m_tasks.end(), [id](const auto& task) {
        return task->info.id != id || !isOver(task->info.state);
    });
    const bool listed = std::any_of(
        gone, m_tasks.end(), [](const auto& task) { return task->weight != TaskWeight::Glance; });
    m_tasks.erase(gone, m_tasks.end());
    if (listed)
        Q_EMIT changed();
}

std::vector<TaskInfo> TaskQueue::tasks() const
{
    std::vector<TaskInfo> all;
    for (const auto& task : m_tasks)
        if (task->weight != TaskWeight::Glance)
            all.push_back(task->info);
    return all;
}

bool TaskQueue::isIdle() const
{
    return std::all_of(m_tasks.begin(), m_tasks.end(), [](const auto& task) {
        return task->weight == TaskWeight::Glance || isOver(task->info.state);
    });
}

QString durationText(double seconds)
{
    const int s = int(seconds + 0.5);
    if (s >= 3600)
        return QStringLiteral("%1:%2:%3")
            .arg(s / 3600)
            .arg(s / 60 % 60, 2, 10, QLatin1Char('0'))
            .arg(s % 60, 2, 10, QLatin1Char('0'));
    return QStringLiteral("%1:%2").arg(s / 60).arg(s % 60, 2, 10, QLatin1Char('0'));
}

} // namespace leafscope
