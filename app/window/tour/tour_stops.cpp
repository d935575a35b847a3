// SPDX-License-Identifier: MIT
#include "app/window/tour/tour_stops.hpp"

#include "app/window/center_stack.hpp"
#include "app/window/docks.hpp"
#include "app/window/gesture_legend.hpp"
#include "app/window/main_window.hpp"
#include "app/window/notice_bar.hpp"
#include "app/window/palette/command_palette.hpp"
#include "core/base/files.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/table/sample_table.hpp"
#include "views/walk/walk_view.hpp"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QMouseEvent>
#include <QTemporaryDir>
#include <QUrl>

namespace leafscope {

namespace {

constexpr std::int64_t kWalkFrom = 7;
constexpr std::int64_t kWalkTo = 1;
constexpr std::int64_t kNeighborhoodOf = 40;

void press(QWidget& widget, int key, const QString& text = {})
{
    for (const QEvent::Type type : {QEvent::KeyPress, QEvent::KeyRelease}) {
        QKeyEvent event(type, key, Qt::NoModifier, text);
        QApplication::sendEvent(&widget, &event);
    }
}

/// The left button at `at` of the view, as the widget there gets it.
void mouse(QWidget& view, QEvent::Type type, QPoint at)
{
    QWidget* child = view.childAt(at);
    QWidget& target = child ? *child : view;
    const bool released = type == QEvent::MouseButtonRelease;
    const auto button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
    QMouseEvent event(type, QPointF(target.mapFrom(&view, at)), QPointF(view.mapToGlobal(at)),
                      button, released ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &event);
}

/// The corners of the tour's lasso, around the middle of the view.
std::vector<QPoint> lassoCorners(const QWidget& view)
{
    std::vector<QPoint> corners;
    const QPoint middle = view.rect().center();
    for (const QPointF share :
         {QPointF(-0.20, -0.10), QPointF(-0.06, -0.24), QPointF(0.10, -0.22), QPointF(0.17, -0.05),
          QPointF(0.12, 0.14), QPointF(-0.05, 0.10), QPointF(-0.18, 0.06)})
        corners.push_back(middle +
                          QPoint(int(share.x() * view.width()), int(share.y() * view.height())));
    return corners;
}

/// Draws most of a lasso and holds the button down.
void drawLasso(MainWindow& window)
{
    EmbeddingView& view = window.embeddingView();
    press(view, Qt::Key_L, QStringLiteral("l"));
    const std::vector<QPoint> corners = lassoCorners(view);
    mouse(view, QEvent::MouseButtonPress, corners.front());
    for (std::size_t i = 1; i < corners.size(); ++i)
        for (int step = 1; step <= 8; ++step)
            mouse(view, QEvent::MouseMove,
                  corners[i - 1] + (corners[i] - corners[i - 1]) * step / 8);
}

void endLasso(MainWindow& window)
{
    EmbeddingView& view = window.embeddingView();
    mouse(view, QEvent::MouseButtonRelease, lassoCorners(view).back());
    press(view, Qt::Key_Escape);
}

void raise(MainWindow& window, const char* panel)
{
    QDockWidget* dock = window.docks().find(QString::fromLatin1(panel));
    dock->show();
    dock->raise();
}

void searchSamples(MainWindow& window)
{
    window.action("layout.table")->trigger();
    window.sampleTable().setSearch(QStringLiteral("wrong confidence:<0.7"));
}

/// A file that is no data at all. It lives as long as the program.
QString wrongFile()
{
    static const QTemporaryDir folder;
    const QString name = folder.filePath(QStringLiteral("notes.txt"));
    writeTextFile(name.toStdString(), "ask Ada which layers\nand how many epochs\n");
    return name;
}

/// Files of the session over the window, as a file manager drags them.
void hover(MainWindow& window)
{
    QList<QUrl> urls;
    const Session& session = window.session();
    if (const auto data = session.data())
        urls << QUrl::fromLocalFile(QString::fromStdString(data->spec));
    if (!session.series().empty())
        urls << QUrl::fromLocalFile(session.series().front().model.section('/', 0, -2));
    urls << QUrl::fromLocalFile(wrongFile());
    QMimeData files;
    files.setUrls(urls);
    QDragEnterEvent event(window.rect().center(), Qt::CopyAction, &files, Qt::LeftButton,
                          Qt::NoModifier);
    QApplication::sendEvent(&window, &event);
}

void stopHovering(MainWindow& window)
{
    QDragLeaveEvent event;
    QApplication::sendEvent(&window, &event);
}

void openPalette(MainWindow& window)
{
    window.action("palette")->trigger();
    if (auto* search = window.palette().findChild<QLineEdit*>())
        search->setText(QStringLiteral("col"));
}

void closePalette(MainWindow& window)
{
    if (auto* search = window.palette().findChild<QLineEdit*>())
        press(*search, Qt::Key_Escape);
}

void closeDialogs(MainWindow& window)
{
    for (QDialog* dialog : window.findChildren<QDialog*>())
        if (dialog->isVisible())
            dialog->reject();
}

TourStop dialogStop(const char* name, const char* action)
{
    return {QString::fromLatin1(name),
            [action](MainWindow& window) { window.action(QString::fromLatin1(action))->trigger(); },
            closeDialogs};
}

} // namespace

void leaveStop(MainWindow& window, const TourStop& stop, const ViewState& before)
{
    if (stop.leave)
        stop.leave(window);
    if (window.session().layout()) // else it was closed
        window.session().restoreView(before);
}

/// Two samples that look different, a shoe and a shirt, and a walk between them.
void walkBetween(MainWindow& window, bool images)
{
    WalkView& walks = window.center().walks();
    window.center().showView(walks);
    walks.setCourse(QStringLiteral("leaf"), kWalkFrom, kWalkTo);
    walks.setImagesShown(images);
    walks.compareWalks();
}

void leaveWalks(MainWindow& window)
{
    WalkView& walks = window.center().walks();
    walks.removeAll();
    walks.setImagesShown(false);
    walks.setAxes(WalkAxes::LeafAndHeight);
    window.center().showView(window.embeddingView());
}

/// A shirt whose neighbours do not agree.
void showNeighborhood(MainWindow& window, NeighborhoodPage page)
{
    NeighborhoodView& view = window.center().neighborhood();
    window.session().select({kNeighborhoodOf});
    window.center().showView(view);
    NeighborhoodSettings settings = view.settings();
    settings.page = page;
    view.setSettings(settings);
}

void leaveNeighborhood(MainWindow& window)
{
    window.center().neighborhood().setSettings({});
    window.center().showView(window.embeddingView());
}

std::vector<TourStop> tourStops()
{
    return {
        {"lasso", drawLasso, endLasso},
        {"confidence",
         [](MainWindow& window) { window.session().setColourBy(QStringLiteral("confidence")); }},
        {"samples", searchSamples, [](MainWindow& window) { window.sampleTable().setSearch({}); }},
        {"timeline", [](MainWindow& window) { raise(window, "timeline"); }},
        {"epoch",
         [](MainWindow& window) {
             raise(window, "timeline");
             Session& session = window.session();
             if (!session.series().empty())
                 session.setEpoch(session.series().front().epoch);
         }},
        {"walks", [](MainWindow& window) { walkBetween(window, false); }, leaveWalks},
        {"walk-images", [](MainWindow& window) { walkBetween(window, true); }, leaveWalks},
        {"graph",
         [](MainWindow& window) {
             window.session().setLayer(QStringLiteral("relu4"));
             window.embeddingView().cycleEdges(); // computes it
         },
         [](MainWindow& window) { window.embeddingView().setEdges({}); }},
        {"neighborhood",
         [](MainWindow& window) { showNeighborhood(window, NeighborhoodPage::Scene); },
         leaveNeighborhood},
        {"three-points",
         [](MainWindow& window) { showNeighborhood(window, NeighborhoodPage::Rule); },
         leaveNeighborhood},
        {"palette", openPalette, closePalette},
        {"drop", hover, stopHovering},
        {"wrong-file", [](MainWindow& window) { window.workbench().open({wrongFile()}); },
         [](MainWindow& window) { window.notice().dismissAll(); }},
        dialogStop("compute", "dimension"),
        dialogStop("preferences", "preferences"),
        dialogStop("shortcuts", "shortcuts"),
        {"gestures", [](MainWindow& window) { window.legend().setShown(true); },
         [](MainWindow& window) { window.legend().setShown(false); }},
        {"start", [](MainWindow& window) { window.workbench().closeSession(); }},
    };
}

} // namespace leafscope
