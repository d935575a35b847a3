// SPDX-License-Identifier: MIT
// The middle of the window: the start page while nothing is open, the 3-D view otherwise.
#pragma once

#include <QStackedWidget>

namespace leafscope {

class EmbeddingView;
class MainWindow;
class StartPage;

class CenterStack : public QStackedWidget {
    Q_OBJECT

public:
    explicit CenterStack(MainWindow& window);
    EmbeddingView& embedding() { return *m_embedding; }
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
    bool m_open = false;
    bool m_busy = false;
};

} // namespace leafscope
