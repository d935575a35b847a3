// SPDX-License-Identifier: MIT
// Keeps the autosave journal in step with the session: what the person does is on disk within
// seconds, written by a thread of its own.
#pragma once

#include "app/work/workbench.hpp"
#include "core/session/journal.hpp"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <filesystem>
#include <memory>

namespace leafscope {

class Autosave : public QObject {
    Q_OBJECT

public:
    /// Watches until it is destroyed; the journal stays then unless finish() was called.
    explicit Autosave(Workbench& workbench, Session& session,
                      std::filesystem::path folder = Journal::userFolder());
    ~Autosave() override;

    /// At most this long after a change it is on disk; the default is one second.
    void setInterval(int milliseconds) { m_timer.setInterval(milliseconds); }
    /// The program ends as the person wants: nothing is left to recover.
    void finish();

Q_SIGNALS:
    void saved(const QString& time); ///< "10:42:07"
    void failed(const QString& title, const QString& message);

private:
    void write();

    Workbench& m_workbench;
    Session& m_session;
    std::shared_ptr<Journal> m_journal; ///< used by the writing thread alone
    QThreadPool m_writer;               ///< one thread: lines keep their order
    QTimer m_timer;
    bool m_failing = false; ///< said once, until a write succeeds
};

} // namespace leafscope
