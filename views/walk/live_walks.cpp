// SPDX-License-Identifier: MIT
#include "views/walk/live_walks.hpp"

#include "core/leaf/leaf_parameters.hpp"
#include "views/walk/walk_worker.hpp"

#include <QPointer>

#include <algorithm>
#include <mutex>

namespace leafscope {

namespace {

/// Where the worker leaves what it has; the window's thread takes the newest of each walk.
struct Desk {
    std::mutex mutex;
    QObject* receiver = nullptr; ///< null: nobody waits any more
    std::map<int, std::shared_ptr<const WalkTrack>> newest;
};

} // namespace

LiveWalks::LiveWalks(Session& session, QObject* parent)
    : QObject(parent)
    , m_session(session)
{
    auto desk = std::make_shared<Desk>();
    desk->receiver = this;
    connect(this, &QObject::destroyed, [desk] {
        const std::scoped_lock lock(desk->mutex);
        desk->receiver = nullptr;
    });
    m_worker = std::make_shared<WalkWorker>([this, desk](std::shared_ptr<const WalkTrack> track) {
        const std::scoped_lock lock(desk->mutex);
        if (!desk->receiver)
            return;
        const bool isAsked = !desk->newest.empty();
        desk->newest[track->id] = std::move(track);
        if (isAsked)
            return; // the call that is on its way takes this along
        QMetaObject::invokeMethod(
            desk->receiver,
            [this, desk] {
                std::map<int, std::shared_ptr<const WalkTrack>> newest;
                {
                    const std::scoped_lock inner(desk->mutex);
                    newest.swap(desk->newest);
                }
                for (auto& [id, now] : newest)
                    m_session.setWalk(std::move(now));
            },
            Qt::QueuedConnection);
    });
    connect(&m_session, &Session::walksChanged, this, &LiveWalks::forgetMissing);
}

LiveWalks::~LiveWalks()
{
    m_worker->close();
}

std::shared_ptr<const WalkTrack> LiveWalks::track(int id) const
{
    const WalkTracks& walks = m_session.walks();
    const auto found =
        std::find_if(walks.begin(), walks.end(), [id](const auto& walk) { return walk->id == id; });
    return found == walks.end() ? nullptr : *found;
}

int LiveWalks::begin(const WalkRequest& request)
{
    auto track = std::make_shared<WalkTrack>();
    track->id = ++m_last;
    track->parameters = completeParameters(leafWalkAnalysis(), request.parameters);
    track->seed = request.seed;
    track->model = request.model;
    track->name = request.modelName;
    m_known.insert(track->id);
    WalkTracks walks = m_session.walks();
    walks.push_back(track);
    m_session.setWalks(std::move(walks));
    m_worker->begin(track, m_session.data());
    return track->id;
}

void LiveWalks::guide(int id, const VectorD& chartPoint)
{
    if (track(id))
        m_worker->guide(id, chartPoint);
}

void LiveWalks::forgetMissing()
{
    std::erase_if(m_known, [this](int id) {
        const bool isGone = track(id) == nullptr;
        if (isGone)
            m_worker->forget(id);
        return isGone;
    });
}

void LiveWalks::remove(int id)
{
    WalkTracks walks = m_session.walks();
    std::erase_if(walks, [id](const auto& walk) { return walk->id == id; });
    m_session.setWalks(std::move(walks));
}

void LiveWalks::removeAll()
{
    m_session.setWalks({});
}

bool LiveWalks::isBusy() const
{
    const WalkTracks& walks = m_session.walks();
    return std::any_of(walks.begin(), walks.end(),
                       [](const auto& walk) { return walk->isRunning; });
}

} // namespace leafscope
