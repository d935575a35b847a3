// SPDX-License-Identifier: MIT
// The parts of the view and what is shown of the session's runs.
#include "views/collapse/collapse_view.hpp"

#include "core/session/execute.hpp"
#include "views/collapse/collapse_bar.hpp"
#include "views/collapse/collapse_film.hpp"
#include "views/collapse/collapse_panel.hpp"
#include "views/collapse/collapse_player.hpp"
#include "views/collapse/epoch_scrubber.hpp"
#include "views/collapse/free_bar.hpp"
#include "views/frame/message_page.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace leafscope {

namespace {

constexpr int kTurn = 200; ///< milliseconds from one pose to another
constexpr int kRest = 150;

} // namespace

CollapseView::CollapseView(Session& session, QWidget* parent)
    : View(session, parent)
{
    build();
    connectSession();
    connectParts();
    adopt();
}

CollapseView::~CollapseView()
{
    // The children go after our own members; what they say on their way out finds nobody.
    m_turning.stop();
    disconnect(m_scene, nullptr, this, nullptr);
    disconnect(m_player, nullptr, this, nullptr);
}

void CollapseView::build()
{
    m_bar = new CollapseBar(this);
    m_free = new FreeBar(this);
    connect(m_free, &FreeBar::made, this, &CollapseView::takeFree);
    m_scene = new VtkWidget(this);
    m_overlay = new OverlayWidget(this, [this](QPainter& painter) {
        paintAbove(painter, m_overlay->size(), m_scene->camera(), true);
    });
    m_panel = new CollapsePanel(this);
    m_time = new EpochScrubber(this);
    m_message = new MessagePage(this);
    m_player = new CollapsePlayer(this);
    m_film = new CollapseFilm(session(), this);
    m_film->hide(); // it is there to be exported
    m_drawn = std::make_unique<CollapseScene>(m_scene->renderer());
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    m_turning.setDuration(kTurn);
    m_turning.setStartValue(0.0);
    m_turning.setEndValue(1.0);
    m_turning.setEasingCurve(QEasingCurve::InOutQuad);
    setProperty("role", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    setFocusProxy(m_scene);
    setMinimumSize(480, 320);
    setAccessibleName(title());
    m_scene->setAccessibleName(tr("Neural collapse in three dimensions"));
    m_scene->setBackground(style::tokens().surface);
}

void CollapseView::connectSession()
{
    const Session* from = &session();
    connect(from, &Session::collapseChanged, this, &CollapseView::adopt);
    connect(from, &Session::layerChanged, this, &CollapseView::adopt);
    connect(from, &Session::collapseChoiceChanged, this, &CollapseView::followChoice);
    connect(from, &Session::collapseTimeChanged, this, &CollapseView::followTime);
    connect(from, &Session::epochChanged, this, &CollapseView::followEpoch);
    connect(from, &Session::selectionChanged, this, [this] { redraw(); });
    connect(from, &Session::highlightChanged, m_overlay, qOverload<>(&QWidget::update));
    connect(from, &Session::stateChanged, this, [this](Fact changed) {
        if (changed == Fact::Collapse)
            refreshPage();
    });
}

CollapseView::Places CollapseView::placesIn(QSize size, bool withControls) const
{
    Places places;
    const int bar = withControls ? style::scaled(40) : 0;
    const int time = withControls ? style::scaled(48) : 0;
    const int panel = std::clamp(style::scaled(224), 0, size.width() * 2 / 5);
    const bool isFree = withControls && m_figure.owner && FreeBar::isFree(*m_figure.run);
    const int free = isFree ? m_free->sizeHint().height() : 0;
    const int top = bar + free;
    const int height = std::max(0, size.height() - top - time);
    places.bar = QRect(0, 0, size.width(), bar);
    places.free = QRect(0, bar, size.width(), free);
    places.scene = QRect(0, top, size.width() - panel, height);
    places.panel = QRect(size.width() - panel, top, panel, height);
    places.time = QRect(0, top + height, size.width(), time);
    return places;
}

void CollapseView::arrange()
{
    const Places places = placesIn(size(), true);
    m_bar->setGeometry(places.bar);
    m_free->setGeometry(places.free);
    m_scene->setGeometry(places.scene);
    m_overlay->setGeometry(places.scene);
    m_panel->setGeometry(places.panel);
    m_time->setGeometry(places.time);
    m_message->setGeometry(rect());
    const ViewFrame frame = frameFor(places.scene.size());
    if (!(m_scene->camera().frame() == frame))
        m_scene->changeCamera([&](CameraControl& camera) { camera.setFrame(frame); });
    else
        cameraChanged();
}

void CollapseView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    arrange();
}

// Other runs, or another layer or run of them.
void CollapseView::adopt()
{
    finishTurn();
    const auto runs = session().collapse();
    const bool first = !m_figure.owner;
    if (!runs) {
        m_player->setPlaying(false);
        m_player->setTouring(false);
        m_figure = {};
        redraw();
        return refreshPage();
    }
    const CollapseChoice& choice = session().view().collapse;
    const CollapseRun& run = runs->runOr(choice.run.toStdString());
    const CollapseLayer& layer = run.layerOr(session().layer().toStdString());
    const bool anew = first || run.classCount() != m_figure.run->classCount() ||
                      layer.width != m_figure.layer->width;
    m_figure.owner = runs;
    m_figure.run = &run;
    m_figure.layer = &layer;
    m_figure.pose = poseFor(choice, m_settings, run, layer);
    m_figure.limits = limitsOf(run, layer, m_figure.pose);
    std::vector<int> epochs;
    int terminal = -1;
    for (std::size_t i = 0; i < layer.epochs.size(); ++i) {
        epochs.push_back(layer.epochs[i].epoch);
        if (run.terminal && terminal < 0 && epochs.back() >= *run.terminal)
            terminal = int(i);
    }
    m_time->setEpochs(epochs, terminal);
    m_free->show(run);
    arrange();
    if (first && !m_timeGiven)
        firstTime(layer);
    m_timeGiven = false;
    fitCamera(anew && !m_cameraGiven);
    m_cameraGiven = false;
    m_hovered.reset();
    fillMoment();
    redraw();
    refreshPage();
}

// The descent is what the recipe makes, so that a session keeps it.
void CollapseView::takeFree(std::shared_ptr<const CollapseRun> run, const Json& parameters)
{
    auto runs = std::make_shared<CollapseRuns>();
    const int last = run->layers.front().epochs.back().epoch;
    runs->runs.push_back(std::move(run));
    session().setRecipe(Fact::Collapse,
                        makeRecipe(*findAnalysis("collapse free"),
                                   std::map<std::string, std::string>(), parameters));
    session().setCollapse(std::move(runs));
    session().setCollapseTime(last);
}

void CollapseView::fillMoment()
{
    if (!m_figure.owner)
        return;
    m_figure.settings = m_settings;
    m_figure.moment = momentAt(m_figure.owner, *m_figure.run, *m_figure.layer,
                               session().collapseTime(), m_figure.pose, m_settings.zoom);
}

void CollapseView::redraw()
{
    m_figure.settings = m_settings;
    m_drawn->set(m_figure, session().selected());
    m_drawn->setView(m_scene->camera(), devicePixelRatioF());
    m_pickerStale = true;
    m_scene->requestRender();
    m_overlay->update();
    refreshParts();
}

void CollapseView::refreshParts()
{
    if (!m_figure.owner)
        return;
    const CollapseChoice& choice = session().view().collapse;
    CollapseBar::Content content;
    content.settings = m_settings;
    for (const auto& run : m_figure.owner->runs)
        content.runs << QString::fromStdString(run->name);
    content.run = QString::fromStdString(m_figure.run->name);
    content.poses = poseKeys(*m_figure.run, *m_figure.layer);
    content.pose = poseKey(choice.pose, *m_figure.run, *m_figure.layer);
    content.classes = m_figure.run->classCount();
    content.hasTest = !m_figure.moment.testFeatures.empty();
    content.hasClassifiers = !m_figure.moment.classifiers.empty();
    content.hasSimplex = !m_figure.moment.vertices.empty();
    content.touring = m_player->isTouring();
    m_bar->show(content);
    m_panel->setContent(panelContent(m_figure));
    m_time->show(placeOf(*m_figure.layer, m_figure.moment.time), momentText(m_figure.moment));
    m_time->showPlaying(m_player->isPlaying());
    m_time->showChoices(m_settings.speed, m_settings.loop);
    setAccessibleDescription(momentText(m_figure.moment) + QStringLiteral(", ") +
                             poseText(m_figure.pose, *m_figure.run));
}

void CollapseView::refreshPage()
{
    const FactState& state = session().state(Fact::Collapse);
    const bool there = m_figure.owner != nullptr;
    for (QWidget* part : {static_cast<QWidget*>(m_bar), static_cast<QWidget*>(m_scene),
                          static_cast<QWidget*>(m_overlay), static_cast<QWidget*>(m_panel),
                          static_cast<QWidget*>(m_time)})
        part->setVisible(there);
    m_message->setVisible(!there);
    m_free->setVisible(there && FreeBar::isFree(*m_figure.run));
    if (there) {
        m_overlay->update(); // something newer may be on its way
        return;
    }
    const bool failed = state.readiness == Readiness::Failed;
    const QString icon = failed                               ? QStringLiteral("warning")
                         : state.readiness == Readiness::Busy ? QStringLiteral("tasks")
                                                              : QStringLiteral("cube");
    const QString text = !state.message.isEmpty() ? state.message
                                                  : tr("Neural collapse is not computed yet.\nOpen "
                                                       "a folder of checkpoints and its data, then "
                                                       "choose Compute > Neural collapse.");
    m_message->setMessage(
        style::icon(icon, failed ? style::tokens().danger : style::tokens().secondary)
            .pixmap({24, 24}, devicePixelRatioF()),
        text);
    setAccessibleDescription(text);
}

void CollapseView::followChoice()
{
    if (!m_figure.owner)
        return;
    const CollapseChoice& choice = session().view().collapse;
    if (&m_figure.owner->runOr(choice.run.toStdString()) != m_figure.run)
        return adopt();
    const QString key = poseKey(choice.pose, *m_figure.run, *m_figure.layer);
    if (key != QLatin1String("tour"))
        m_player->setTouring(false);
    turnTo(poseFor(choice, m_settings, *m_figure.run, *m_figure.layer));
}

bool CollapseView::moves() const
{
    return QWidget::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0;
}

void CollapseView::tour(double frames)
{
    double place = m_settings.tour + frames;
    if (!moves())
        place = std::floor(place);
    m_settings.tour = place < 1e6 ? place : 1;
    if (!m_figure.owner)
        return;
    hurry();
    m_figure.pose = poseFor(session().view().collapse, m_settings, *m_figure.run, *m_figure.layer);
    fillMoment();
    redraw();
}

void CollapseView::turn()
{
    if (session().view().collapse.pose == QLatin1String("tour"))
        return m_player->setTouring(!m_player->isTouring());
    ++m_settings.seed;
    turnTo(poseFor(session().view().collapse, m_settings, *m_figure.run, *m_figure.layer));
}

void CollapseView::choosePose(const QString& key)
{
    CollapseChoice choice = session().view().collapse;
    choice.pose = key;
    session().setCollapseChoice(choice);
    m_player->setTouring(key == QLatin1String("tour"));
}

void CollapseView::turnTo(const Pose& pose)
{
    finishTurn();
    m_from = m_figure.pose;
    m_to = pose;
    m_figure.limits = limitsOf(*m_figure.run, *m_figure.layer, pose);
    const bool raw = m_from.kind == PoseKind::Raw || pose.kind == PoseKind::Raw;
    if (moves() && isVisible() && !raw && m_figure.classes() > 4) {
        fitCamera(false);
        m_turning.start();
        return;
    }
    m_figure.pose = pose;
    fitCamera(raw && m_from.kind != pose.kind);
    fillMoment();
    redraw();
}

void CollapseView::finishTurn()
{
    if (m_turning.state() != QAbstractAnimation::Running)
        return;
    m_turning.stop();
    m_figure.pose = m_to;
    fillMoment();
    redraw();
}

void CollapseView::setSettings(const CollapseSettings& settings)
{
    m_settings = settings;
    m_player->setSpeed(settings.speed);
    fillMoment();
    redraw();
}

void CollapseView::toggleClass(int c)
{
    if (!m_figure.owner)
        return;
    finishTurn(); // on the way its pose has no classes
    session().setCollapseChoice(
        withClass(session().view().collapse, m_figure.pose, m_figure.run->classCount(), c));
}

void CollapseView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (!m_drawn || !style::isLookChange(*event))
        return;
    m_scene->setBackground(style::tokens().surface);
    arrange();
    redraw();
    refreshPage();
}

View& CollapseView::film() const
{
    return *m_film;
}

} // namespace leafscope
