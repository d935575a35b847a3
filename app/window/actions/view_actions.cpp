// SPDX-License-Identifier: MIT
// View: layers, camera, look, panels.
#include "app/window/actions/actions.hpp"
#include "app/window/docks.hpp"
#include "app/window/main_window.hpp"
#include "app/window/palette/command_palette.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QDockWidget>
#include <QSettings>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

ActionSpec layerStep(Session& session, int step)
{
    const auto refusal = [&session, step]() -> QString {
        const QStringList layers = session.layers();
        if (layers.isEmpty())
            return tr("No layers are open.");
        const qsizetype next = layers.indexOf(session.layer()) + step;
        return next >= 0 && next < layers.size() ? QString()
                                                 : tr("This is the end of the network.");
    };
    const bool on = step > 0;
    return {.id = on ? "nextLayer" : "previousLayer",
            .menu = tr("&View"),
            .text = on ? tr("&Next layer") : tr("&Previous layer"),
            .icon = on ? "chevron-right" : "chevron-left",
            .shortcuts = {QKeySequence(on ? QStringLiteral("]") : QStringLiteral("["))},
            .run = [&session, step] { session.stepLayer(step); },
            .refusal = refusal};
}

} // namespace

ActionGroup layerActions(MainWindow& window)
{
    return {layerStep(window.session(), -1), layerStep(window.session(), 1)};
}

ActionGroup viewActions(MainWindow& window)
{
    const QString view = tr("&View");
    return {
        {.id = "palette",
         .menu = view,
         .text = tr("Command &palette..."),
         .icon = "command",
         .shortcuts = {QKeySequence(QStringLiteral("Ctrl+Shift+P"))},
         .run = [&window] { window.palette().open(paletteItems(window)); }},
        {.id = "resetCamera",
         .menu = view,
         .text = tr("Reset &camera"),
         .icon = "reset",
         .run = [&window] { window.embeddingView().resetCamera(); }},
        {.menu = view, .text = "-"},
        {.id = "dark",
         .menu = view,
         .text = tr("&Dark theme"),
         .icon = "moon",
         .shortcuts = {QKeySequence(QStringLiteral("Ctrl+Shift+D"))},
         .run =
             [&window] {
                 const bool dark = style::theme() != style::Theme::Dark;
                 window.setDarkTheme(dark);
                 QSettings().setValue(QStringLiteral("theme"), dark ? "dark" : "light");
             },
         .checked = [] { return style::theme() == style::Theme::Dark; }},
        {.id = "resetLayout",
         .menu = view,
         .text = tr("Reset &layout"),
         .run = [&window] { window.resetLayout(); }},
        {.id = "fullScreen",
         .menu = view,
         .text = tr("&Full screen"),
         .shortcuts = {QKeySequence(Qt::Key_F11)},
         .run = [&window] { window.setWindowState(window.windowState() ^ Qt::WindowFullScreen); },
         .checked = [&window] { return window.isFullScreen(); }},
    };
}

ActionGroup panelActions(MainWindow& window)
{
    ActionGroup group;
    for (const DockSpec& spec : dockTable())
        group.push_back({.id = QStringLiteral("panel.") + spec.id,
                         .menu = tr("&View/&Panels"),
                         .text = spec.title,
                         .run = [&window, id = spec.id] { window.docks().toggle(id); },
                         .checked =
                             [&window, id = spec.id] {
                                 const QDockWidget* dock = window.docks().find(id);
                                 return dock && !dock->isHidden();
                             }});
    return group;
}

} // namespace leafscope
