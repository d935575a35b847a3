// SPDX-License-Identifier: MIT
// The middle of the window: the start page while nothing is open, else one of the large views.
#pragma once

#include <QStackedWidget>

namespace leafscope {

class CollapseView;
class EmbeddingView;
class FoliationView;
class MainWindow;
class NeighborhoodView;
class StartPage;
class View;
class WalkView;

class CenterStack : public QStackedWidget {
    Q_OBJECT

public:
    explicit CenterStack(MainWindow& window);
    EmbeddingView& embedding() { return *m_embedding; }
    WalkView& walks() { return *m_walks; }
    FoliationView& foliation() { return *m_foliation; }
    NeighborhoodView& neighborhood() { return *m_neighborhood; }
    CollapseView& collapse() { return *m_collapse; }
    /// The large view that is shown, or comes back when the start page goes.
    View& view() { return *m_view; }
    void showView(View& view);
    /// By its name.
    void showView(const QString& name);
    /// Whether it has film strips or charts of its own.
    bool fillsTheHeight() const;
    StartPage& startPage() { return *m_startPage; }
    bool showsStartPage() const;
    /// True if something is open, so that there is a view to go back to.
    bool canShowView() const;
    void showStartPage(bool start);
    /// The view comes to the front when something begins to open, the start page when nothing is
    /// left.
    void followSession();

Q_SIGNALS:
    void changed();

private:
    MainWindow& m_window;
    StartPage* m_startPage;
    EmbeddingView* m_embedding;
    WalkView* m_walks;
    FoliationView* m_foliation;
    NeighborhoodView* m_neighborhood;
    CollapseView* m_collapse;
    View* m_view;
    bool m_open = false;
    bool m_busy = false;
};

} // namespace leafscope
