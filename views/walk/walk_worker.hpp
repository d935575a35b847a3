// SPDX-License-Identifier: MIT
// What LiveWalks has on the other thread: the networks, the walks that can be steered, the jobs.
#pragma once

#include "core/base/progress.hpp"
#include "core/leaf/walk_plan.hpp"
#include "views/walk/live_walks.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>

namespace leafscope {

class WalkWorker : public std::enable_shared_from_this<WalkWorker> {
public:
    /// `deliver` is called on the worker's thread with a track as far as it has come.
    using Deliver = std::function<void(std::shared_ptr<const WalkTrack>)>;

    explicit WalkWorker(Deliver deliver);
    // Any thread.
    void begin(std::shared_ptr<const WalkTrack> track, std::shared_ptr<const Dataset> data);
    void guide(int id, const VectorD& point);
    void forget(int id);
    void close();

private:
    struct Steered; ///< a guided walk that waits for its next point
    struct Model;   ///< a network as it was loaded for one data set

    struct Job {
        int id = 0;
        bool isCheck = false;
        bool isSteering = false;
        std::function<void(const Progress&)> run;
    };

    void push(Job job);
    void work();
    bool takeJob(Job& job, Progress& progress);
    std::shared_ptr<Model> model(const WalkTrack& track, std::shared_ptr<const Dataset> data);
    void take(WalkTrack track, std::shared_ptr<const Dataset> data, const Progress& progress);
    void steer(int id, const Progress& progress);
    void check(WalkTrack track, const WalkPlan& plan, std::shared_ptr<Model> model,
               const Progress& progress);
    /// Whether the window has not been told anything for a while.
    bool isDue() const;
    /// Delivers what is new, unless that was done a moment ago and the walk goes on.
    void tell(WalkTrack& track, const Walk& walk, bool last);

    Deliver m_deliver;
    mutable std::mutex m_mutex;
    std::deque<Job> m_jobs;
    std::map<int, VectorD> m_points; ///< the point that each guided walk is to turn to
    std::set<int> m_forgotten;
    Progress m_current; ///< of the job that runs
    int m_currentId = 0;
    bool m_currentIsCheck = false;
    bool m_currentIsSteering = false;
    bool m_isRunning = false;
    bool m_isClosed = false;
    // Of the worker's thread alone
    std::map<QString, std::shared_ptr<Model>> m_models;
    std::map<int, std::shared_ptr<Steered>> m_steered;
    std::chrono::steady_clock::time_point m_told;
};

} // namespace leafscope
