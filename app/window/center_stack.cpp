// SPDX-License-Identifier: MIT
#include "app/window/center_stack.hpp"

#include "app/window/main_window.hpp"
#include "app/window/start/start_page.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/foliation/foliation_view.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/walk/walk_view.hpp"

#include <QAction>

namespace leafscope {

CenterStack::CenterStack(MainWindow& window)
    : QStackedWidget(&window)
    , m_window(window)
    , m_startPage(new StartPage(window.tasks(), window.recent(), this))
    , m_embedding(new EmbeddingView(window.session(), this))
    , m_walks(new WalkView(window.session(), this))
    , m_foliation(new FoliationView(window.session(), this))
    , m_neighborhood(new NeighborhoodView(window.session(), this))
    , m_collapse(new CollapseView(window.session(), this))
    , m_view(m_embedding)
{
    addWidget(m_startPage);
    addWidget(m_embedding);
    addWidget(m_walks);
    addWidget(m_foliation);
    addWidget(m_neighborhood);
    addWidget(m_collapse);
    connect(m_startPage, &StartPage::openRequested, this,
            [this](const QString& spec) { m_window.workbench().open({spec}); });
    connect(m_startPage, &StartPage::openFileRequested, this,
            [this] { m_window.action(QStringLiteral("open"))->trigger(); });
    connect(m_startPage, &StartPage::openFolderRequested, this,
            [this] { m_window.action(QStringLiteral("openFolder"))->trigger(); });
}

bool CenterStack::showsStartPage() const
{
    return currentWidget() == m_startPage;
}

bool CenterStack::canShowView() const
{
    for (int fact = 0; fact < kFactCount; ++fact) {
        const Readiness readiness = m_window.session().state(Fact(fact)).readiness;
        if (readiness == Readiness::Busy || readiness == Readiness::Ready)
            return true;
    }
    return false;
}

void CenterStack::showStartPage(bool start)
{
    if (start == showsStartPage())
        return;
    setCurrentWidget(start ? static_cast<QWidget*>(m_startPage) : m_view);
    if (!start)
        m_view->setFocus(Qt::OtherFocusReason); // its keys work at once
    Q_EMIT changed();
}

bool CenterStack::fillsTheHeight() const
{
    return !showsStartPage() && (m_view == m_walks || m_view == m_neighborhood);
}

void CenterStack::showView(const QString& name)
{
    for (View* view : {static_cast<View*>(m_embedding), static_cast<View*>(m_walks),
                       static_cast<View*>(m_foliation), static_cast<View*>(m_neighborhood),
                       static_cast<View*>(m_collapse)})
        if (view->name() == name)
            showView(*view);
}

void CenterStack::showView(View& view)
{
    m_view = &view;
    if (currentWidget() == m_view)
        return;
    setCurrentWidget(m_view);
    m_view->setFocus(Qt::OtherFocusReason);
    Q_EMIT changed();
}

void CenterStack::followSession()
{
    const bool busy = [this] {
        for (int fact = 0; fact < kFactCount; ++fact)
            if (m_window.session().state(Fact(fact)).readiness == Readiness::Busy)
                return true;
        return false;
    }();
    const bool open = canShowView();
    if ((busy && !m_busy) || open != m_open)
        showStartPage(!open);
    m_open = open;
    m_busy = busy;
}

} // namespace leafscope
