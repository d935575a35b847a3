// SPDX-License-Identifier: MIT
#include "app/work/autosave.hpp"

#include <QCoreApplication>
#include <QPointer>
#include <QTime>

#include <utility>

namespace leafscope {

namespace {

constexpr int kMilliseconds = 1000;

} // namespace

Autosave::Autosave(Workbench& workbench, Session& session, std::filesystem::path folder)
    : m_workbench(workbench)
    , m_session(session)
    , m_journal(std::make_shared<Journal>(std::move(folder)))
{
    m_writer.setMaxThreadCount(1);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &Autosave::write);
    const auto soon = [this] {
        if (!m_timer.isActive())
            m_timer.start();
    };
    connect(&session, &Session::viewChanged, this, soon);
    connect(&session, &Session::stateChanged, this, soon);
    connect(&session, &Session::layoutChanged, this, soon);
    connect(&session, &Session::dimensionChanged, this, soon);
    connect(&session, &Session::neighborsChanged, this, soon);
    connect(&session, &Session::graphChanged, this, soon);
    connect(&session, &Session::studiesChanged, this, soon);
    connect(&workbench, &Workbench::sessionSaved, this, soon);
    connect(&workbench, &Workbench::sessionClosed, this, soon);
}

Autosave::~Autosave()
{
    m_writer.waitForDone();
}

void Autosave::write()
{
    const SessionFolder now = m_workbench.snapshot();
    const bool empty = now.inputs.empty() && now.recipes.empty();
    const QPointer<Autosave> self(this);
    m_writer.start([self, now, empty, view = m_session.view(), journal = m_journal] {
        QString problem;
        try {
            if (empty) {
                journal->remove();
            } else {
                // Absolute paths: a journal stands in no session's folder.
                SessionFolder absolute = now;
                absolute.folder.clear();
                absolute.view = view.toJson();
                Json state = absolute.toJson();
                state["folder"] = now.folder.string();
                journal->write(state);
            }
        } catch (const std::exception& e) {
            problem = QString::fromUtf8(e.what());
        }
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, problem] {
                if (!self)
                    return;
                if (problem.isEmpty())
                    Q_EMIT self->saved(QTime::currentTime().toString(Qt::ISODate));
                else if (!self->m_failing)
                    Q_EMIT self->failed(tr("Autosave"), problem);
                self->m_failing = !problem.isEmpty();
            },
            Qt::QueuedConnection);
    });
}

void Autosave::finish()
{
    m_timer.stop();
    m_writer.waitForDone();
    m_journal->remove();
}

} // namespace leafscope
