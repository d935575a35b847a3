// SPDX-License-Identifier: MIT
#include "app/window/main_window.hpp"

#include "app/window/actions/actions.hpp"
#include "app/window/ask.hpp"
#include "app/window/center_stack.hpp"
#include "app/window/docks.hpp"
#include "app/window/drop/drop_target.hpp"
#include "app/window/gesture_legend.hpp"
#include "app/window/notice_bar.hpp"
#include "app/window/palette/command_palette.hpp"
#include "app/window/preferences/preferences.hpp"
#include "app/window/recent_keeper.hpp"
#include "app/window/recovery.hpp"
#include "app/window/saving.hpp"
#include "app/window/status_strip.hpp"
#include "app/window/timeline_panel.hpp"
#include "app/window/tool_bar.hpp"
#include "app/work/autosave.hpp"
#include "core/session/cache.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/curve/curve_view.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/foliation/foliation_view.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/style/theme.hpp"
#include "views/table/sample_table.hpp"
#include "views/timeline/player.hpp"
#include "views/timeline/timeline_view.hpp"
#include "views/walk/walk_view.hpp"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QMenuBar>
#include <QStatusBar>

namespace leafscope {

MainWindow::MainWindow()
    : m_workbench(m_session, m_tasks)
{
    setWindowTitle(tr("Leafscope"));
    setWindowIcon(style::programIcon());
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    m_recent = std::make_unique<RecentList>();
    m_recentKeeper = std::make_unique<RecentKeeper>(m_session, m_workbench, m_tasks, *m_recent);
    m_center = new CenterStack(*this);
    m_embedding = &m_center->embedding();
    m_legend = new GestureLegend(m_center);
    m_notice = new NoticeBar(m_center);
    setCentralWidget(m_center);
    serveView(*this, *m_embedding);
    serveView(*this, m_center->walks());
    serveView(*this, m_center->foliation());
    serveView(*this, m_center->neighborhood());
    serveView(*this, m_center->collapse());
    serveView(*this, m_center->collapse().film());
    connect(&m_center->walks(), &WalkView::walksRefused, this, [this](const QString& message) {
        m_notice->showError(tr("The walks of the session"), message);
    });
    connect(&m_center->walks(), &WalkView::keepRequested, this,
            [this](const WalkTrack& walk) { askToKeep(*this, walk); });
    m_docks = std::make_unique<Docks>(*this);
    m_curve = qobject_cast<CurveView*>(m_docks->find(QStringLiteral("curve"))->widget());
    m_timeline = qobject_cast<TimelineView*>(m_docks->find(QStringLiteral("timeline"))->widget());
    m_table = qobject_cast<SampleTable*>(m_docks->find(QStringLiteral("table"))->widget());
    leaveSpaceToControls(*this);
    m_actions = std::make_unique<Actions>(allActions(*this), this);
    m_actions->fill(*menuBar());
    // One row for menus and tools leaves more height to the views.
    menuBar()->setCornerWidget(new ToolBar(m_session, *m_actions, this));
    connect(&m_timeline->player(), &Player::changed, this, &MainWindow::refreshActions);
    m_status = new StatusStrip(m_session, m_tasks, *statusBar());
    m_palette = new CommandPalette(this);
    m_drop = new DropTarget(*this);
    m_autosave = std::make_unique<Autosave>(m_workbench, m_session);
    m_recovery = new Recovery(*this, m_workbench, *m_autosave);
    connectSession();
    connectSaving();
    keepCacheWithin(loadPreferences());
    resize(1440, 900);
    resetLayout();
    refreshActions();
}

MainWindow::~MainWindow()
{
    // The base class would delete the views after our members, the session among them, are gone.
    m_autosave.reset();
    m_session.disconnect(this);
    m_tasks.disconnect(this);
    delete m_status;
    delete menuBar()->cornerWidget();
    m_docks.reset();
    delete takeCentralWidget();
}

QAction* MainWindow::action(const QString& id) const
{
    return m_actions->find(id);
}

void MainWindow::connectSession()
{
    for (auto signal : {&Session::dataChanged, &Session::modelChanged, &Session::embeddingChanged,
                        &Session::layoutChanged, &Session::dimensionChanged, &Session::layerChanged,
                        &Session::selectionChanged, &Session::seriesChanged, &Session::epochChanged,
                        &Session::filterChanged, &Session::walksChanged})
        connect(&m_session, signal, this, &MainWindow::refreshActions);
    connect(&m_session, &Session::stateChanged, m_center, &CenterStack::followSession);
    connect(m_recent.get(), &RecentList::changed, this, &MainWindow::refreshActions);
    connect(m_center, &CenterStack::changed, m_legend, [this] {
        if (m_center->showsStartPage())
            m_legend->hide(); // it is about the view
        else if (&m_center->view() == &m_center->neighborhood())
            m_legend->setGestures(tr("In the neighbourhood"), neighborhoodGestures());
        else if (&m_center->view() == &m_center->collapse())
            m_legend->setGestures(tr("In the collapse view"), collapseGestures());
        else
            m_legend->setGestures(tr("In the 3-D view"), gestures());
    });
    connect(m_center, &CenterStack::changed, this, [this] {
        m_docks->giveWay(m_center->fillsTheHeight());
        refreshActions();
    });
    connect(m_legend, &GestureLegend::shownChanged, this, &MainWindow::refreshActions);
    connect(m_embedding, &EmbeddingView::toolChanged, this, &MainWindow::refreshActions);
    connect(m_embedding, &EmbeddingView::edgesChanged, this, &MainWindow::refreshActions);
    connect(m_embedding, &EmbeddingView::graphWanted, this, [this] {
        if (m_session.state(Fact::Graph).readiness != Readiness::Busy)
            m_workbench.computeGraph();
    });
    connect(&m_session, &Session::layoutChanged, m_legend, [this] {
        if (m_session.layout())
            m_legend->showFirstTime();
    });
    connect(&m_session.history(), &UndoHistory::changed, this, &MainWindow::refreshActions);
    connect(&m_tasks, &TaskQueue::changed, this, &MainWindow::refreshActions);
    for (const Docks::Panel& panel : m_docks->panels())
        connect(panel.dock, &QDockWidget::visibilityChanged, this, &MainWindow::refreshActions);
    connect(&m_workbench, &Workbench::failed, m_notice, &NoticeBar::showError);
}

void MainWindow::connectSaving()
{
    WalkView& walks = m_center->walks();
    auto* trace = qobject_cast<View*>(m_docks->find(QStringLiteral("trace"))->widget());
    auto* study = qobject_cast<View*>(m_docks->find(QStringLiteral("study"))->widget());
    auto* collapse =
        qobject_cast<View*>(m_docks->find(QStringLiteral("collapse-charts"))->widget());
    const std::vector<View*> views{m_curve,
                                   m_timeline,
                                   m_table,
                                   trace,
                                   study,
                                   collapse,
                                   &walks,
                                   &m_center->foliation(),
                                   &m_center->neighborhood(),
                                   &m_center->collapse()};
    m_workbench.setViewStates([views, &walks] {
        Json states = Json::object();
        for (const View* view : views)
            states[view->name().toStdString()] = view->state();
        if (const Json kept = walks.keptWalks(); !kept.empty())
            states["walks"] = kept;
        return states;
    });
    const auto nameWindow = [this] {
        const QString title = m_workbench.sessionTitle();
        setWindowTitle(title.isEmpty() ? tr("Leafscope") : title + tr(" \u2013 Leafscope"));
        refreshActions();
    };
    connect(&m_workbench, &Workbench::sessionOpened, this, nameWindow);
    connect(&m_workbench, &Workbench::sessionClosed, this, nameWindow);
    connect(&m_workbench, &Workbench::sessionSaved, this,
            [this, nameWindow](const QString& folder) {
                nameWindow();
                m_notice->showInfo(tr("Saved: %1").arg(folder));
            });
    connect(&m_workbench, &Workbench::viewStateLoaded, this,
            [this, views, &walks](const QString& state) {
                const Json states = Json::parse(state.toStdString(), nullptr, false);
                walks.restoreWalks(states.is_object() ? states.value("walks", Json()) : Json());
                for (View* view : views) {
                    try {
                        view->restore(states.value(view->name().toStdString(), Json::object()));
                    } catch (const std::exception& e) { // of a newer version, or changed by hand
                        m_notice->showError(view->title(), QString::fromUtf8(e.what()));
                    }
                }
            });
    m_autosave->setInterval(1000 * loadPreferences().autosaveSeconds);
    connect(m_autosave.get(), &Autosave::failed, m_notice, &NoticeBar::showError);
    connect(m_autosave.get(), &Autosave::saved, m_status, &StatusStrip::showAutosaved);
}

void MainWindow::resetLayout()
{
    m_docks->reset();
    m_docks->giveWay(m_center->fillsTheHeight());
}

void MainWindow::refreshActions()
{
    m_actions->refresh();
}

void MainWindow::setDarkTheme(bool dark)
{
    style::apply(*qobject_cast<QApplication*>(QApplication::instance()),
                 dark ? style::Theme::Dark : style::Theme::Light);
    m_actions->refresh();
    m_actions->refreshIcons();
}

void MainWindow::setPreferences(const Preferences& preferences)
{
    savePreferences(preferences);
    applyPreferences(preferences);
    m_embedding->setReducedMotion(preferences.reducedMotion);
    m_autosave->setInterval(1000 * preferences.autosaveSeconds);
    keepCacheWithin(preferences);
    m_actions->refresh();
    m_actions->refreshIcons();
}

void MainWindow::restoreLayout()
{
    m_docks->restore();
}

void MainWindow::keepCacheWithin(const Preferences& preferences)
{
    if (preferences.cacheGigabytes <= 0)
        return;
    PruneOptions options;
    options.most = std::uintmax_t(preferences.cacheGigabytes) * 1'000'000'000;
    m_tasks.start(tr("Keep the results within their limit"), TaskWeight::Glance,
                  [options](const Progress&) -> TaskQueue::Apply {
                      pruneCache(ArtifactStore::userFolder(), options);
                      return {};
                  });
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (isVisible() && !m_leaving) {
        // With nothing to lose this closes at once, otherwise the answer closes the window.
        const auto asking = std::make_shared<bool>(false);
        leaveSession(*this, tr("Quit"), [this, asking] {
            m_leaving = true;
            if (*asking)
                close();
        });
        *asking = true;
        if (!m_leaving) {
            event->ignore();
            return;
        }
    }
    m_tasks.cancelAll();
    m_autosave->finish();
    m_docks->save();
    event->accept();
}

} // namespace leafscope
