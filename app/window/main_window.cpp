// SPDX-License-Identifier: MIT
#include "app/window/main_window.hpp"

#include "app/tasks/task_panel.hpp"
#include "app/window/actions.hpp"
#include "app/window/help_dialogs.hpp"
#include "app/window/notice_bar.hpp"
#include "app/window/parameter_dialog.hpp"
#include "app/window/status_strip.hpp"
#include "app/window/timeline_panel.hpp"
#include "app/work/picture.hpp"
#include "views/curve/curve_view.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/explorer/explorer.hpp"
#include "views/inspector/inspector.hpp"
#include "views/style/theme.hpp"
#include "views/timeline/timeline_view.hpp"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QComboBox>
#include <QDockWidget>
#include <QFileDialog>
#include <QLayout>
#include <QLocale>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

namespace leafscope {

namespace {

constexpr int kExplorerWidth = 174;
constexpr int kInspectorWidth = 184;
constexpr int kToolRowHeight = 36;

QDockWidget* addDock(QMainWindow& window, const QString& id, const QString& title, QWidget* content,
                     Qt::DockWidgetArea area)
{
    auto* dock = new QDockWidget(title, &window);
    dock->setObjectName(id);
    dock->setWidget(content);
    window.addDockWidget(area, dock);
    return dock;
}

} // namespace

MainWindow::MainWindow()
    : m_workbench(m_session, m_tasks)
{
    setWindowTitle(tr("Leafscope"));
    setWindowIcon(style::programIcon());
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    auto* center = new QWidget(this);
    auto* column = new QVBoxLayout(center);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_embedding = new EmbeddingView(m_session, center);
    m_notice = new NoticeBar(center);
    column->addWidget(m_embedding, 1);
    setCentralWidget(center);
    buildActions();
    buildDocks();
    buildToolBar();
    m_status = new StatusStrip(m_session, m_tasks, *statusBar());
    connectSession();
    connectView(*m_embedding);
    connectView(*m_curve);
    connectView(*m_timeline);
    leaveSpaceToControls(*this);
    resize(1440, 900);
    resetLayout();
    refreshActions();
}

MainWindow::~MainWindow()
{
    // The base class would delete the views after our members, the session among them, are gone.
    m_session.disconnect(this);
    m_tasks.disconnect(this);
    delete m_status;
    for (QDockWidget* dock :
         {m_explorerDock, m_inspectorDock, m_taskDock, m_curveDock, m_timelineDock})
        delete dock;
    delete takeCentralWidget();
}

QAction* MainWindow::action(const QString& id) const
{
    return m_actions->find(id);
}

void MainWindow::buildDocks()
{
    auto* explorer = new Explorer(m_session, this);
    connect(explorer, &Explorer::openDataRequested, action("open"), &QAction::trigger);
    connect(explorer, &Explorer::openModelRequested, action("open"), &QAction::trigger);
    m_curve = new CurveView(m_session, this);
    m_explorerDock = addDock(*this, "explorer", tr("Explorer"), explorer, Qt::LeftDockWidgetArea);
    m_inspectorDock = addDock(*this, "inspector", tr("Inspector"), new Inspector(m_session, this),
                              Qt::RightDockWidgetArea);
    m_taskDock =
        addDock(*this, "tasks", tr("Tasks"), new TaskPanel(m_tasks, this), Qt::RightDockWidgetArea);
    m_curveDock = addDock(*this, "curve", m_curve->title(), m_curve, Qt::BottomDockWidgetArea);
    m_timeline = makeTimeline(m_session, m_workbench, this);
    m_timelineDock =
        addDock(*this, "timeline", m_timeline->title(), m_timeline, Qt::BottomDockWidgetArea);
    // The side docks run down the whole height; the charts stay under the view they belong to.
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
}

void MainWindow::buildToolBar()
{
    auto* bar = new QToolBar(tr("Tools"), this);
    bar->setObjectName("tools");
    bar->setMovable(false);
    bar->setIconSize({16, 16});
    bar->setFixedHeight(kToolRowHeight);
    bar->layout()->setContentsMargins(0, 0, 0, 0);
    for (const char* id : {"undo", "redo"})
        bar->addAction(action(id));
    bar->addSeparator();
    bar->addAction(action("previousLayer"));
    m_layers = new QComboBox(bar);
    m_layers->setMinimumWidth(120);
    m_layers->setAccessibleName(tr("Layer"));
    m_layers->setToolTip(tr("The layer that is shown"));
    connect(m_layers, &QComboBox::textActivated, &m_session, &Session::setLayer);
    bar->addWidget(m_layers);
    bar->addAction(action("nextLayer"));
    bar->addSeparator();
    for (const char* id : {"embed", "export", "dark"})
        bar->addAction(action(id));
    // One row for menus and tools leaves more height to the views.
    menuBar()->setCornerWidget(bar);
}

void MainWindow::connectSession()
{
    connect(&m_session, &Session::selectionChanged, this, &MainWindow::refreshActions);
    connect(&m_session, &Session::embeddingChanged, this, &MainWindow::refreshLayers);
    connect(&m_session, &Session::layoutChanged, this, &MainWindow::refreshLayers);
    connect(&m_session, &Session::layerChanged, this, &MainWindow::refreshLayers);
    connect(&m_session, &Session::dataChanged, this, &MainWindow::refreshActions);
    connect(&m_session, &Session::seriesChanged, this, &MainWindow::refreshActions);
    connect(&m_session, &Session::modelChanged, this, &MainWindow::refreshActions);
    connect(&m_session.history(), &UndoHistory::changed, this, &MainWindow::refreshActions);
    connect(&m_tasks, &TaskQueue::changed, this, &MainWindow::refreshActions);
    connect(&m_workbench, &Workbench::failed, m_notice, &NoticeBar::showError);
    connect(&m_workbench, &Workbench::sessionOpened, this,
            [this] { setWindowTitle(m_workbench.sessionTitle() + tr(" \u2013 Leafscope")); });
    connect(&m_workbench, &Workbench::viewStateLoaded, this, [this](const QString& state) {
        const Json view = Json::parse(state.toStdString(), nullptr, false);
        m_embedding->restore(view.value("embedding", Json::object()));
        m_curve->restore(view.value("curve", Json::object()));
        m_timeline->restore(view.value("timeline", Json::object()));
    });
}

void MainWindow::connectView(View& view)
{
    const auto copied = [this, &view](bool command) {
        try {
            const Recipe recipe = pictureRecipe(view, m_session, view.size());
            const std::string text =
                command ? pictureCommands(recipe, view.name().toStdString() + ".png")
                        : recipe.toJson().dump(2);
            QApplication::clipboard()->setText(QString::fromStdString(text));
            m_notice->showInfo(
                command ? tr("Copied as commands; they draw this picture anywhere.")
                        : tr("Copied the recipe; `leafscope run` draws this picture from it."));
        } catch (const std::exception& e) {
            m_notice->showError(tr("Copy"), QString::fromUtf8(e.what()));
        }
    };
    connect(&view, &View::copyCommandRequested, this, [copied] { copied(true); });
    connect(&view, &View::copyRecipeRequested, this, [copied] { copied(false); });
    connect(&view, &View::exportRequested, this, [this, &view] { askToExport(view); });
}

void MainWindow::resetLayout()
{
    for (QDockWidget* dock :
         {m_explorerDock, m_inspectorDock, m_taskDock, m_curveDock, m_timelineDock}) {
        dock->setFloating(false);
        dock->show();
    }
    tabifyDockWidget(m_curveDock, m_timelineDock);
    m_curveDock->raise();
    const bool roomy = width() >= 1500;
    resizeDocks({m_explorerDock, m_inspectorDock},
                {roomy ? 270 : kExplorerWidth, roomy ? 270 : kInspectorWidth}, Qt::Horizontal);
    resizeDocks({m_curveDock}, {height() >= 900 ? 310 : 150}, Qt::Vertical);
    resizeDocks({m_inspectorDock, m_taskDock}, {height() - 200, 140}, Qt::Vertical);
}

void MainWindow::refreshActions()
{
    UndoHistory& history = m_session.history();
    action("undo")->setEnabled(history.canUndo());
    action("redo")->setEnabled(history.canRedo());
    action("undo")->setText(history.canUndo() ? tr("&Undo: %1").arg(history.undoText())
                                              : tr("&Undo"));
    action("redo")->setText(history.canRedo() ? tr("&Redo: %1").arg(history.redoText())
                                              : tr("&Redo"));
    action("clear")->setEnabled(!m_session.selected().empty());
    action("embed")->setEnabled(m_workbench.canEmbed());
    const bool series = m_session.series().size() > 1;
    for (const char* id : {"previousEpoch", "nextEpoch", "play", "computeEpochs"})
        action(id)->setEnabled(series);
    action("train")->setEnabled(bool(m_session.data()));
    action("cancel")->setEnabled(!m_tasks.isIdle());
    const bool embedded = m_session.recipe(Fact::Embedding) || m_session.recipe(Fact::Layout);
    action("layout")->setEnabled(embedded);
    action("dimension")->setEnabled(embedded);
}

void MainWindow::refreshLayers()
{
    const QStringList layers = m_session.layers();
    QStringList shown;
    for (int i = 0; i < m_layers->count(); ++i)
        shown << m_layers->itemText(i);
    if (shown != layers) {
        m_layers->clear();
        m_layers->addItems(layers);
    }
    m_layers->setCurrentIndex(int(layers.indexOf(m_session.layer())));
    m_layers->setEnabled(!layers.isEmpty());
    action("previousLayer")->setEnabled(layers.indexOf(m_session.layer()) > 0);
    action("nextLayer")->setEnabled(!layers.isEmpty() && m_session.layer() != layers.back());
    refreshActions();
}

void MainWindow::setDarkTheme(bool dark)
{
    style::apply(*qobject_cast<QApplication*>(QApplication::instance()),
                 dark ? style::Theme::Dark : style::Theme::Light);
    action("dark")->setChecked(dark);
    m_actions->refreshIcons();
}

void MainWindow::askToOpen(const QString& title, bool folder)
{
    QSettings settings;
    const QString last = settings.value(QStringLiteral("folder")).toString();
    const QStringList chosen =
        folder ? QStringList(QFileDialog::getExistingDirectory(this, title, last))
               : QFileDialog::getOpenFileNames(this, title, last);
    if (chosen.isEmpty() || chosen.front().isEmpty())
        return;
    settings.setValue(QStringLiteral("folder"), QFileInfo(chosen.front()).absolutePath());
    m_workbench.open(chosen);
}

void MainWindow::askParameters(const char* analysis,
                               const std::function<void(const ParameterDialog&)>& start)
{
    auto* dialog = new ParameterDialog(*findAnalysis(analysis), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (const auto cost = m_workbench.estimate();
        cost && QLatin1String(analysis) == QLatin1String("embed"))
        dialog->setRemark(tr("With these defaults: %1 samples, %2 layers, %3 on disk.")
                              .arg(style::count(cost->samples))
                              .arg(cost->layers)
                              .arg(QLocale().formattedDataSize(qint64(cost->bytes), 3,
                                                               QLocale::DataSizeSIFormat)));
    connect(dialog, &QDialog::accepted, this, [dialog, start] { start(*dialog); });
    dialog->open(); // window-modal, without a second event loop
}

void MainWindow::askToExport(View& view)
{
    const QString name = QFileDialog::getSaveFileName(
        this, tr("Export %1").arg(view.title()), view.name() + QStringLiteral(".png"),
        view.name() != QLatin1String("embedding")
            ? tr("Picture (*.png);;Vector picture (*.svg);;Numbers (*.csv)")
            : tr("Picture (*.png);;Numbers (*.csv)"));
    if (name.isEmpty())
        return;
    try {
        exportView(view, m_session, view.size(), name.toStdString());
        m_notice->showInfo(tr("Written: %1").arg(name));
    } catch (const std::exception& e) {
        m_notice->showError(tr("Export"), QString::fromUtf8(e.what()));
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_tasks.isIdle() && isVisible()) {
        const auto answer = QMessageBox::question(this, tr("Quit"),
                                                  tr("Work is still running. Cancel it and quit?"));
        if (answer != QMessageBox::Yes) {
            event->ignore();
            return;
        }
    }
    m_tasks.cancelAll();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            files << url.toLocalFile();
    m_workbench.open(files);
    event->acceptProposedAction();
}

} // namespace leafscope
