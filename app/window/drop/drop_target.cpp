// SPDX-License-Identifier: MIT
#include "app/window/drop/drop_target.hpp"

#include "app/window/drop/drop_overlay.hpp"
#include "app/window/drop/drop_sheet.hpp"
#include "app/window/drop/open_files.hpp"
#include "app/window/main_window.hpp"
#include "app/window/notice_bar.hpp"

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QUrl>

#include <algorithm>

namespace leafscope {

namespace {

/// A drag that moves from one widget of the window to the next leaves and enters again.
constexpr int kLeaveMilliseconds = 60;

QStringList localFiles(const QMimeData& data)
{
    QStringList files;
    for (const QUrl& url : data.urls())
        if (url.isLocalFile() && !files.contains(url.toLocalFile()))
            files << url.toLocalFile();
    return files;
}

} // namespace

DropTarget::DropTarget(MainWindow& window)
    : QObject(&window)
    , m_window(window)
    , m_overlay(new DropOverlay(&window))
{
    window.setAcceptDrops(true);
    // Fields and views take drops of their own, so the window alone would not see them all.
    QApplication::instance()->installEventFilter(this);
    m_leave.setSingleShot(true);
    m_leave.setInterval(kLeaveMilliseconds);
    connect(&m_leave, &QTimer::timeout, this, &DropTarget::left);
}

bool DropTarget::eventFilter(QObject* watched, QEvent* event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::DragLeave &&
        type != QEvent::Drop)
        return false;
    const auto* widget = qobject_cast<const QWidget*>(watched);
    if (!widget || widget->window() != &m_window)
        return false;
    if (type == QEvent::DragLeave) {
        m_leave.start();
        return false;
    }
    auto& drag = *static_cast<QDropEvent*>(event);
    return type == QEvent::Drop ? dropped(drag) : entered(drag);
}

bool DropTarget::entered(QDropEvent& event)
{
    const QStringList files = localFiles(*event.mimeData());
    if (files.isEmpty())
        return false;
    m_leave.stop();
    event.acceptProposedAction();
    if (files != m_files || m_overlay->isHidden()) {
        m_files = files;
        m_dropped = false;
        look();
    }
    return true;
}

void DropTarget::left()
{
    m_overlay->hide();
    if (!m_dropped) {
        m_window.tasks().cancel(m_task);
        m_files.clear();
    }
}

bool DropTarget::dropped(QDropEvent& event)
{
    const QStringList files = localFiles(*event.mimeData());
    if (files.isEmpty())
        return false;
    event.acceptProposedAction();
    m_leave.stop();
    take(files);
    return true;
}

void DropTarget::take(const QStringList& files)
{
    if (files != m_files || m_overlay->isHidden()) {
        m_files = files;
        look();
    }
    m_dropped = true;
    if (m_recognised)
        act();
}

void DropTarget::look()
{
    m_window.tasks().cancel(m_task);
    m_recognised.reset();
    m_overlay->showLooking(m_files.size());
    const int ticket = ++m_ticket;
    m_task = m_window.tasks().start(
        tr("Look at the files"), TaskWeight::Glance,
        [this, ticket, files = m_files](const Progress& progress) -> TaskQueue::Apply {
            const std::vector<Recognised> all = recogniseAll(files, progress);
            return [this, ticket, all] {
                if (ticket == m_ticket)
                    looked(all);
            };
        });
}

void DropTarget::looked(const std::vector<Recognised>& all)
{
    m_recognised = all;
    if (m_dropped)
        act();
    else if (!m_overlay->isHidden())
        m_overlay->showRecognised(all);
}

void DropTarget::act()
{
    const std::vector<Recognised> all = *m_recognised;
    m_overlay->hide();
    m_dropped = false;
    m_files.clear();
    m_recognised.reset();
    const bool none = std::all_of(all.begin(), all.end(),
                                  [](const Recognised& one) { return !one.problem.isEmpty(); });
    if (none) {
        for (const Recognised& one : all)
            m_window.notice().showError(tr("Cannot open %1").arg(one.name()), one.problem);
    } else if (isClearCut(all)) {
        openFiles(m_window, all);
    } else {
        auto* sheet = new DropSheet(all, &m_window);
        sheet->setAttribute(Qt::WA_DeleteOnClose);
        connect(sheet, &QDialog::accepted, &m_window,
                [this, sheet] { openFiles(m_window, sheet->chosen()); });
        sheet->open();
    }
}

} // namespace leafscope
