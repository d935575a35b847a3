// SPDX-License-Identifier: MIT
#include "app/window/ask.hpp"

#include "app/window/main_window.hpp"
#include "app/window/notice_bar.hpp"
#include "app/work/picture.hpp"
#include "core/session/execute.hpp"
#include "views/frame/view.hpp"

#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("MainWindow", text);
}

void copyView(MainWindow& window, View& view, bool command)
{
    try {
        const Recipe recipe = pictureRecipe(view, window.session(), view.size());
        const std::string text = command
                                     ? pictureCommands(recipe, view.name().toStdString() + ".png")
                                     : recipe.toJson().dump(2);
        QApplication::clipboard()->setText(QString::fromStdString(text));
        window.notice().showInfo(
            command ? tr("Copied as commands; they draw this picture anywhere.")
                    : tr("Copied the recipe; `leafscope run` draws this picture from it."));
    } catch (const std::exception& e) {
        window.notice().showError(tr("Copy"), QString::fromUtf8(e.what()));
    }
}

} // namespace

void askToOpen(MainWindow& window, const QString& title, bool folder)
{
    QSettings settings;
    const QString last = settings.value(QStringLiteral("folder")).toString();
    const QStringList chosen =
        folder ? QStringList(QFileDialog::getExistingDirectory(&window, title, last))
               : QFileDialog::getOpenFileNames(&window, title, last);
    if (chosen.isEmpty() || chosen.front().isEmpty())
        return;
    settings.setValue(QStringLiteral("folder"), QFileInfo(chosen.front()).absolutePath());
    window.workbench().open(chosen);
}

void askToExport(MainWindow& window, View& view)
{
    const QString name = QFileDialog::getSaveFileName(
        &window, tr("Export %1").arg(view.title()), view.name() + QStringLiteral(".png"),
        view.name() != QLatin1String("embedding")
            ? tr("Picture (*.png);;Vector picture (*.svg);;Numbers (*.csv)")
            : tr("Picture (*.png);;Numbers (*.csv)"));
    if (name.isEmpty())
        return;
    try {
        exportView(view, window.session(), view.size(), name.toStdString());
        window.notice().showInfo(tr("Written: %1").arg(name));
    } catch (const std::exception& e) {
        window.notice().showError(tr("Export"), QString::fromUtf8(e.what()));
    }
}

void askToKeep(MainWindow& window, const WalkTrack& walk)
{
    if (!walk.recipe)
        return;
    const QString folder = QFileDialog::getSaveFileName(
        &window, tr("Keep the walk in a new folder"), QStringLiteral("walk"));
    if (!folder.isEmpty())
        keepWalk(window, *walk.recipe, folder);
}

void keepWalk(MainWindow& window, const Recipe& recipe, const QString& folder)
{
    const QString title = tr("Walk to %1").arg(QFileInfo(folder).fileName());
    window.tasks().start(
        title, TaskWeight::Heavy,
        [recipe, folder, &window](const Progress& progress) -> TaskQueue::Apply {
            execute(recipe, ArtifactStore(), progress, folder.toStdString());
            return [&window, folder] { window.notice().showInfo(tr("Written: %1").arg(folder)); };
        },
        [&window, title](const QString& message) {
            if (!message.isEmpty())
                window.notice().showError(title, message);
        });
}

void serveView(MainWindow& window, View& view)
{
    QObject::connect(&view, &View::copyCommandRequested, &window,
                     [&] { copyView(window, view, true); });
    QObject::connect(&view, &View::copyRecipeRequested, &window,
                     [&] { copyView(window, view, false); });
    QObject::connect(&view, &View::exportRequested, &window, [&] { askToExport(window, view); });
}

} // namespace leafscope
