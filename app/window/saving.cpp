// SPDX-License-Identifier: MIT
#include "app/window/saving.hpp"

#include "app/window/main_window.hpp"
#include "app/window/start/samples.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

namespace leafscope {

namespace {

const QString kEnding = QStringLiteral(".leafscope");

QString tr(const char* text)
{
    return QCoreApplication::translate("Saving", text);
}

/// Its own folder, unless that came with the program.
QString ownFolder(const Workbench& workbench)
{
    const QString folder = workbench.sessionFolder();
    for (const QString& samples : sampleFolders())
        if (folder.startsWith(samples + QLatin1Char('/')))
            return {};
    return folder;
}

void saveThen(MainWindow& window, const QString& folder, const std::function<void()>& then)
{
    if (then) {
        auto* once = new QObject(&window);
        QObject::connect(&window.workbench(), &Workbench::sessionSaved, once, [once, then] {
            once->deleteLater();
            then();
        });
        QObject::connect(&window.workbench(), &Workbench::failed, once, &QObject::deleteLater);
    }
    window.workbench().saveSessionAs(folder);
}

} // namespace

void save(MainWindow& window)
{
    if (ownFolder(window.workbench()).isEmpty())
        askToSaveAs(window);
    else
        window.workbench().saveSession();
}

void askToSaveAs(MainWindow& window, const std::function<void()>& then)
{
    QSettings settings;
    QString name = window.workbench().sessionTitle();
    name = (name.isEmpty() ? tr("session") : name.replace(QLatin1Char('/'), QLatin1Char('-'))) +
           kEnding;
    const QString last = settings.value(QStringLiteral("saveFolder"), QDir::homePath()).toString();
    QString folder = QFileDialog::getSaveFileName(
        &window, tr("Save session as"), QDir(last).filePath(name),
        tr("Leafscope session (*.leafscope)"), nullptr,
        QFileDialog::DontConfirmOverwrite); // it is a folder, whose other files stay
    if (folder.isEmpty())
        return;
    if (!folder.endsWith(kEnding))
        folder += kEnding;
    settings.setValue(QStringLiteral("saveFolder"), QFileInfo(folder).absolutePath());
    saveThen(window, folder, then);
}

void leaveSession(MainWindow& window, const QString& title, const std::function<void()>& go)
{
    const bool works = !window.tasks().isIdle();
    const bool unsaved = window.workbench().isUnsaved();
    if (!works && !unsaved) {
        go();
        return;
    }
    auto* box = new QMessageBox(&window);
    box->setObjectName(QStringLiteral("leaveSession"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(title);
    box->setText(unsaved ? tr("The selection, slices, filter or colours are not saved.")
                         : tr("Work is still running."));
    box->setInformativeText(works && unsaved ? tr("Work that is still running will be cancelled.")
                            : works          ? tr("It will be cancelled.")
                                             : QString());
    QPushButton* saveButton =
        unsaved ? box->addButton(tr("&Save"), QMessageBox::AcceptRole) : nullptr;
    QPushButton* lose = box->addButton(unsaved ? tr("&Do not save") : tr("&Cancel the work"),
                                       QMessageBox::DestructiveRole);
    QPushButton* stay = box->addButton(tr("S&tay"), QMessageBox::RejectRole);
    box->setDefaultButton(saveButton ? saveButton : stay);
    box->setEscapeButton(stay);
    QObject::connect(box, &QMessageBox::buttonClicked, &window,
                     [&window, go, saveButton, lose](QAbstractButton* button) {
                         if (button == lose) {
                             go();
                         } else if (saveButton && button == saveButton) {
                             const QString folder = ownFolder(window.workbench());
                             if (folder.isEmpty())
                                 askToSaveAs(window, go);
                             else
                                 saveThen(window, folder, go);
                         }
                     });
    box->open(); // window-modal, without a second event loop
}

} // namespace leafscope
