// SPDX-License-Identifier: MIT
// Edit: undo, redo, the selection.
#include "app/window/actions/actions.hpp"
#include "app/window/main_window.hpp"
#include "app/window/preferences/preferences_dialog.hpp"

#include <QCoreApplication>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

} // namespace

ActionGroup editActions(MainWindow& window)
{
    const QString edit = tr("&Edit");
    Session& session = window.session();
    UndoHistory& history = session.history();
    return {
        {.id = "undo",
         .menu = edit,
         .text = tr("&Undo"),
         .icon = "undo",
         .shortcuts = {QKeySequence::Undo},
         .run = [&history] { history.undo(); },
         .refusal = [&history] { return history.canUndo() ? QString() : tr("Nothing to undo."); },
         .label =
             [&history] {
                 return history.canUndo() ? tr("&Undo: %1").arg(history.undoText()) : tr("&Undo");
             }},
        {.id = "redo",
         .menu = edit,
         .text = tr("&Redo"),
         .icon = "redo",
         .shortcuts = {QKeySequence(QStringLiteral("Ctrl+Shift+Z")),
                       QKeySequence(QStringLiteral("Ctrl+Y"))},
         .run = [&history] { history.redo(); },
         .refusal = [&history] { return history.canRedo() ? QString() : tr("Nothing to redo."); },
         .label =
             [&history] {
                 return history.canRedo() ? tr("&Redo: %1").arg(history.redoText()) : tr("&Redo");
             }},
        {.menu = edit, .text = "-"},
        {.id = "clear",
         .menu = edit,
         .text = tr("&Clear selection"),
         .shortcuts = {QKeySequence(QStringLiteral("Ctrl+Shift+A"))},
         .run = [&session] { session.clearSelection(); },
         .refusal =
             [&session] {
                 return session.selected().empty() ? tr("Nothing is selected.") : QString();
             }},
        {.menu = edit, .text = "-"},
        {.id = "preferences",
         .menu = edit,
         .text = tr("&Preferences..."),
         .icon = "settings",
         .shortcuts = {QKeySequence(QStringLiteral("Ctrl+,"))},
         .run =
             [&window] {
                 auto* dialog = new PreferencesDialog(window);
                 dialog->setAttribute(Qt::WA_DeleteOnClose);
                 dialog->open();
             }},
    };
}

} // namespace leafscope
