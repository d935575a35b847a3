// SPDX-License-Identifier: MIT
// The main window: puts views, panels, menus and status bar together; the work is done elsewhere.
#pragma once

#include "app/tasks/task_queue.hpp"
#include "app/work/workbench.hpp"
#include "views/session/session.hpp"

#include <QMainWindow>

#include <memory>

namespace leafscope {

class Actions;
class Autosave;
class CenterStack;
class CommandPalette;
class CurveView;
class Docks;
class DropTarget;
class EmbeddingView;
class GestureLegend;
class NoticeBar;
struct Preferences;
class RecentKeeper;
class RecentList;
class Recovery;
class SampleTable;
class StatusStrip;
class TimelineView;

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
    SampleTable& sampleTable() { return *m_table; }
    NoticeBar& notice() { return *m_notice; }
    GestureLegend& legend() { return *m_legend; }
    Docks& docks() { return *m_docks; }
    Actions& actions() { return *m_actions; }
    CenterStack& center() { return *m_center; }
    DropTarget& dropTarget() { return *m_drop; }
    RecentList& recent() { return *m_recent; }
    CommandPalette& palette() { return *m_palette; }
    Autosave& autosave() { return *m_autosave; }
    Recovery& recovery() { return *m_recovery; }
    QAction* action(const QString& id) const;
    void setDarkTheme(bool dark);
    /// Keeps and applies them.
    void setPreferences(const Preferences& preferences);
    /// Docks where they belong, in sizes that suit the window.
    void resetLayout();
    /// Size and panels as the window was closed the last time.
    void restoreLayout();

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void connectSession();
    void connectSaving();
    /// Removes results beyond the preferred limit, on a worker.
    void keepCacheWithin(const Preferences& preferences);
    void refreshActions();

    Session m_session;
    TaskQueue m_tasks;
    Workbench m_workbench;
    std::unique_ptr<RecentList> m_recent;
    std::unique_ptr<RecentKeeper> m_recentKeeper;
    std::unique_ptr<Docks> m_docks;
    std::unique_ptr<Actions> m_actions;
    CenterStack* m_center = nullptr;
    DropTarget* m_drop = nullptr;
    EmbeddingView* m_embedding = nullptr;
    CurveView* m_curve = nullptr;
    TimelineView* m_timeline = nullptr;
    SampleTable* m_table = nullptr;
    GestureLegend* m_legend = nullptr;
    NoticeBar* m_notice = nullptr;
    CommandPalette* m_palette = nullptr;
    std::unique_ptr<Autosave> m_autosave;
    Recovery* m_recovery = nullptr;
    StatusStrip* m_status = nullptr;
    bool m_leaving = false; ///< the person agreed to what closing loses
};

} // namespace leafscope
