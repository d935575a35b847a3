// SPDX-License-Identifier: MIT
// File: open, save, export, quit.
#include "app/window/actions/actions.hpp"
#include "app/window/ask.hpp"
#include "app/window/center_stack.hpp"
#include "app/window/main_window.hpp"
#include "app/window/recent.hpp"
#include "app/window/saving.hpp"
#include "views/curve/curve_view.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/style/theme.hpp"
#include "views/timeline/timeline_view.hpp"

#include <QCoreApplication>
#include <QMenu>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

ActionSpec exportAction(MainWindow& window, View& view, const QString& id, const QString& text,
                        const QString& shortcut, const QString& missing)
{
    return {.id = id,
            .menu = tr("&File"),
            .text = text,
            .icon = QStringLiteral("export"),
            .shortcuts = shortcut.isEmpty() ? QList<QKeySequence>()
                                            : QList<QKeySequence>{QKeySequence(shortcut)},
            .run = [&window, &view] { askToExport(window, view); },
            .refusal =
                [&window, &view, missing] {
                    return window.session().recipe(view.fact()) ? QString() : missing;
                }};
}

void fillRecent(MainWindow& window, QMenu& menu)
{
    for (const RecentEntry& entry : window.recent().entries()) {
        QAction* action = menu.addAction(style::icon(kindIcon(entry.kind)), entry.title);
        action->setToolTip(entry.spec);
        QObject::connect(action, &QAction::triggered, &window,
                         [&window, spec = entry.spec] { window.workbench().open({spec}); });
    }
    menu.setToolTipsVisible(true);
    menu.addSeparator();
    menu.addAction(tr("&Clear the list"), &window, [&window] { window.recent().clear(); });
}

} // namespace

ActionGroup fileActions(MainWindow& window)
{
    const QString file = tr("&File");
    const auto nothingOpen = [&window] {
        const Session& session = window.session();
        return session.data() || session.model() || session.embedding() ? QString()
                                                                        : tr("Nothing is open.");
    };
    return {
        {.id = "open",
         .menu = file,
         .text = tr("&Open file..."),
         .icon = "open",
         .shortcuts = {QKeySequence::Open},
         .run =
             [&window] {
                 askToOpen(window, tr("Open data, a model, an embedding or a result"), false);
             }},
        {.id = "openFolder",
         .menu = file,
         .text = tr("Open session or training &folder..."),
         .icon = "artifact",
         .shortcuts = {QKeySequence(QStringLiteral("Ctrl+Shift+O"))},
         .run = [&window] { askToOpen(window, tr("Open a session or a training folder"), true); }},
        {.id = "openRecent",
         .menu = file,
         .text = tr("Open &recent"),
         .refusal =
             [&window] {
                 return window.recent().entries().empty() ? tr("Nothing was opened yet.")
                                                          : QString();
             },
         .fillMenu = [&window](QMenu& menu) { fillRecent(window, menu); }},
        {.id = "openFashion",
         .menu = file,
         .text = tr("Open Fashion-&MNIST"),
         .icon = "data",
         .run = [&window] { window.workbench().openData(QStringLiteral("fashion-mnist")); }},
        {.id = "startPage",
         .menu = file,
         .text = tr("&Start page"),
         .icon = "home",
         .run = [&window] { window.center().showStartPage(!window.center().showsStartPage()); },
         .refusal =
             [&window] {
                 return window.center().canShowView() ? QString()
                                                      : tr("Nothing is open to go back to.");
             },
         .checked = [&window] { return window.center().showsStartPage(); }},
        {.menu = file, .text = "-"},
        {.id = "save",
         .menu = file,
         .text = tr("&Save session"),
         .icon = "save",
         .shortcuts = {QKeySequence::Save},
         .run = [&window] { save(window); },
         .refusal = nothingOpen},
        {.id = "saveAs",
         .menu = file,
         .text = tr("Save session &as..."),
         .shortcuts = {QKeySequence(QStringLiteral("Ctrl+Shift+S"))},
         .run = [&window] { askToSaveAs(window); },
         .refusal = nothingOpen},
        {.id = "closeSession",
         .menu = file,
         .text = tr("&Close session"),
         .shortcuts = {QKeySequence::Close},
         .run =
             [&window] {
                 leaveSession(window, tr("Close session"),
                              [&window] { window.workbench().closeSession(); });
             },
         .refusal = nothingOpen},
        {.menu = file, .text = "-"},
        exportAction(window, window.embeddingView(), "export", tr("&Export 3-D view..."), "Ctrl+E",
                     tr("There is no layout to draw yet.")),
        exportAction(window, window.curveView(), "exportCurve", tr("Export &curve..."),
                     "Ctrl+Shift+E", tr("There is no curve yet.")),
        exportAction(window, window.timelineView(), "exportTimeline", tr("Export &timeline..."), "",
                     tr("There is no series yet.")),
        {.menu = file, .text = "-"},
        {.id = "quit",
         .menu = file,
         .text = tr("&Quit"),
         .shortcuts = {QKeySequence::Quit},
         .run = [&window] { window.close(); }},
    };
}

} // namespace leafscope
