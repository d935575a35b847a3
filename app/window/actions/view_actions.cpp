// SPDX-License-Identifier: MIT
// View: layers, camera, look, panels.
#include "app/window/actions/actions.hpp"
#include "app/window/center_stack.hpp"
#include "app/window/docks.hpp"
#include "app/window/main_window.hpp"
#include "app/window/palette/command_palette.hpp"
#include "app/window/preferences/preferences.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/foliation/foliation_view.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/style/theme.hpp"
#include "views/walk/walk_view.hpp"

#include <QCoreApplication>
#include <QDockWidget>

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

/// Choosing it again leaves it.
ActionSpec toolAction(MainWindow& window, SelectionTool tool)
{
    EmbeddingView& view = window.embeddingView();
    const Session& session = window.session();
    const bool lasso = tool == SelectionTool::Lasso;
    return {
        .id = lasso ? "lasso" : "box",
        .menu = tr("&Edit"),
        .text = lasso ? tr("&Lasso selection") : tr("&Box selection"),
        .icon = lasso ? "lasso" : "box",
        .shortcuts = {QKeySequence(lasso ? Qt::Key_L : Qt::Key_B)},
        .run =
            [&view, tool] {
                view.setTool(view.tool() == tool ? SelectionTool::Orbit : tool);
                view.setFocus(Qt::ShortcutFocusReason); // Escape leaves the tool
            },
        .refusal =
            [&session] { return session.layout() ? QString() : tr("No samples are drawn yet."); },
        .checked = [&view, tool] { return view.tool() == tool; }};
}

} // namespace

ActionGroup layerActions(MainWindow& window)
{
    return {layerStep(window.session(), -1), layerStep(window.session(), 1)};
}

ActionGroup toolActions(MainWindow& window)
{
    return {toolAction(window, SelectionTool::Lasso), toolAction(window, SelectionTool::Box)};
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
         .shortcuts = {QKeySequence(Qt::Key_R)},
         .run =
             [&window] {
                 CenterStack& center = window.center();
                 if (&center.view() == &center.walks())
                     center.walks().resetCamera();
                 else if (&center.view() == &center.foliation())
                     center.foliation().resetCamera();
                 else if (&center.view() == &center.neighborhood())
                     center.neighborhood().resetCamera();
                 else if (&center.view() == &center.collapse())
                     center.collapse().resetCamera();
                 else
                     window.embeddingView().resetCamera();
             }},
        {.id = "frameSelection",
         .menu = view,
         .text = tr("&Frame the selection"),
         .icon = "frame",
         .shortcuts = {QKeySequence(Qt::Key_F)},
         .run = [&window] { window.embeddingView().frameSelection(); },
         .refusal =
             [&window] {
                 return window.session().selected().empty() ? tr("Nothing is selected.")
                                                            : QString();
             }},
        {.id = "edges",
         .menu = view,
         .text = tr("&Edges: none, NNK, nearest"),
         .icon = "graph",
         .shortcuts = {QKeySequence(Qt::Key_N)},
         .run =
             [&window] {
                 window.center().showView(window.embeddingView());
                 window.embeddingView().cycleEdges();
             },
         .refusal =
             [&window] {
                 return window.session().layout() ? QString() : tr("No samples are drawn yet.");
             },
         .checked =
             [&window] {
                 const EmbeddingView& embedding = window.embeddingView();
                 return embedding.hasEdges() && embedding.edges().kind != EdgeKind::None;
             }},
        {.menu = view, .text = "-"},
        {.id = "dark",
         .menu = view,
         .text = tr("&Dark theme"),
         .icon = "moon",
         .shortcuts = {QKeySequence(QStringLiteral("Ctrl+Shift+D"))},
         .run =
             [&window] {
                 Preferences preferences = loadPreferences();
                 preferences.look = style::theme() == style::Theme::Dark ? Look::Light : Look::Dark;
                 window.setPreferences(preferences);
             },
         .checked = [] { return style::theme() == style::Theme::Dark; }},
        {.id = "nextPanel",
         .menu = view,
         .text = tr("Next pa&nel"),
         .shortcuts = {QKeySequence(Qt::Key_F6)},
         .run = [&window] { window.docks().focusNext(1); }},
        {.id = "previousPanel",
         .menu = view,
         .text = tr("Previous pane&l"),
         .shortcuts = {QKeySequence(QStringLiteral("Shift+F6"))},
         .run = [&window] { window.docks().focusNext(-1); }},
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
    for (const NamedLayout& layout : namedLayouts())
        group.push_back({.id = QStringLiteral("layout.") + layout.id,
                         .menu = tr("&View/&Layout"),
                         .text = layout.title,
                         .run = [&window, layout] {
                             window.docks().arrange(layout);
                             window.center().showView(layout.center);
                         }});
    group.push_back({.menu = tr("&View/&Layout"), .text = "-"});
    group.push_back({.id = "resetLayout",
                     .menu = tr("&View/&Layout"),
                     .text = tr("&Reset layout"),
                     .icon = "reset",
                     .run = [&window] { window.resetLayout(); }});
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
