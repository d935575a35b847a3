// SPDX-License-Identifier: MIT
#include "app/window/docks.hpp"

#include "app/tasks/task_panel.hpp"
#include "app/window/ask.hpp"
#include "app/window/main_window.hpp"
#include "views/curve/curve_view.hpp"
#include "views/explorer/explorer.hpp"
#include "views/inspector/inspector.hpp"

#include <QCoreApplication>
#include <QDockWidget>

namespace leafscope {

namespace {

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

} // namespace

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
         {0, 150},
         {0, 310}},
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
        m_panels.push_back({std::move(spec), dock});
    }
}

Docks::~Docks()
{
    for (const Panel& panel : m_panels)
        delete panel.dock;
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
    dock->setVisible(dock->isHidden());
    if (!dock->isHidden())
        dock->raise();
}

void Docks::reset() const
{
    for (const Panel& panel : m_panels) {
        panel.dock->setFloating(false);
        m_window.addDockWidget(panel.spec.area, panel.dock);
        if (QDockWidget* above = find(panel.spec.tabWith))
            m_window.tabifyDockWidget(above, panel.dock);
        panel.dock->show();
    }
    for (const Panel& panel : m_panels) {
        const auto extent = [&](int small, int roomy, bool isRoomy) {
            return isRoomy && roomy > 0 ? roomy : small;
        };
        const int width = extent(panel.spec.small.width(), panel.spec.roomy.width(),
                                 m_window.width() >= kRoomyWidth);
        const int height = extent(panel.spec.small.height(), panel.spec.roomy.height(),
                                  m_window.height() >= kRoomyHeight);
        if (width > 0)
            m_window.resizeDocks({panel.dock}, {width}, Qt::Horizontal);
        if (height > 0)
            m_window.resizeDocks({panel.dock}, {height}, Qt::Vertical);
        if (panel.spec.tabWith.isEmpty())
            panel.dock->raise(); // the first of its tabs
    }
}

} // namespace leafscope
