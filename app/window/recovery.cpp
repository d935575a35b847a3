// SPDX-License-Identifier: MIT
#include "app/window/recovery.hpp"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>

#include <system_error>
#include <utility>

namespace leafscope {

namespace {

void forget(const std::filesystem::path& journal)
{
    std::error_code ignored; // if it stays, the question comes again
    std::filesystem::remove(journal, ignored);
}

} // namespace

Recovery::Recovery(QWidget& window, Workbench& workbench, Autosave& autosave,
                   std::filesystem::path folder)
    : QObject(&window)
    , m_window(window)
    , m_workbench(workbench)
    , m_autosave(autosave)
    , m_folder(std::move(folder))
{
}

void Recovery::look()
{
    const QPointer<Recovery> self(this);
    QThreadPool::globalInstance()->start([self, folder = m_folder] {
        const std::vector<LostWork> lost = lostWork(folder);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, lost] {
                if (!self)
                    return;
                if (!lost.empty())
                    self->ask(lost);
                Q_EMIT self->looked(int(lost.size()));
            },
            Qt::QueuedConnection);
    });
}

void Recovery::ask(const std::vector<LostWork>& lost)
{
    const LostWork& last = lost.front();
    const QString title = QString::fromStdString(last.state.value("title", std::string()));
    auto* box = new QMessageBox(&m_window);
    box->setObjectName(QStringLiteral("recovery"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(tr("Recover"));
    box->setText(tr("Leafscope ended unexpectedly while %1 was open.")
                     .arg(title.isEmpty() ? tr("unsaved work") : tr("\"%1\"").arg(title)));
    box->setInformativeText(tr("What was done until %1 can be brought back.")
                                .arg(QString::fromStdString(last.savedAt)));
    QPushButton* recoverButton = box->addButton(tr("&Recover"), QMessageBox::AcceptRole);
    QPushButton* discard = box->addButton(tr("&Discard"), QMessageBox::DestructiveRole);
    box->addButton(tr("&Later"), QMessageBox::RejectRole);
    box->setDefaultButton(recoverButton);
    connect(box, &QMessageBox::buttonClicked, this,
            [this, lost, recoverButton, discard](QAbstractButton* button) {
                if (button == recoverButton)
                    recover(lost.front());
                else if (button == discard)
                    for (const LostWork& work : lost)
                        forget(work.file);
            });
    box->open(); // window-modal, without a second event loop
}

void Recovery::recover(const LostWork& lost)
{
    // The old journal goes when the new one holds what it held.
    auto* once = new QObject(this);
    connect(&m_workbench, &Workbench::sessionOpened, once, [this, once, file = lost.file] {
        connect(&m_autosave, &Autosave::saved, once, [once, file] {
            forget(file);
            once->deleteLater();
        });
    });
    m_workbench.recover(lost);
}

} // namespace leafscope
