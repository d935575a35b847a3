// SPDX-License-Identifier: MIT
#include "views/walk/walk_worker.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/embedding/network_parameters.hpp"
#include "core/leaf/leaf_parameters.hpp"
#include "core/session/execute.hpp"

#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

constexpr std::size_t kMostModels = 4;     ///< that stay loaded
constexpr Index kAnySteps = 1'000'000'000; ///< towards a point until another one is chosen

} // namespace

struct WalkWorker::Model {
    Model(const WalkTrack& track, std::shared_ptr<const Dataset> of)
        : data(std::move(of))
        , map(Network::load(track.model.toStdString()), *data,
              track.parameters.at("normalize").get<std::string>(), precisionOf(track.parameters))
    {
    }
    std::shared_ptr<const Dataset> data;
    NetworkMap map;
};

struct WalkWorker::Steered {
    WalkTrack track;
    std::shared_ptr<Model> model;
    WalkPlan plan;
    Walker walker;
    std::vector<GuidePoint> said; ///< with the steps that were taken
};

WalkWorker::WalkWorker(Deliver deliver)
    : m_deliver(std::move(deliver))
{
}

void WalkWorker::begin(std::shared_ptr<const WalkTrack> track, std::shared_ptr<const Dataset> data)
{
    push({track->id, false, false,
          [this, track, data](const Progress& progress) { take(*track, data, progress); }});
}

void WalkWorker::guide(int id, const VectorD& point)
{
    {
        const std::scoped_lock lock(m_mutex);
        const bool isAsked = m_points.count(id) > 0;
        m_points[id] = point;
        if (isAsked)
            return; // its job takes the newest point
        if (m_isRunning && m_currentId == id && m_currentIsSteering)
            m_current.cancel(); // the point it walks to is not wanted any more
    }
    push({id, false, true, [this, id](const Progress& progress) { steer(id, progress); }});
}

void WalkWorker::forget(int id)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_points.erase(id);
        std::erase_if(m_jobs, [id](const Job& job) { return job.id == id; });
        m_forgotten.insert(id);
        if (m_isRunning && m_currentId == id)
            m_current.cancel();
    }
    push({id, false, false, [this, id](const Progress&) { m_steered.erase(id); }});
}

void WalkWorker::close()
{
    const std::scoped_lock lock(m_mutex);
    m_isClosed = true;
    m_jobs.clear();
    m_current.cancel();
}

void WalkWorker::push(Job job)
{
    const std::scoped_lock lock(m_mutex);
    if (m_isClosed)
        return;
    if (!job.isCheck) { // before the checks, one of which may have to stop
        const auto firstCheck = std::find_if(m_jobs.begin(), m_jobs.end(),
                                             [](const Job& other) { return other.isCheck; });
        m_jobs.insert(firstCheck, std::move(job));
        if (m_isRunning && m_currentIsCheck)
            m_current.cancel();
    } else {
        m_jobs.push_back(std::move(job));
    }
    if (std::exchange(m_isRunning, true))
        return;
    QThreadPool::globalInstance()->start([self = shared_from_this()] { self->work(); });
}

bool WalkWorker::takeJob(Job& job, Progress& progress)
{
    const std::scoped_lock lock(m_mutex);
    if (m_jobs.empty() || m_isClosed) {
        m_isRunning = false;
        return false;
    }
    job = std::move(m_jobs.front());
    m_jobs.pop_front();
    m_current = progress = Progress();
    m_currentId = job.id;
    m_currentIsCheck = job.isCheck;
    m_currentIsSteering = job.isSteering;
    return true;
}

void WalkWorker::work()
{
    const SerialBlas serial; // products of ten rows: threads would only wait for each other
    Job job;
    Progress progress;
    while (takeJob(job, progress)) {
        try {
            job.run(progress);
        } catch (const Cancelled&) {
            const std::scoped_lock lock(m_mutex);
            if (job.isCheck && !m_isClosed && !m_forgotten.count(job.id))
                m_jobs.push_back(job);    // once more when nothing else is to be done
        } catch (const std::exception&) { // no memory even to tell of it: the walk stands as it is
        }
    }
}

std::shared_ptr<WalkWorker::Model> WalkWorker::model(const WalkTrack& track,
                                                     std::shared_ptr<const Dataset> data)
{
    const QString key = track.model + '\n' +
                        QString::fromStdString(track.parameters.at("normalize").dump() +
                                               track.parameters.at("precision").dump());
    if (const auto known = m_models.find(key);
        known != m_models.end() && known->second->data == data)
        return known->second;
    if (m_models.size() >= kMostModels)
        m_models.clear();
    return m_models[key] = std::make_shared<Model>(track, std::move(data));
}

bool WalkWorker::isDue() const
{
    return std::chrono::steady_clock::now() - m_told >=
           std::chrono::milliseconds(1000 / LiveWalks::kBatchesPerSecond);
}

void WalkWorker::tell(WalkTrack& track, const Walk& walk, bool last)
{
    if (!last && !isDue())
        return;
    m_told = std::chrono::steady_clock::now();
    if (!track.chart)
        track.chart = std::make_shared<const LeafChart>(walk.chart);
    for (std::size_t i = track.places.size(); i < walk.path.size(); ++i)
        track.places.push_back(std::make_shared<const WalkStep>(walk.path[i]));
    m_deliver(std::make_shared<const WalkTrack>(track));
}

void WalkWorker::take(WalkTrack track, std::shared_ptr<const Dataset> data,
                      const Progress& progress)
{
    try {
        // Also the recipe's hashes are made here: they read the model and the data.
        track.recipe = makeRecipe(leafWalkAnalysis(),
                                  {{"model", track.model.toStdString()}, {"data", data->spec}},
                                  track.parameters, track.seed);
        const auto own = model(track, data);
        WalkPlan plan = planWalk(track.parameters, track.seed, own->map, *data, progress);
        if (plan.to)
            track.target = std::make_shared<const VectorD>(*plan.to);
        Walk start; // so much is known of the pictures before the walk is
        start.path.emplace_back();
        start.path.back().x = plan.from;
        track.facts = walkFacts(start, plan, own->map, *data);
        Walk walk;
        if (plan.options.kind == WalkKind::Guided) {
            Walker walker(own->map, plan.from, plan.to, plan.options);
            while (walker.advance()) {
                progress.checkpoint();
                tell(track, walker.walk(), false);
            }
            walk = walker.walk();
            std::vector<GuidePoint> said = plan.options.via;
            m_steered[track.id] = std::make_shared<Steered>(
                Steered{track, own, plan, std::move(walker), std::move(said)});
        } else {
            walk = takePlannedWalk(plan, own->map, progress, [&](const Walk& now) {
                progress.checkpoint();
                tell(track, now, false);
            });
        }
        track.facts = walkFacts(walk, plan, own->map, *data);
        track.numbers = walkSummary(walk, plan, own->map);
        track.isRunning = false;
        tell(track, walk, true);
        if (const auto steered = m_steered.find(track.id); steered != m_steered.end())
            steered->second->track = track;
        else if (track.parameters.at("trust").get<bool>())
            push({track.id, true, false, [this, track, plan, own](const Progress& inner) {
                      check(track, plan, own, inner);
                  }});
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception& problem) {
        track.error = QString::fromUtf8(problem.what());
        track.isRunning = false;
        m_deliver(std::make_shared<const WalkTrack>(std::move(track)));
    }
}

void WalkWorker::steer(int id, const Progress& progress)
{
    VectorD point;
    {
        const std::scoped_lock lock(m_mutex);
        const auto asked = m_points.find(id);
        if (asked == m_points.end())
            return;
        point = asked->second;
        m_points.erase(asked);
    }
    const auto found = m_steered.find(id);
    if (found == m_steered.end())
        return;
    Steered& walk = *found->second;
    // A point has as many coordinates as the chart.
    const Index known = walk.walker.walk().chart.dimensions();
    point.conservativeResize(std::min(point.size(), known));
    const auto describe = [&](bool isRunning) {
        walk.track.parameters["via"] = guideText(walk.said);
        walk.track.recipe->parameters["via"] = walk.track.parameters["via"];
        walk.track.isRunning = isRunning;
        walk.track.numbers = walkSummary(walk.walker.walk(), walk.plan, walk.model->map);
        tell(walk.track, walk.walker.walk(), !isRunning);
    };
    walk.track.error.clear();
    try {
        walk.walker.guide({point, kAnySteps});
        walk.said.push_back({point, 0});
        while (!progress.cancelled() && walk.walker.advance()) {
            ++walk.said.back().steps;
            if (isDue())
                describe(true);
        }
    } catch (const std::exception& problem) {
        walk.track.error = QString::fromUtf8(problem.what());
    }
    describe(false);
}

void WalkWorker::check(WalkTrack track, const WalkPlan& plan, std::shared_ptr<Model> own,
                       const Progress& progress)
{
    Walk walk;
    for (const auto& place : track.places)
        walk.path.push_back(*place);
    try {
        track.numbers["trust"] = walkTrust(walk, plan, own->map, progress);
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception& problem) { // the walk itself stands
        track.numbers["trust"] = {{"problem", problem.what()}};
    }
    m_deliver(std::make_shared<const WalkTrack>(std::move(track)));
}

} // namespace leafscope
