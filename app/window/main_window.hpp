// SPDX-License-Identifier: MIT
// The main window: builds docks, menus and status bar; the work is done elsewhere.
#pragma once

#include "app/tasks/task_queue.hpp"
#include "app/work/workbench.hpp"
#include "views/session/session.hpp"

#include <QMainWindow>

#include <functional>
#include <memory>

class QComboBox;

namespace leafscope {

class Actions;
class CurveView;
class EmbeddingView;
class NoticeBar;
class ParameterDialog;
class StatusStrip;
class TimelineView;
class View;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow();
    ~MainWindow() override;

    Session& session() { return m_session; }
    Workbench& workbench() { return m_workbench; }
    TaskQueue& tasks() { return m_tasks; }
    EmbeddingView& embeddingView() { return *m_embedding; }
    CurveView& curveView() { return *m_curve; }
    TimelineView& timelineView() { return *m_timeline; }
    NoticeBar& notice() { return *m_notice; }
    QAction* action(const QString& id) const;
    void setDarkTheme(bool dark);
    /// Docks where they belong, in sizes that suit the window.
    void resetLayout();

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildActions();
    void buildDocks();
    void buildToolBar();
    void connectSession();
    void connectView(View& view);

    void refreshActions();
    void refreshLayers();
    void askToOpen(const QString& title, bool folder);
    void askParameters(const char* analysis,
                       const std::function<void(const ParameterDialog&)>& start);
    void askToExport(View& view);

    Session m_session;
    TaskQueue m_tasks;
    Workbench m_workbench;
    std::unique_ptr<Actions> m_actions;
    EmbeddingView* m_embedding = nullptr;
    CurveView* m_curve = nullptr;
    TimelineView* m_timeline = nullptr;
    NoticeBar* m_notice = nullptr;
    QDockWidget* m_explorerDock = nullptr;
    QDockWidget* m_inspectorDock = nullptr;
    QDockWidget* m_curveDock = nullptr;
    QDockWidget* m_timelineDock = nullptr;
    QDockWidget* m_taskDock = nullptr;
    QComboBox* m_layers = nullptr;
    StatusStrip* m_status = nullptr;
};

} // namespace leafscope
