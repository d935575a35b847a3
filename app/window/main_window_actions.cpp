// SPDX-License-Identifier: MIT
// Every action of the window: the one list behind menus, tool bar and shortcuts.
#include "app/window/actions.hpp"
#include "app/window/help_dialogs.hpp"
#include "app/window/main_window.hpp"
#include "app/window/parameter_dialog.hpp"
#include "app/work/series_work.hpp"
#include "views/curve/curve_view.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/timeline/player.hpp"
#include "views/timeline/timeline_view.hpp"

#include <QMenuBar>
#include <QSettings>

namespace leafscope {

void MainWindow::buildActions()
{
    const auto key = [](const char* text) { return QKeySequence(QString::fromLatin1(text)); };
    const QString file = tr("&File");
    const QString edit = tr("&Edit");
    const QString view = tr("&View");
    const QString compute = tr("&Compute");
    const QString help = tr("&Help");
    std::vector<ActionSpec> all{
        {file,
         "open",
         tr("&Open file..."),
         "open",
         {QKeySequence::Open},
         [this] { askToOpen(tr("Open data, a model, an embedding or a result"), false); }},
        {file,
         "openFolder",
         tr("Open session or training &folder..."),
         "artifact",
         {key("Ctrl+Shift+O")},
         [this] { askToOpen(tr("Open a session or a training folder"), true); }},
        {file,
         "openFashion",
         tr("Open Fashion-&MNIST"),
         "data",
         {},
         [this] { m_workbench.openData(QStringLiteral("fashion-mnist")); }},
        {file, {}, "-", {}, {}, {}},
        {file,
         "export",
         tr("&Export 3-D view..."),
         "export",
         {key("Ctrl+E")},
         [this] { askToExport(*m_embedding); }},
        {file,
         "exportCurve",
         tr("Export &curve..."),
         {},
         {key("Ctrl+Shift+E")},
         [this] { askToExport(*m_curve); }},
        {file,
         "exportTimeline",
         tr("Export &timeline..."),
         {},
         {},
         [this] { askToExport(*m_timeline); }},
        {file, {}, "-", {}, {}, {}},
        {file, "quit", tr("&Quit"), {}, {QKeySequence::Quit}, [this] { close(); }},
        {edit,
         "undo",
         tr("&Undo"),
         "undo",
         {QKeySequence::Undo},
         [this] { m_session.history().undo(); }},
        {edit,
         "redo",
         tr("&Redo"),
         "redo",
         {key("Ctrl+Shift+Z"), key("Ctrl+Y")},
         [this] { m_session.history().redo(); }},
        {edit, {}, "-", {}, {}, {}},
        {edit,
         "clear",
         tr("&Clear selection"),
         {},
         {key("Ctrl+Shift+A")},
         [this] { m_session.clearSelection(); }},
        {view,
         "previousLayer",
         tr("&Previous layer"),
         "chevron-left",
         {key("[")},
         [this] { m_session.stepLayer(-1); }},
        {view,
         "nextLayer",
         tr("&Next layer"),
         "chevron-right",
         {key("]")},
         [this] { m_session.stepLayer(1); }},
        {view,
         "previousEpoch",
         tr("Previous &epoch"),
         {},
         {key("{"), key(",")},
         [this] { m_session.stepEpoch(-1); }},
        {view,
         "nextEpoch",
         tr("Ne&xt epoch"),
         {},
         {key("}"), key(".")},
         [this] { m_session.stepEpoch(1); }},
        {view,
         "play",
         tr("Pla&y"),
         "play",
         {key("Space")},
         [this] { m_timeline->player().toggle(); }},
        {view,
         "resetCamera",
         tr("Reset &camera"),
         "reset",
         {},
         [this] { m_embedding->resetCamera(); }},
        {view, {}, "-", {}, {}, {}},
        {view,
         "dark",
         tr("&Dark theme"),
         "moon",
         {key("Ctrl+Shift+D")},
         [this] {
             setDarkTheme(action("dark")->isChecked());
             QSettings().setValue(QStringLiteral("theme"),
                                  action("dark")->isChecked() ? "dark" : "light");
         },
         true},
        {view, "resetLayout", tr("Reset &layout"), {}, {}, [this] { resetLayout(); }},
        {view,
         "fullScreen",
         tr("&Full screen"),
         {},
         {QKeySequence(Qt::Key_F11)},
         [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); }},
        {compute,
         "embed",
         tr("&Embedding..."),
         "cube",
         {key("Ctrl+Return")},
         [this] {
             askParameters("embed", [this](const ParameterDialog& d) {
                 m_workbench.computeEmbedding(d.parameters(), d.seed());
             });
         }},
        {compute,
         "layout",
         tr("&Layout..."),
         {},
         {},
         [this] {
             askParameters("layout", [this](const ParameterDialog& d) {
                 m_workbench.computeFact(Fact::Layout, d.parameters());
             });
         }},
        {compute,
         "dimension",
         tr("Intrinsic &dimension..."),
         "curve",
         {},
         [this] {
             askParameters("dimension", [this](const ParameterDialog& d) {
                 m_workbench.computeFact(Fact::Dimension, d.parameters());
             });
         }},
        {compute,
         "computeEpochs",
         tr("All e&pochs"),
         "timeline",
         {},
         [this] { seriesOf(m_workbench).computeAll(); }},
        {compute, {}, "-", {}, {}, {}},
        {compute,
         "train",
         tr("&Train a network..."),
         "model",
         {},
         [this] {
             askParameters("train", [this](const ParameterDialog& d) {
                 m_workbench.train(d.parameters(), d.seed(), d.folder());
             });
         }},
        {compute, {}, "-", {}, {}, {}},
        {compute,
         "cancel",
         tr("&Cancel everything"),
         {},
         {key("Ctrl+.")},
         [this] { m_tasks.cancelAll(); }},
        {help,
         "shortcuts",
         tr("&Gestures and shortcuts"),
         {},
         {QKeySequence(Qt::Key_F1), key("?")},
         [this] { showShortcuts(*this, *m_actions); }},
        {help, "about", tr("&About Leafscope"), {}, {}, [this] { showAbout(*this); }},
    };
    m_actions = std::make_unique<Actions>(std::move(all), this);
    m_actions->fill(*menuBar());
}

} // namespace leafscope
