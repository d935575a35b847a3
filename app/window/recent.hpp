// SPDX-License-Identifier: MIT
// What was opened lately, kept in the settings.
#pragma once

#include "app/work/workbench.hpp"

#include <QDateTime>
#include <QObject>
#include <QString>

#include <optional>
#include <vector>

namespace leafscope {

struct RecentEntry {
    QString spec; ///< what Workbench::open takes
    Opened kind = Opened::Data;
    QString title; ///< for people
    QDateTime when;
};

/// The last used first. Every change is written to QSettings at once; entries of files that are
/// gone stay, so that a list on a disk that is not mounted is not lost.
class RecentList : public QObject {
    Q_OBJECT

public:
    explicit RecentList(QObject* parent = nullptr);
    const std::vector<RecentEntry>& entries() const { return m_entries; }
    /// Puts an entry first; one of the same spec moves there.
    void add(const RecentEntry& entry);
    void remove(const QString& spec);
    void clear();
    /// The last used session.
    std::optional<RecentEntry> lastSession() const;

Q_SIGNALS:
    void changed();

private:
    void write();
    std::vector<RecentEntry> m_entries;
};

/// "data", "model", "embedding", "session".
QString kindName(Opened kind);
/// Name of the icon that stands for it.
QString kindIcon(Opened kind);

} // namespace leafscope
