// SPDX-License-Identifier: MIT
// The parts of the view and the way from a sample to what is shown.
#include "views/neighborhood/neighborhood_view.hpp"

#include "core/base/error.hpp"
#include "views/neighborhood/neighborhood_bar.hpp"
#include "views/neighborhood/neighborhood_scene.hpp"
#include "views/neighborhood/rule_page.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

constexpr int kWatchInterval = 200;

/// What a piece of work found, or why it found nothing.
template <typename Value>
struct Outcome {
    std::shared_ptr<const Value> value;
    QString problem;
};

template <typename Value, typename Find>
Outcome<Value> attempt(Find find)
{
    Outcome<Value> outcome;
    try {
        outcome.value = find();
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception& error) {
        outcome.problem = QString::fromUtf8(error.what());
    }
    return outcome;
}

} // namespace

NeighborhoodView::NeighborhoodView(Session& session, QWidget* parent)
    : View(session, parent)
    , m_load(*this)
    , m_search(*this)
    , m_solve(*this)
    , m_curveTask(*this)
{
    m_bar = new NeighborhoodBar(this);
    m_scene = new VtkWidget(this);
    m_overlay = new OverlayWidget(this, [this](QPainter& painter) {
        paintOverlay(painter, m_overlay->size(), m_scene->camera(), true);
    });
    m_panel = new NeighborhoodPanel(this);
    m_strip = new NeighborStrip(this);
    m_rule = new RulePage(this);
    m_drawn = std::make_unique<NeighborhoodScene>(m_scene->renderer());
    setFocusProxy(m_scene);
    setMinimumSize(480, 320);
    setAccessibleName(tr("Neighbourhood of a sample"));
    m_scene->setAccessibleName(tr("Neighbourhood in three dimensions"));
    m_scene->setBackground(style::tokens().surface);
    m_watch.setInterval(kWatchInterval);
    connect(&m_watch, &QTimer::timeout, m_overlay, qOverload<>(&QWidget::update));
    m_sample = session.current();
    m_source = source();
    connectSession();
    connectParts();
    refreshParts();
}

NeighborhoodView::~NeighborhoodView()
{
    // The children go after our own members; what they say on their way out finds nobody.
    for (QObject* child : {static_cast<QObject*>(m_scene), static_cast<QObject*>(m_strip)})
        disconnect(child, nullptr, this, nullptr);
}

void NeighborhoodView::connectSession()
{
    for (const auto signal : {&Session::embeddingChanged, &Session::layerChanged,
                              &Session::layoutChanged, &Session::dataChanged})
        connect(&session(), signal, this, &NeighborhoodView::refresh);
    connect(&session(), &Session::selectionChanged, this, &NeighborhoodView::followSelection);
    connect(&session(), &Session::highlightChanged, this, &NeighborhoodView::followHighlight);
    connect(&session(), &Session::stateChanged, this, [this](Fact changed) {
        if (changed == Fact::Embedding || changed == Fact::Layout)
            describe();
    });
}

LayerSource NeighborhoodView::source() const
{
    LayerSource source;
    source.embedding = session().embedding();
    source.layer = session().layer().toStdString();
    source.kernel = m_settings.kernel;
    for (const Fact made : {Fact::Layout, Fact::Dimension, Fact::Neighbors})
        if (!source.madeFrom)
            source.madeFrom = session().recipe(made);
    return source;
}

// Another embedding, layer or kernel: the old picture stays until the new one is there.
void NeighborhoodView::refresh()
{
    const LayerSource wanted = source();
    if (!(wanted == m_source)) {
        m_source = wanted;
        for (LatestTask* task : {&m_load, &m_search, &m_solve, &m_curveTask})
            task->cancel();
        m_points.reset();
        m_home.reset();
        m_picked.reset();
        m_moved.reset();
        m_problem.clear();
        m_focus = -1;
    }
    advance();
}

void NeighborhoodView::advance()
{
    const bool known = m_source.embedding && !m_source.layer.empty();
    if (!known || session().rowOf(m_sample) < 0) {
        for (LatestTask* task : {&m_search, &m_solve, &m_curveTask})
            task->cancel();
        return clearShown();
    }
    // What nobody sees is not read.
    if (isVisible() && m_settings.page == NeighborhoodPage::Scene && m_problem.isEmpty()) {
        if (!m_points)
            load();
        else if (!m_picked || m_picked->question.row != session().rowOf(m_sample))
            search();
    }
    describe();
}

void NeighborhoodView::load()
{
    if (m_load.isBusy())
        return;
    m_watch.start();
    const bool images = !session().data();
    m_load.start([this, wanted = m_source, images](const Progress& progress) -> LatestTask::Apply {
        auto read = attempt<NnkPoints>([&] { return readLayerPoints(wanted, progress); });
        auto found = images && read.value ? readLayerSamples(wanted, progress) : nullptr;
        return [this, read = std::move(read), found = std::move(found)] {
            m_watch.stop();
            m_points = read.value;
            m_samples = found;
            m_problem = read.problem;
            advance();
        };
    });
}

PickQuestion NeighborhoodView::questionFor(bool moved) const
{
    PickQuestion question;
    question.row = session().rowOf(m_sample);
    question.most = kMost;
    // Own coordinates are the same for all samples: the camera stays where it is.
    if (m_drawnIn && m_drawnIn->exact && m_points && m_drawnIn->origin.size() == m_points->dim() &&
        m_home && m_home->frame == m_drawnIn)
        question.frame = m_drawnIn;
    if (moved && m_home && m_moved) {
        question.frame = m_home->frame;
        question.moved = m_home->frame->origin + m_home->frame->axes * *m_moved;
    }
    return question;
}

void NeighborhoodView::search()
{
    const bool moved = m_moved && m_home && m_home->question.row == session().rowOf(m_sample);
    m_search.start([this, points = m_points,
                    question = questionFor(moved)](const Progress& progress) -> LatestTask::Apply {
        auto picked = attempt<Picked>([&] { return pickNeighborhood(points, question, progress); });
        return [this, picked = std::move(picked)] {
            if (picked.value)
                return adopt(picked.value);
            m_problem = picked.problem;
            describe();
        };
    });
    describe();
}

void NeighborhoodView::adopt(const std::shared_ptr<const Picked>& picked)
{
    if (picked->question.row != session().rowOf(m_sample))
        return; // of a sample that was left meanwhile
    m_picked = picked;
    if (!picked->isMoved()) {
        m_home = picked;
        m_curves.reset();
    }
    solve();
    if (m_moved && !picked->isMoved())
        search(); // its place is known in the frame that is there now
}

void NeighborhoodView::solve()
{
    if (!m_picked || !m_source.embedding)
        return;
    using Both = std::pair<std::shared_ptr<const Reading>, std::shared_ptr<const Reading>>;
    const auto work = [this, picked = m_picked, home = m_home, settings = m_settings,
                       embedding = m_source.embedding](const Progress& p) -> LatestTask::Apply {
        auto both = attempt<Both>([&] {
            auto now = readNeighborhood(picked, settings, *embedding, p);
            return std::make_shared<const Both>(
                now, picked->isMoved() ? readNeighborhood(home, settings, *embedding, p) : now);
        });
        return [this, both = std::move(both)] {
            m_problem = both.problem;
            if (both.value)
                display(both.value->first, both.value->second);
            else
                describe();
        };
    };
    m_solve.start(work);
    m_curveTask.start([this, picked = m_picked,
                       settings = m_settings](const Progress& progress) -> LatestTask::Apply {
        auto curves = attempt<Curves>([&] { return readCurves(picked, settings, progress); });
        return [this, curves = std::move(curves)] {
            m_curves = curves.value;
            m_panel->setContent(panelContent());
            describe();
        };
    });
}

void NeighborhoodView::display(std::shared_ptr<const Reading> reading,
                               std::shared_ptr<const Reading> home)
{
    m_reading = std::move(reading);
    m_homeReading = std::move(home);
    if (m_wantedFocus >= 0) {
        for (const Member& member : m_reading->members)
            if (member.sample == m_wantedFocus)
                m_focus = member.place;
        m_wantedFocus = -1;
    }
    if (!m_reading->member(m_focus))
        m_focus = -1;
    m_hovered = -1;
    m_hoveredRow = -1;
    refreshParts();
    Q_EMIT readingChanged();
}

void NeighborhoodView::clearShown()
{
    const bool was = m_reading != nullptr;
    m_reading.reset();
    m_homeReading.reset();
    m_curves.reset();
    m_picked.reset();
    m_home.reset();
    m_moved.reset();
    m_focus = -1;
    refreshParts();
    if (was)
        Q_EMIT readingChanged();
}

bool NeighborhoodView::isBusy() const
{
    return m_load.isBusy() || m_search.isBusy() || m_solve.isBusy() || m_curveTask.isBusy();
}

void NeighborhoodView::setSettings(const NeighborhoodSettings& settings)
{
    const KernelKind before = m_settings.kernel;
    const bool page = settings.page != m_settings.page;
    m_settings = settings;
    m_rule->setKernel(settings.kernel);
    if (page)
        arrange();
    if (settings.kernel != before)
        return refresh();
    if (m_picked)
        solve();
    else
        advance();
    refreshParts();
}

void NeighborhoodView::pick(qint64 sample)
{
    if (sample == m_sample && !m_moved)
        return;
    m_sample = sample;
    m_moved.reset();
    m_focus = -1;
    if (m_points)
        m_problem.clear(); // of the sample before
    advance();
    if (m_points && m_home && m_home->question.row == session().rowOf(sample) && m_picked != m_home)
        adopt(m_home);
}

void NeighborhoodView::moveTo(const Vec3& place)
{
    if (!m_home || !m_points || !place.allFinite())
        return;
    m_moved = place;
    m_problem.clear();
    search();
}

void NeighborhoodView::returnHome()
{
    if (!m_moved)
        return;
    m_moved.reset();
    m_problem.clear();
    m_search.cancel();
    if (m_home)
        adopt(m_home);
}

void NeighborhoodView::followSelection()
{
    if (session().current() >= 0)
        pick(session().current());
}

void NeighborhoodView::followHighlight()
{
    if (m_settings.follows && !m_highlighting && isVisible() && session().highlighted() >= 0 &&
        session().rowOf(session().highlighted()) >= 0)
        pick(session().highlighted());
}

void NeighborhoodView::showEvent(QShowEvent* event)
{
    View::showEvent(event);
    advance();
}

// A layer that nobody waits for is not read on; what is known stays.
void NeighborhoodView::hideEvent(QHideEvent* event)
{
    View::hideEvent(event);
    m_load.cancel();
    m_watch.stop();
}

void NeighborhoodView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (m_drawn && (style::isLookChange(*event) || event->type() == QEvent::FontChange)) {
        m_scene->setBackground(style::tokens().surface);
        refreshParts();
    }
}

} // namespace leafscope
