// SPDX-License-Identifier: MIT
#include "app/window/docks.hpp"

#include "app/tasks/task_panel.hpp"
#include "app/window/ask.hpp"
#include "app/window/main_window.hpp"
#include "app/window/timeline_panel.hpp"
#include "views/collapse_charts/collapse_charts.hpp"
#include "views/curve/curve_view.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/explorer/explorer.hpp"
#include "views/inspector/inspector.hpp"
#include "views/study/study_view.hpp"
#include "views/style/theme.hpp"
#include "views/table/sample_table.hpp"
#include "views/timeline/timeline_view.hpp"
#include "views/trace/trace_view.hpp"

#include <QApplication>
#include <QDockWidget>
#include <QLayout>
#include <QSettings>
#include <QTimer>

#include <algorithm>

namespace leafscope {

namespace {

constexpr const char* kGeometryKey = "window/geometry";
constexpr const char* kStateKey = "window/docks";
constexpr int kStateVersion = 3; ///< raised when a saved state would not suit the panels any more
constexpr int kLeastChartHeight = 96;
constexpr int kRoomyWidth = 1500;
constexpr int kRoomyHeight = 900;

QString tr(const char* text)
{
    return QCoreApplication::translate("Docks", text);
}

QWidget* makeExplorer(MainWindow& window)
{
    auto* explorer = new Explorer(window.session(), &window);
    const auto open = [&window] { window.action("open")->trigger(); };
    QObject::connect(explorer, &Explorer::openDataRequested, &window, open);
    QObject::connect(explorer, &Explorer::openModelRequested, &window, open);
    return explorer;
}

QWidget* makeCurve(MainWindow& window)
{
    auto* curve = new CurveView(window.session(), &window);
    serveView(window, *curve);
    return curve;
}

QWidget* makeTrace(MainWindow& window)
{
    auto* trace = new TraceView(window.session(), &window);
    serveView(window, *trace);
    return trace;
}

QWidget* makeStudy(MainWindow& window)
{
    auto* study = new StudyView(window.session(), &window);
    serveView(window, *study);
    return study;
}

QWidget* makeCollapseCharts(MainWindow& window)
{
    auto* charts = new CollapseCharts(window.session(), &window);
    serveView(window, *charts);
    return charts;
}

QWidget* makeTimelinePanel(MainWindow& window)
{
    TimelineView* timeline = makeTimeline(window.session(), window.workbench(), &window);
    serveView(window, *timeline);
    return timeline;
}

QWidget* makeTable(MainWindow& window)
{
    auto* table = new SampleTable(window.session(), &window);
    serveView(window, *table);
    QObject::connect(table, &SampleTable::frameRequested, &window.embeddingView(),
                     &EmbeddingView::frameSelection);
    return table;
}

/// While it lives the 3-D view, which would draw itself at once in every size on the way, waits; so
/// does the layout, until it is enabled again.
class Rearranging {
public:
    explicit Rearranging(QMainWindow& window)
        : m_window(window)
    {
        m_window.centralWidget()->setUpdatesEnabled(false);
        m_window.layout()->setEnabled(false);
    }
    ~Rearranging()
    {
        m_window.layout()->setEnabled(true);
        m_window.centralWidget()->setUpdatesEnabled(true);
    }
    Rearranging(const Rearranging&) = delete;
    Rearranging& operator=(const Rearranging&) = delete;

private:
    QMainWindow& m_window;
};

/// Gives the keyboard to the first child of the panel that takes it.
bool takeFocus(QWidget& panel)
{
    QWidget* before = nullptr;
    for (QWidget* next = &panel; next; next = next->nextInFocusChain()) {
        if (next == before)
            return false; // once round
        if (!before)
            before = next;
        if ((next == &panel || panel.isAncestorOf(next)) && next->isVisible() &&
            next->isEnabled() && (next->focusPolicy() & Qt::TabFocus)) {
            next->setFocus(Qt::TabFocusReason);
            const QWidget* taken = panel.window()->focusWidget();
            if (taken && (taken == &panel || panel.isAncestorOf(taken)))
                return true; // and not handed on to a part that is hidden
        }
    }
    return false;
}

} // namespace

std::vector<NamedLayout> namedLayouts()
{
    std::vector<NamedLayout> layouts;
    QStringList all;
    for (const DockSpec& spec : dockTable())
        all << spec.id;
    layouts.push_back({"explore", tr("&Explore"), all});
    layouts.push_back({"figure", tr("&Figure"), {}});
    if (all.contains(QStringLiteral("table")))
        layouts.push_back({"table", tr("&Table"), {"inspector", "table"}, "table"});
    layouts.push_back({"walk", tr("&Walk"), {"inspector"}, {}, "walk"});
    return layouts;
}

std::vector<DockSpec> dockTable()
{
    return {
        {"explorer", tr("Explorer"), Qt::LeftDockWidgetArea, makeExplorer, {}, {174, 0}, {270, 0}},
        {"inspector",
         tr("Inspector"),
         Qt::RightDockWidgetArea,
         [](MainWindow& window) { return new Inspector(window.session(), &window); },
         {},
         {184, 0},
         {270, 0}},
        {"tasks",
         tr("Tasks"),
         Qt::RightDockWidgetArea,
         [](MainWindow& window) { return new TaskPanel(window.tasks(), &window); },
         {},
         {0, 140},
         {0, 140}},
        {"curve",
         tr("Intrinsic dimension"),
         Qt::BottomDockWidgetArea,
         makeCurve,
         {},
         {0, 140},
         {0, 310}},
        {"timeline", tr("Timeline"), Qt::BottomDockWidgetArea, makeTimelinePanel, "curve"},
        {"table", tr("Samples"), Qt::BottomDockWidgetArea, makeTable, "timeline"},
        {"trace", tr("Local data matrix"), Qt::BottomDockWidgetArea, makeTrace, "curve"},
        {"study", tr("Studies"), Qt::BottomDockWidgetArea, makeStudy, "curve"},
        {"collapse-charts", tr("Collapse"), Qt::BottomDockWidgetArea, makeCollapseCharts, "curve"},
    };
}

Docks::Docks(MainWindow& window)
    : m_window(window)
{
    // The side panels run down the whole height; the charts stay under the view they belong to.
    window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    for (DockSpec& spec : dockTable()) {
        auto* dock = new QDockWidget(spec.title, &window);
        dock->setObjectName(spec.id);
        dock->setWidget(spec.make(window));
        dock->setAccessibleName(spec.title);
        // A view that takes the keyboard itself is called as its panel is.
        if (dock->widget()->accessibleName().isEmpty())
            dock->widget()->setAccessibleName(spec.title);
        // Panels in one place are all as high as the one that asks for most; in a small window the
        // 3-D view comes first.
        if (spec.area == Qt::BottomDockWidgetArea)
            dock->widget()->setMinimumHeight(kLeastChartHeight);
        auto* noTitle = new QWidget(dock);
        noTitle->hide();
        m_panels.push_back({std::move(spec), dock, noTitle});
        // What its tabs look like is known when Qt has laid them out.
        const auto later = [this, dock] { QTimer::singleShot(0, dock, [this] { fitTitles(); }); };
        QObject::connect(dock, &QDockWidget::visibilityChanged, dock, later);
        QObject::connect(dock, &QDockWidget::topLevelChanged, dock, later);
        QObject::connect(dock, &QDockWidget::dockLocationChanged, dock, later);
    }
    // Above the panels, where their titles would stand.
    window.setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
}

Docks::~Docks()
{
    for (const Panel& panel : m_panels)
        delete panel.dock;
}

void Docks::fitTitles() const
{
    for (const Panel& panel : m_panels) {
        const QList<QDockWidget*> mates = m_window.tabifiedDockWidgets(panel.dock);
        const bool named = !panel.dock->isFloating() &&
                           std::any_of(mates.begin(), mates.end(),
                                       [](const QDockWidget* mate) { return !mate->isHidden(); });
        QWidget* wanted = named ? panel.noTitle : nullptr;
        if (panel.dock->titleBarWidget() != wanted)
            panel.dock->setTitleBarWidget(wanted);
    }
}

QDockWidget* Docks::find(const QString& id) const
{
    for (const Panel& panel : m_panels)
        if (panel.spec.id == id)
            return panel.dock;
    return nullptr;
}

void Docks::toggle(const QString& id) const
{
    QDockWidget* dock = find(id);
    if (!dock)
        return;
    // A panel behind another tab comes to the front first.
    dock->setVisible(dock->isHidden() || dock->visibleRegion().isEmpty());
    if (!dock->isHidden())
        dock->raise();
}

void Docks::reset()
{
    m_gaveWay.clear();
    const Rearranging once(m_window);
    // No panel stands beside those it is tabbed with, not even for a moment: the window would grow.
    for (const Panel& panel : m_panels) {
        panel.dock->setFloating(false);
        m_window.removeDockWidget(panel.dock);
    }
    for (const Panel& panel : m_panels) {
        if (QDockWidget* above = find(panel.spec.tabWith))
            m_window.tabifyDockWidget(above, panel.dock);
        else
            m_window.addDockWidget(panel.spec.area, panel.dock);
        panel.dock->show();
    }
    m_window.layout()->setEnabled(true);
    fitTitles();
    resizePanels();
}

bool Docks::areInPlace() const
{
    return std::all_of(m_panels.begin(), m_panels.end(), [this](const Panel& panel) {
        QDockWidget* above = find(panel.spec.tabWith);
        return !panel.dock->isFloating() &&
               m_window.dockWidgetArea(panel.dock) == panel.spec.area &&
               (!above || m_window.tabifiedDockWidgets(panel.dock).contains(above));
    });
}

void Docks::resizePanels(QDockWidget* large) const
{
    QList<QDockWidget*> wide;
    QList<QDockWidget*> high;
    QList<int> widths;
    QList<int> heights;
    for (const Panel& panel : m_panels) {
        // With the text, as long as the 3-D view keeps the larger part.
        const auto extent = [&](int small, int roomy, bool isRoomy, double most) {
            return std::min(style::scaled(isRoomy && roomy > 0 ? roomy : small), int(most));
        };
        const int width = extent(panel.spec.small.width(), panel.spec.roomy.width(),
                                 m_window.width() >= kRoomyWidth, 0.24 * m_window.width());
        const int height =
            panel.dock == large
                ? m_window.height() / 2
                : extent(panel.spec.small.height(), panel.spec.roomy.height(),
                         m_window.height() >= kRoomyHeight, 0.38 * m_window.height());
        if (width > 0) {
            wide << panel.dock;
            widths << width;
        }
        if (height > 0) {
            high << panel.dock;
            heights << height;
        }
        if (panel.spec.tabWith.isEmpty())
            panel.dock->raise(); // the first of its tabs
    }
    m_window.resizeDocks(wide, widths, Qt::Horizontal);
    m_window.resizeDocks(high, heights, Qt::Vertical);
    if (large)
        large->raise();
}

void Docks::arrange(const NamedLayout& layout)
{
    m_gaveWay.clear();
    if (!areInPlace())
        reset();
    const Rearranging once(m_window);
    for (const Panel& panel : m_panels)
        panel.dock->setVisible(layout.panels.contains(panel.spec.id));
    m_window.layout()->setEnabled(true);
    resizePanels(find(layout.large));
}

void Docks::giveWay(bool away)
{
    if (away == !m_gaveWay.empty())
        return;
    const Rearranging once(m_window);
    if (!away) {
        for (QDockWidget* dock : m_gaveWay)
            dock->show();
        m_gaveWay.clear();
        return;
    }
    for (const Panel& panel : m_panels)
        if (panel.spec.area == Qt::BottomDockWidgetArea && !panel.dock->isHidden() &&
            !panel.dock->isFloating()) {
            m_gaveWay.push_back(panel.dock);
            panel.dock->hide();
        }
}

void Docks::focusNext(int step) const
{
    std::vector<QWidget*> stops{m_window.centralWidget()};
    for (const Panel& panel : m_panels)
        if (!panel.dock->isHidden())
            stops.push_back(panel.dock->widget());
    const QWidget* focus = QApplication::focusWidget();
    const auto count = int(stops.size());
    int now = 0;
    for (int i = 0; i < count; ++i)
        if (focus && (stops[std::size_t(i)] == focus || stops[std::size_t(i)]->isAncestorOf(focus)))
            now = i;
    for (int i = 1; i <= count; ++i) {
        const int next = ((now + step * i) % count + count) % count;
        QWidget& stop = *stops[std::size_t(next)];
        if (auto* dock = qobject_cast<QDockWidget*>(stop.parentWidget()))
            dock->raise(); // in front of the other tabs
        if (takeFocus(stop))
            return;
    }
}

void Docks::save()
{
    giveWay(false); // they come back with the next start
    QSettings settings;
    settings.setValue(QLatin1String(kGeometryKey), m_window.saveGeometry());
    settings.setValue(QLatin1String(kStateKey), m_window.saveState(kStateVersion));
}

bool Docks::restore() const
{
    const QSettings settings;
    m_window.restoreGeometry(settings.value(QLatin1String(kGeometryKey)).toByteArray());
    return m_window.restoreState(settings.value(QLatin1String(kStateKey)).toByteArray(),
                                 kStateVersion);
}

} // namespace leafscope
