// SPDX-License-Identifier: MIT
// The context menu and the signals that every view shares.
#include "views/frame/view.hpp"

#include <QContextMenuEvent>
#include <QMenu>

namespace leafscope {

View::View(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    setFocusPolicy(Qt::StrongFocus);
}

void View::addCommonActions(QMenu& menu)
{
    // A recipe exists once the fact was computed; before that the two actions would copy nothing.
    const bool computed = fact() == Fact::Walks ? !m_session.walks().empty()
                                                 : m_session.recipe(fact()).has_value();
    QAction* command = menu.addAction(tr("Copy as command"), this, &View::copyCommandRequested);
    QAction* recipe = menu.addAction(tr("Copy recipe"), this, &View::copyRecipeRequested);
    command->setEnabled(computed);
    recipe->setEnabled(computed);
    menu.addAction(tr("Export..."), this, &View::exportRequested);
}

void View::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    addCommonActions(menu);
    menu.exec(event->globalPos());
}

} // namespace leafscope
