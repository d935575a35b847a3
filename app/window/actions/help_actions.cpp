// SPDX-License-Identifier: MIT
// Help: gestures and shortcuts, about.
#include "app/window/actions/actions.hpp"
#include "app/window/help_dialogs.hpp"
#include "app/window/main_window.hpp"

#include <QCoreApplication>

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
         .text = tr("&Gestures and shortcuts"),
         .icon = "help",
         .shortcuts = {QKeySequence(Qt::Key_F1), QKeySequence(QStringLiteral("?"))},
         .run = [&window] { showShortcuts(window, window.actions()); }},
        {.id = "about",
         .menu = help,
         .text = tr("&About Leafscope"),
         .icon = "info",
         .run = [&window] { showAbout(window); }},
    };
}

} // namespace leafscope
