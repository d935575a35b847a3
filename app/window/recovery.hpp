// SPDX-License-Identifier: MIT
// After a crash: offers to bring back what the autosave journal of the last run holds.
#pragma once

#include "app/work/autosave.hpp"
#include "core/session/journal.hpp"

#include <QObject>

#include <filesystem>
#include <vector>

class QWidget;

namespace leafscope {

class Recovery : public QObject {
    Q_OBJECT

public:
    Recovery(QWidget& window, Workbench& workbench, Autosave& autosave,
             std::filesystem::path folder = Journal::userFolder());
    /// Looks for lost work on a worker and asks, without blocking, if there is any.
    void look();

Q_SIGNALS:
    void looked(int found); ///< the question stands, if found > 0

private:
    void ask(const std::vector<LostWork>& lost);
    void recover(const LostWork& lost);

    QWidget& m_window;
    Workbench& m_workbench;
    Autosave& m_autosave;
    std::filesystem::path m_folder;
};

} // namespace leafscope
