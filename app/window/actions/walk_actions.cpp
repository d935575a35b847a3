// SPDX-License-Identifier: MIT
// View: which large view is shown. Walk: walks on data leaves.
#include "app/window/actions/actions.hpp"
#include "app/window/ask.hpp"
#include "app/window/center_stack.hpp"
#include "app/window/docks.hpp"
#include "app/window/main_window.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/foliation/foliation_view.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/walk/walk_view.hpp"

#include <QCoreApplication>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

ActionSpec centerAction(MainWindow& window, View& view, const QString& text,
                        const QKeySequence& keys)
{
    return {.id = QStringLiteral("center.") + view.name(),
            .menu = tr("&View"),
            .text = text,
            .shortcuts = {keys},
            .run = [&window, &view] { window.center().showView(view); },
            .checked =
                [&window, &view] {
                    return !window.center().showsStartPage() && &window.center().view() == &view;
                }};
}

/// Something that the walk view does, after it came to the front.
ActionSpec walkAction(MainWindow& window, const char* id, const QString& text, const char* icon,
                      const QList<QKeySequence>& keys, void (WalkView::*run)(), bool needsWalk)
{
    WalkView& walks = window.center().walks();
    return {.id = QString::fromLatin1(id),
            .menu = tr("&Walk"),
            .text = text,
            .icon = QString::fromLatin1(icon),
            .shortcuts = keys,
            .run =
                [&window, &walks, run] {
                    window.center().showView(walks);
                    (walks.*run)();
                },
            .refusal = [&window, &walks, needsWalk]() -> QString {
                if (needsWalk)
                    return window.session().walks().empty() ? tr("There is no walk yet.")
                                                            : QString();
                return walks.refusal();
            }};
}

} // namespace

ActionGroup centerActions(MainWindow& window)
{
    return {centerAction(window, window.embeddingView(), tr("&Embedding"),
                         QKeySequence(QStringLiteral("Ctrl+1"))),
            centerAction(window, window.center().walks(), tr("&Walks"),
                         QKeySequence(QStringLiteral("Ctrl+2"))),
            centerAction(window, window.center().foliation(), tr("F&oliation"),
                         QKeySequence(QStringLiteral("Ctrl+3"))),
            centerAction(window, window.center().neighborhood(), tr("&Neighbourhood"),
                         QKeySequence(QStringLiteral("Ctrl+4"))),
            centerAction(window, window.center().collapse(), tr("Neural &collapse"),
                         QKeySequence(QStringLiteral("Ctrl+5")))};
}

ActionGroup walkActions(MainWindow& window)
{
    WalkView& walks = window.center().walks();
    return {
        walkAction(window, "walk", tr("&Walk from the selected sample"), "play",
                   {QKeySequence(Qt::Key_W)}, &WalkView::walkFromSelection, false),
        walkAction(window, "compareWalks", tr("&Four walks between two samples"), "data",
                   {QKeySequence(QStringLiteral("Shift+W"))}, &WalkView::compareWalks, false),
        walkAction(window, "branchWalk", tr("&Branch here"), "", {}, &WalkView::branch, true),
        walkAction(window, "removeWalks", tr("&Remove all walks"), "close", {},
                   &WalkView::removeAll, true),
        {.menu = tr("&Walk"), .text = "-"},
        {.id = "keepWalk",
         .menu = tr("&Walk"),
         .text = tr("&Keep the walk as frames and numbers..."),
         .icon = "export",
         .run =
             [&window, &walks] {
                 if (const WalkTrack* walk = walks.shown().track())
                     askToKeep(window, *walk);
             },
         .refusal =
             [&walks] {
                 const WalkTrack* walk = walks.shown().track();
                 return walk && walk->recipe && !walk->isRunning ? QString()
                                                                 : tr("There is no finished walk.");
             }},
    };
}

} // namespace leafscope
