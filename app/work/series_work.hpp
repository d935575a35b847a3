// SPDX-License-Identifier: MIT
// The part of the workbench that works on series: finds the checkpoints beside an open one, lists
// which of their frames are there, and computes the others when they are wanted.
//
// At most one task computes frames. Going elsewhere changes what it has left to do, and cancels it
// only when what it is doing is not wanted any more. Every frame is a pair of artifacts, so that
// nothing finished is lost. Lives on the window's thread.
#pragma once

#include "app/tasks/task_queue.hpp"
#include "app/work/frame_order.hpp"
#include "app/work/frame_plan.hpp"
#include "core/session/artifacts.hpp"
#include "views/session/session.hpp"

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace leafscope {

class SeriesWork : public QObject {
    Q_OBJECT

public:
    SeriesWork(Session& session, TaskQueue& tasks, std::function<ArtifactStore()> store,
               QObject* parent);

    /// Looks whether this checkpoint is one of several. The session gets its series once the
    /// embedding of one of them is shown.
    void look(const QString& model);
    /// The same for an embedding that is one of several, or all of them.
    void lookAtEmbedding(const QString& spec);
    /// What is being computed for the inputs that are about to be replaced stops.
    void abandon();
    /// Other inputs are here: the series of the earlier ones is not theirs.
    void close();
    /// The checkpoint of the epoch that is shown; "" if no series of checkpoints is open.
    QString shownModel() const;
    QString alignment() const { return m_alignment; }

    /// Aligns the layouts of all epochs otherwise (seriesAlignments()).
    void setAlignment(const QString& alignment);
    /// Computes an epoch that the person asked for, also after it failed or was cancelled.
    void request(int epoch);
    /// Epochs that will be wanted soon, in this order.
    void prefetch(const std::vector<int>& epochs);
    /// Everything that is not there, in one task.
    void computeAll();

    /// Scrubbing over epochs computes none of them.
    static constexpr int kSettleMilliseconds = 150;
    /// Layouts beyond this stay in the store until they are wanted.
    static constexpr double kMostLayoutBytes = 512e6;

Q_SIGNALS:
    void alignmentChanged(const QString& alignment);
    /// Why there is no series to see, or "".
    void hintChanged(const QString& hint);
    void failed(const QString& title, const QString& message);

private:
    void connectSession();
    /// Opens the series that was found, and plans it anew when what is shown was made otherwise.
    void follow();
    void lookFor(const QString& what, const std::function<std::vector<SeriesEntry>()>& find,
                 const QString& alone);
    void adopt();
    /// Of the found series, the one that the shown facts are made from; -1 for none.
    int shownAmongFound() const;
    void plan(const FrameTemplate& common);
    struct Listing {
        std::map<int, FramePlan> plans;
        std::map<int, Frame> frames;
    };
    void takeOver(Listing listing);
    bool fits(int epoch) const;
    bool isMissing(int epoch) const;
    /// The epochs that must be there before this one, and itself, as far as they are missing.
    void append(std::vector<int>& wanted, int epoch) const;
    std::vector<int> wantedNow() const;
    void reconsider();
    void start(const std::vector<int>& epochs, bool all);
    void begin(int epoch);
    void keepFailure(int epoch, const QString& message);
    void keep(int epoch, const Frame& part);
    void stop();
    void ended(const std::shared_ptr<FrameOrder>& order, const QString& message, bool cancelled);
    void setEmpty(const std::vector<int>& epochs, const QString& message);

    Session& m_session;
    TaskQueue& m_tasks;
    std::function<ArtifactStore()> m_store;
    std::vector<SeriesEntry> m_found; ///< around the model that was opened last
    QString m_alignment = QStringLiteral("none");
    FrameTemplate m_common; ///< that m_plans was made from
    std::string m_key;      ///< its key; "" for none
    std::map<int, FramePlan> m_plans;
    std::vector<int> m_ahead;
    std::set<int> m_declined; ///< cancelled by the person
    std::shared_ptr<FrameOrder> m_order;
    int m_task = 0;
    std::set<int> m_dropped; ///< tasks that leave the list as soon as they are over
    bool m_all = false;      ///< the running task computes everything
    bool m_quiet = false;
    int m_lookTicket = 0;
    int m_generation = 0; ///< of m_plans
    QTimer m_follow;
    QTimer m_settle;
};

/// The one that belongs to a workbench.
SeriesWork& seriesOf(const QObject& workbench);

} // namespace leafscope
