// SPDX-License-Identifier: MIT
// Computing the frames of a series that are wanted.
#include "app/work/series_work.hpp"
#include "core/base/error.hpp"

#include <QPointer>

#include <algorithm>
#include <utility>

namespace leafscope {

bool SeriesWork::isMissing(int epoch) const
{
    const auto plan = m_plans.find(epoch);
    if (plan == m_plans.end())
        return false;
    const Frame& frame = m_session.frame(epoch);
    const auto& dimension = frame.recipe(Fact::Dimension);
    return !fits(epoch) || !frame.dimension || !dimension ||
           dimension->hash() != plan->second.dimension.hash();
}

void SeriesWork::append(std::vector<int>& wanted, int epoch) const
{
    const auto add = [&](int e) {
        const bool there = std::find(wanted.begin(), wanted.end(), e) != wanted.end();
        if (!there && !m_declined.count(e) && isMissing(e) &&
            m_session.frame(e).state.readiness != Readiness::Failed)
            wanted.push_back(e);
    };
    if (m_plans.empty() || !isMissing(epoch))
        return;
    if (m_alignment == QLatin1String("procrustes"))
        for (const auto& [earlier, plan] : m_plans)
            if (earlier < epoch && !fits(earlier))
                add(earlier);
    if (m_alignment == QLatin1String("basis") && !fits(m_plans.rbegin()->first))
        add(m_plans.rbegin()->first);
    add(epoch);
}

std::vector<int> SeriesWork::wantedNow() const
{
    std::vector<int> wanted;
    append(wanted, m_session.epoch());
    for (const int epoch : m_ahead)
        append(wanted, epoch);
    return wanted;
}

void SeriesWork::reconsider()
{
    if (m_quiet || m_plans.empty())
        return;
    const std::vector<int> wanted = wantedNow();
    if (m_all && m_order) {
        // It computes everything anyway; what is looked at comes first.
        for (auto epoch = wanted.rbegin(); epoch != wanted.rend(); ++epoch)
            m_order->promote(*epoch);
        return;
    }
    const std::vector<int> before = m_order ? m_order->unfinished() : std::vector<int>();
    if (!before.empty() && std::find(wanted.begin(), wanted.end(), before[0]) != wanted.end()) {
        m_order->replace(wanted);
        std::vector<int> dropped;
        for (const int epoch : before)
            if (std::find(wanted.begin(), wanted.end(), epoch) == wanted.end())
                dropped.push_back(epoch);
        setEmpty(dropped, {});
        return;
    }
    stop();
    if (!wanted.empty())
        m_settle.start();
}

void SeriesWork::request(int epoch)
{
    m_declined.erase(epoch);
    m_session.setEpoch(epoch);
    if (m_session.frame(epoch).state.readiness == Readiness::Failed)
        setEmpty({epoch}, {});
    reconsider();
}

void SeriesWork::prefetch(const std::vector<int>& epochs)
{
    if (epochs == m_ahead)
        return;
    m_ahead = epochs;
    reconsider();
}

void SeriesWork::computeAll()
{
    m_declined.clear();
    std::vector<int> failed;
    for (const auto& [epoch, plan] : m_plans)
        if (m_session.frame(epoch).state.readiness == Readiness::Failed)
            failed.push_back(epoch);
    setEmpty(failed, {});
    std::vector<int> missing;
    append(missing, m_session.epoch());
    for (const auto& [epoch, plan] : m_plans)
        append(missing, epoch);
    stop();
    if (!missing.empty())
        start(missing, true);
}

namespace {

/// What the worker does, with what it tells the window's thread.
struct FrameJob {
    std::shared_ptr<FrameOrder> order;
    std::map<int, FramePlan> plans;
    ArtifactStore store;
    std::function<void(int)> begun;
    std::function<void(int, const Frame&)> ready;
    std::function<void(int, const QString&)> broken;

    /// Runs on a worker.
    void run(const Progress& progress) const
    {
        while (const auto next = order->take()) {
            const int epoch = next->epoch;
            const Progress part =
                progress.span(next->from, next->to, "epoch " + std::to_string(epoch));
            begun(epoch);
            try {
                computeFrame(plans.at(epoch), store, part,
                             [&](const Frame& frame) { ready(epoch, frame); });
            } catch (const Cancelled&) {
                throw;
            } catch (const std::exception& e) {
                // One broken checkpoint does not keep the others from being seen.
                order->fail(epoch, e.what());
                broken(epoch, QString::fromUtf8(e.what()));
            }
        }
    }
};

} // namespace

void SeriesWork::start(const std::vector<int>& epochs, bool all)
{
    m_all = all;
    m_order = std::make_shared<FrameOrder>(epochs);
    // The queue outlives its workers; this object may not.
    const auto post = [tasks = &m_tasks, self = QPointer<SeriesWork>(this),
                       generation = m_generation](std::function<void(SeriesWork&)> then) {
        QMetaObject::invokeMethod(
            tasks,
            [self, generation, then = std::move(then)] {
                if (self && self->m_generation == generation)
                    then(*self);
            },
            Qt::QueuedConnection);
    };
    FrameJob job{m_order, m_plans, m_store(), {}, {}, {}};
    job.begun = [post](int epoch) { post([epoch](SeriesWork& self) { self.begin(epoch); }); };
    job.ready = [post](int epoch, const Frame& frame) {
        post([epoch, frame](SeriesWork& self) { self.keep(epoch, frame); });
    };
    job.broken = [post](int epoch, const QString& message) {
        post([epoch, message](SeriesWork& self) { self.keepFailure(epoch, message); });
    };
    const QString title = epochs.size() == 1 ? tr("Epoch %1").arg(epochs.front())
                                             : tr("%1 epochs").arg(epochs.size());
    m_quiet = true;
    for (const int epoch : epochs)
        if (epoch != m_session.shownEpoch() && !fits(epoch))
            m_session.setFrameState(epoch, {Readiness::Busy, tr("Epoch %1 is waiting").arg(epoch)});
    m_quiet = false;
    m_task = m_tasks.start(
        title, TaskWeight::Heavy,
        [this, job](const Progress& progress) -> TaskQueue::Apply {
            job.run(progress);
            return [this, order = job.order] { ended(order, {}, false); };
        },
        [this, order = m_order](const QString& message) { ended(order, message, true); });
}

void SeriesWork::begin(int epoch)
{
    if (epoch != m_session.shownEpoch() && !fits(epoch))
        m_session.setFrameState(epoch, {Readiness::Busy, tr("Computing epoch %1").arg(epoch)});
}

void SeriesWork::keepFailure(int epoch, const QString& message)
{
    if (fits(epoch) || epoch == m_session.shownEpoch())
        m_declined.insert(epoch); // it can be shown; only a part of it is missing
    else
        m_session.setFrameState(epoch, {Readiness::Failed, message});
}

void SeriesWork::keep(int epoch, const Frame& part)
{
    Frame frame = m_session.frame(epoch);
    const auto hashOf = [](const Frame& f) {
        return f.embedding ? f.embedding->hash : std::string();
    };
    if (hashOf(frame) != hashOf(part)) {
        frame = part;
    } else {
        for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension})
            if (part.has(fact))
                frame.recipe(fact) = part.recipe(fact);
        frame.layout = part.layout;
        if (part.dimension)
            frame.dimension = part.dimension;
    }
    m_session.setFrame(epoch, std::move(frame));
}

void SeriesWork::stop()
{
    m_settle.stop();
    m_all = false;
    if (!m_order)
        return;
    const auto order = std::exchange(m_order, nullptr);
    m_tasks.cancel(m_task);
    m_dropped.insert(m_task);
    setEmpty(order->unfinished(), {});
}

void SeriesWork::ended(const std::shared_ptr<FrameOrder>& order, const QString& message,
                       bool cancelled)
{
    if (order != m_order)
        return; // stopped for something else
    m_order.reset();
    if (!m_all && !cancelled)
        m_dropped.insert(m_task); // going through epochs shall not fill the list of tasks
    m_all = false;
    if (cancelled) {
        const std::vector<int> left = order->unfinished();
        m_declined.insert(left.begin(), left.end());
        setEmpty(left, tr("Cancelled. Click its column in the timeline to compute it."));
        if (!message.isEmpty())
            Q_EMIT failed(tr("Compute epochs"), message);
    }
    if (const auto failures = order->failures(); !failures.empty()) {
        const QString first = QString::fromStdString(failures[0].message);
        Q_EMIT failed(tr("Epoch %1").arg(failures[0].epoch),
                      failures.size() == 1 ? first
                                           : tr("%1 epochs could not be computed; the first:\n%2")
                                                 .arg(failures.size())
                                                 .arg(first));
    }
    reconsider();
}

void SeriesWork::setEmpty(const std::vector<int>& epochs, const QString& message)
{
    const bool before = std::exchange(m_quiet, true);
    for (const int epoch : epochs)
        if (const Readiness now = m_session.frame(epoch).state.readiness;
            now == Readiness::Busy || now == Readiness::Failed)
            m_session.setFrameState(epoch, {Readiness::Empty, message});
    m_quiet = before;
}

} // namespace leafscope
