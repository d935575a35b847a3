// SPDX-License-Identifier: MIT
// Keeps the list of recent files and their thumbnails in step with what the workbench opens.
#pragma once

#include "app/window/recent.hpp"

#include <QObject>

#include <optional>

namespace leafscope {

class RecentKeeper : public QObject {
    Q_OBJECT

public:
    /// All of them outlive it.
    RecentKeeper(Session& session, Workbench& workbench, TaskQueue& tasks, RecentList& recent);

private:
    void opened(const QString& spec, Opened kind);
    void keepSamples(const QString& spec);
    void keepPoints();
    void keep(const QString& spec, const std::function<QImage()>& draw);

    Session& m_session;
    Workbench& m_workbench;
    TaskQueue& m_tasks;
    RecentList& m_recent;
    QString m_pointsFor; ///< whose thumbnail the next layout is; "" for none
};

} // namespace leafscope
