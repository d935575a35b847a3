// SPDX-License-Identifier: MIT
#include "app/window/recent_keeper.hpp"

#include "app/work/thumbnail.hpp"

#include <QFileInfo>

#include <utility>

namespace leafscope {

namespace {

/// Absolute, because the program may be started elsewhere the next time.
QString lasting(const QString& spec)
{
    return QFileInfo::exists(spec) ? QFileInfo(spec).absoluteFilePath() : spec;
}

} // namespace

RecentKeeper::RecentKeeper(Session& session, Workbench& workbench, TaskQueue& tasks,
                           RecentList& recent)
    : m_session(session)
    , m_workbench(workbench)
    , m_tasks(tasks)
    , m_recent(recent)
{
    connect(&workbench, &Workbench::opened, this, &RecentKeeper::opened);
    connect(&workbench, &Workbench::sessionSaved, this, [this](const QString& folder) {
        opened(folder, Opened::Session);
        keepPoints();
    });
    connect(&session, &Session::layoutChanged, this, &RecentKeeper::keepPoints);
}

void RecentKeeper::opened(const QString& spec, Opened kind)
{
    const QString name = lasting(spec);
    QString title = QFileInfo(name).fileName();
    if (kind == Opened::Session && !m_workbench.sessionTitle().isEmpty())
        title = m_workbench.sessionTitle();
    else if (kind == Opened::Data && m_session.data())
        title = QString::fromStdString(m_session.data()->name);
    m_recent.add({name, kind, title, QDateTime::currentDateTime()});
    if (kind == Opened::Data)
        keepSamples(name);
    else
        m_pointsFor = name;
}

void RecentKeeper::keepSamples(const QString& spec)
{
    const auto data = m_session.data();
    if (data && data->isImage())
        keep(spec, [data] { return samplesThumbnail(*data); });
    else
        m_pointsFor = spec; // its layout is the next best thing to see
}

void RecentKeeper::keepPoints()
{
    const auto layout = m_session.layout();
    if (!layout || m_pointsFor.isEmpty())
        return;
    keep(std::exchange(m_pointsFor, {}),
         [layout, labels = m_session.embedding(), layer = m_session.layer()] {
             return pointsThumbnail(*layout, layer, labels.get());
         });
}

void RecentKeeper::keep(const QString& spec, const std::function<QImage()>& draw)
{
    m_tasks.start(tr("Draw a thumbnail"), TaskWeight::Glance,
                  [spec, draw](const Progress&) -> TaskQueue::Apply {
                      keepThumbnail(spec, draw());
                      return {};
                  });
}

} // namespace leafscope
