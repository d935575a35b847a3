// SPDX-License-Identifier: MIT
// Finding a series and planning its frames. What computes them stands in series_compute.cpp.
#include "app/work/series_work.hpp"

#include "core/base/error.hpp"

#include <QFileInfo>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

double layoutBytes(const Frame& frame)
{
    double bytes = 0;
    if (frame.layout)
        for (const LayerLayout& layer : frame.layout->layers)
            bytes += 4.0 * double(layer.coordinates.size());
    return bytes;
}

bool isMadeBy(const std::optional<Recipe>& recipe, const Recipe& plan)
{
    return recipe && recipe->hash() == plan.hash();
}

/// Without what was made otherwise than planned.
Frame fitting(Frame frame, const FramePlan& plan)
{
    if (!isMadeBy(frame.recipe(Fact::Layout), plan.layout)) {
        frame.layout.reset();
        frame.recipe(Fact::Layout).reset();
    }
    if (!isMadeBy(frame.recipe(Fact::Dimension), plan.dimension)) {
        frame.dimension.reset();
        frame.recipe(Fact::Dimension).reset();
    }
    if (!frame.layout && !frame.dimension)
        return {};
    return frame;
}

} // namespace

SeriesWork::SeriesWork(Session& session, TaskQueue& tasks, std::function<ArtifactStore()> store,
                       QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_tasks(tasks)
    , m_store(std::move(store))
{
    m_follow.setSingleShot(true);
    m_follow.setInterval(0);
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMilliseconds);
    connect(&m_follow, &QTimer::timeout, this, &SeriesWork::follow);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        if (const std::vector<int> wanted = wantedNow(); !wanted.empty() && !m_order)
            start(wanted, false);
    });
    connectSession();
}

SeriesWork& seriesOf(const QObject& workbench)
{
    auto* series = workbench.findChild<SeriesWork*>(QString(), Qt::FindDirectChildrenOnly);
    EXPECTS(series != nullptr, workbench.metaObject()->className());
    return *series;
}

void SeriesWork::connectSession()
{
    // A fact comes before its recipe: look when both are there.
    const auto later = [this] { m_follow.start(); };
    for (const auto signal : {&Session::embeddingChanged, &Session::layoutChanged,
                              &Session::dimensionChanged, &Session::seriesChanged})
        connect(&m_session, signal, this, later);
    connect(&m_session, &Session::stateChanged, this, later);
    connect(&m_session, &Session::seriesChanged, this, [this] {
        if (m_session.series().empty()) {
            stop();
            m_plans.clear();
            m_key.clear();
            m_common = {};
            ++m_generation;
        }
    });
    connect(&m_session, &Session::epochChanged, this, [this] {
        m_declined.erase(m_session.epoch());
        reconsider();
    });
    connect(&m_session, &Session::frameWanted, this, &SeriesWork::reconsider);
    connect(&m_tasks, &TaskQueue::finished, this, [this](int id) {
        if (m_dropped.erase(id))
            m_tasks.dismiss(id);
    });
}

void SeriesWork::look(const QString& model)
{
    lookFor(
        model, [model] { return checkpointsAround(model.toStdString()); },
        tr("The open model stands alone.\nOpen one from a folder of numbered checkpoints to follow "
           "its training."));
}

void SeriesWork::lookAtEmbedding(const QString& spec)
{
    lookFor(
        spec, [spec] { return embeddingsAround(spec.toStdString()); },
        tr("The open embedding stands alone.\nOpen a folder of numbered embeddings to go through "
           "their epochs."));
}

void SeriesWork::lookFor(const QString& what, const std::function<std::vector<SeriesEntry>()>& find,
                         const QString& alone)
{
    m_found.clear();
    const int ticket = ++m_lookTicket;
    const auto id = std::make_shared<int>(0);
    *id = m_tasks.start(
        tr("Look for a series around %1").arg(QFileInfo(what).fileName()), TaskWeight::Light,
        [this, find, alone, ticket, id](const Progress&) -> TaskQueue::Apply {
            const std::vector<SeriesEntry> found = find();
            return [this, found, alone, ticket, id] {
                m_tasks.dismiss(*id);
                if (ticket != m_lookTicket)
                    return;
                m_found = found;
                Q_EMIT hintChanged(found.empty()
                                       ? alone
                                       : tr("A series of %1, epochs %2 to %3.\nIt is shown here as "
                                            "soon as one of them is embedded.")
                                             .arg(found.size())
                                             .arg(found.front().epoch)
                                             .arg(found.back().epoch));
                m_follow.start();
            };
        },
        [this, id, ticket](const QString& message) {
            m_tasks.dismiss(*id);
            if (ticket == m_lookTicket && !message.isEmpty()) // what was opened is open and well
                Q_EMIT hintChanged(message);
        });
}

void SeriesWork::abandon()
{
    stop();
    ++m_generation;
    m_key.clear();
    m_common = {};
    m_plans.clear();
}

void SeriesWork::close()
{
    abandon();
    m_session.setSeries({}, -1);
}

QString SeriesWork::shownModel() const
{
    for (const SeriesEntry& entry : m_session.series())
        if (entry.epoch == m_session.shownEpoch())
            return entry.model;
    return {};
}

void SeriesWork::follow()
{
    for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension})
        if (m_session.state(fact).readiness == Readiness::Busy &&
            m_session.epoch() == m_session.shownEpoch())
            return; // another state follows
    if (m_session.series().empty()) {
        adopt();
        return;
    }
    if (m_session.shownEpoch() < 0)
        return;
    // Who steps on before anything is planned waits for the plan.
    if (m_session.shownEpoch() != m_session.epoch() && !m_key.empty())
        return;
    const Frame& shown = m_session.frame(m_session.shownEpoch());
    FrameTemplate now = FrameTemplate::of(shown);
    if (!shown.dimension) // it may still come, and is not made otherwise for that
        now.dimension = m_common.dimension;
    if (shown.layout && now.key() != m_key)
        plan(now);
}

int SeriesWork::shownAmongFound() const
{
    const auto specOf = [](const std::optional<Recipe>& recipe, const char* role) {
        if (!recipe)
            return QString();
        const auto input = recipe->inputs.find(role);
        return input == recipe->inputs.end() ? QString()
                                             : QString::fromStdString(input->second.spec);
    };
    const QString embedding = specOf(m_session.recipe(Fact::Layout), "embedding");
    const QString model = QString::fromStdString(
        fs::path(specOf(m_session.recipe(Fact::Embedding), "model").toStdString())
            .lexically_normal()
            .string());
    for (const SeriesEntry& entry : m_found)
        if ((!entry.model.isEmpty() && entry.model == model) ||
            (!entry.embedding.isEmpty() && entry.embedding == embedding))
            return entry.epoch;
    return -1;
}

void SeriesWork::adopt()
{
    const int epoch = m_session.embedding() && m_session.layout() ? shownAmongFound() : -1;
    if (epoch < 0)
        return;
    m_quiet = true; // the plan comes first
    m_session.setSeries(m_found, epoch);
    m_quiet = false;
    const QString alignment = alignmentOf(m_session.frame(epoch));
    if (alignment != m_alignment) {
        m_alignment = alignment;
        Q_EMIT alignmentChanged(m_alignment);
    }
    m_follow.start();
}

void SeriesWork::plan(const FrameTemplate& common)
{
    stop();
    const int generation = ++m_generation;
    const int shownEpoch = m_session.shownEpoch();
    const Frame shown = m_session.frame(shownEpoch);
    m_common = common;
    m_key = common.key();
    m_plans.clear();
    const auto id = std::make_shared<int>(0);
    *id = m_tasks.start(
        tr("Look which epochs are there"), TaskWeight::Light,
        [=, this, series = m_session.series(), alignment = m_alignment.toStdString(),
         store = m_store()](const Progress& progress) -> TaskQueue::Apply {
            Listing listing;
            listing.plans = planFrames(series, common, alignment, shownEpoch, shown, progress);
            double bytes = 0;
            for (const auto& [epoch, plan] : listing.plans) {
                progress.checkpoint();
                Frame frame = storedFrame(plan, store);
                bytes += layoutBytes(frame);
                if (bytes > kMostLayoutBytes)
                    frame.layout.reset();
                listing.frames.emplace(epoch, std::move(frame));
            }
            return [this, generation, id, listing = std::move(listing)] {
                m_tasks.dismiss(*id);
                if (generation == m_generation)
                    takeOver(listing);
            };
        },
        [this, generation](const QString& message) {
            if (generation == m_generation && !message.isEmpty())
                Q_EMIT failed(tr("Look which epochs are there"), message);
        });
}

void SeriesWork::takeOver(Listing listing)
{
    m_plans = std::move(listing.plans);
    m_quiet = true;
    for (auto& [epoch, stored] : listing.frames) {
        if (epoch == m_session.shownEpoch()) // until its new layout is there
            continue;
        const Frame before = m_session.frame(epoch);
        Frame now = fitting(before, m_plans.at(epoch));
        if (stored.layout || stored.dimension) {
            // What is there already stays the same value.
            if (now.layout && stored.layout)
                stored.layout = now.layout;
            if (now.dimension && stored.dimension)
                stored.dimension = now.dimension;
            stored.neighbors = now.neighbors;
            stored.recipe(Fact::Neighbors) = now.recipe(Fact::Neighbors);
            stored.graph = now.graph;
            stored.recipe(Fact::Graph) = now.recipe(Fact::Graph);
            now = std::move(stored);
        }
        if (now.layout != before.layout || now.dimension != before.dimension ||
            before.state.readiness == Readiness::Failed)
            m_session.setFrame(epoch, std::move(now));
    }
    m_quiet = false;
    reconsider();
}

bool SeriesWork::fits(int epoch) const
{
    const auto plan = m_plans.find(epoch);
    const Frame& frame = m_session.frame(epoch);
    return plan != m_plans.end() && frame.layout &&
           isMadeBy(frame.recipe(Fact::Layout), plan->second.layout);
}

void SeriesWork::setAlignment(const QString& alignment)
{
    if (alignment == m_alignment || !seriesAlignments().contains(alignment))
        return;
    m_alignment = alignment;
    Q_EMIT alignmentChanged(alignment);
    if (!m_key.empty() && m_session.shownEpoch() >= 0)
        plan(FrameTemplate(m_common));
}

} // namespace leafscope
