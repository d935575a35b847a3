// SPDX-License-Identifier: MIT
// Help: gestures and shortcuts, about.
#include "app/window/actions/actions.hpp"
#include "app/window/gesture_legend.hpp"
#include "app/window/help_dialogs.hpp"
#include "app/window/main_window.hpp"
#include "app/window/notice_bar.hpp"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

} // namespace

ActionGroup helpActions(MainWindow& window)
{
    const QString help = tr("&Help");
    return {
        {.id = "shortcuts",
         .menu = help,
         .text = tr("Gestures and &shortcuts"),
         .icon = "help",
         .shortcuts = {QKeySequence(Qt::Key_F1)},
         .run = [&window] { showShortcuts(window, window.actions()); }},
        {.id = "gestures",
         .menu = help,
         .text = tr("&Gestures over the view"),
         .icon = "info",
         .shortcuts = {QKeySequence(QStringLiteral("?"))},
         .run = [&window] { window.legend().setShown(window.legend().isHidden()); },
         .checked = [&window] { return !window.legend().isHidden(); }},
        {.menu = help, .text = "-"},
        {.id = "diagnostics",
         .menu = help,
         .text = tr("Copy &diagnostics"),
         .icon = "copy",
         .run =
             [&window] {
                 QGuiApplication::clipboard()->setText(diagnostics());
                 window.notice().showInfo(
                     tr("Copied: versions, drawing, threads and memory, for a report."));
             }},
        {.id = "licences",
         .menu = help,
         .text = tr("&Licences"),
         .run = [&window] { showLicences(window); }},
        {.id = "about",
         .menu = help,
         .text = tr("&About Leafscope"),
         .icon = "info",
         .run = [&window] { showAbout(window); }},
    };
}

} // namespace leafscope
