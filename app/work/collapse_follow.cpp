// SPDX-License-Identifier: MIT
#include "app/work/collapse_follow.hpp"

#include "app/work/loading.hpp"
#include "core/base/error.hpp"
#include "core/collapse/follow.hpp"
#include "core/session/execute.hpp"

#include <QFileInfo>

#include <map>
#include <utility>

namespace leafscope {

/// What the worker saw last.
struct CollapseFollow::Seen {
    Handover<std::shared_ptr<const CollapseRun>> runs;
};

CollapseFollow::CollapseFollow(Session& session, TaskQueue& tasks, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_tasks(tasks)
{
}

CollapseFollow& followOf(const QObject& workbench)
{
    auto* follow = workbench.findChild<CollapseFollow*>(QString(), Qt::FindDirectChildrenOnly);
    EXPECTS(follow != nullptr, "a workbench follows trainings");
    return *follow;
}

void CollapseFollow::start(const QString& folder, const QString& data)
{
    stop();
    m_session.setBusy(Fact::Collapse, tr("Following %1").arg(QFileInfo(folder).fileName()));
    m_seen = std::make_shared<Seen>();
    m_folder = folder;
    m_task = m_tasks.start(
        tr("Follow %1").arg(QFileInfo(folder).fileName()), TaskWeight::Light,
        [this, folder = folder.toStdString(), data = data.toStdString(),
         seen = m_seen](const Progress& progress) { return follow(folder, data, seen, progress); },
        [this, seen = m_seen](const QString& message) {
            if (seen != m_seen) // another training is followed now
                return;
            m_task = -1;
            if (message.isEmpty())
                m_session.settle(Fact::Collapse, tr("Cancelled."));
            else
                m_session.setFailed(Fact::Collapse, message);
        });
}

void CollapseFollow::stop(const QString& folder)
{
    if (m_task >= 0 && folder == m_folder)
        stop();
}

void CollapseFollow::stop()
{
    if (m_task < 0)
        return;
    m_tasks.cancel(m_task);
    m_task = -1;
    m_seen.reset();
    m_session.settle(Fact::Collapse, tr("Cancelled."));
}

// Runs on a worker, which the queue waits for before this object goes.
TaskQueue::Apply CollapseFollow::follow(const std::string& folder, const std::string& data,
                                        const std::shared_ptr<Seen>& seen, const Progress& progress)
{
    TrainingOptions options; // a training shall not be held up much by being watched
    options.most = 3000;
    options.testLimit = 2000;
    followTraining(
        folder, data, options,
        [&](std::shared_ptr<const CollapseRun> run) {
            seen->runs.put(std::move(run));
            QMetaObject::invokeMethod(this, &CollapseFollow::collect, Qt::QueuedConnection);
        },
        progress);
    // The same once more, as a result with a recipe, which a session keeps.
    std::map<std::string, std::string> inputs{{"model", folder}};
    if (!data.empty())
        inputs["data"] = data;
    const Recipe recipe = makeRecipe(*findAnalysis("collapse"), inputs, Json::object());
    const LoadedFact loaded = loadFact(recipe, ArtifactStore(), progress);
    return [this, seen, loaded] {
        if (seen != m_seen)
            return;
        m_task = -1;
        loaded.apply(m_session);
    };
}

void CollapseFollow::collect()
{
    if (!m_seen)
        return;
    std::shared_ptr<const CollapseRun> newest;
    while (auto run = m_seen->runs.take())
        newest = std::move(*run);
    if (newest)
        show(std::move(newest));
}

void CollapseFollow::show(std::shared_ptr<const CollapseRun> run)
{
    const auto& before = m_session.collapse();
    const auto lastOf = [](const CollapseRun& r) { return r.layers.front().epochs.back().epoch; };
    // Who looks at the newest moment goes along; who looks back is left there.
    const bool isAtHead = !before || m_session.collapseTime() >= lastOf(*before->runs.front());
    const int head = lastOf(*run);
    auto runs = std::make_shared<CollapseRuns>();
    runs->runs.push_back(std::move(run));
    m_session.setCollapse(std::move(runs));
    if (isAtHead)
        m_session.setCollapseTime(head);
}

} // namespace leafscope
