// SPDX-License-Identifier: MIT
// Walks that are taken while one looks at them.
//
// One worker takes them one after the other (a network serves one thread); what it finds goes into
// the session's tracks in batches, at most kBatchesPerSecond of them. Steering comes first, walks
// second, and what checks a finished walk runs while nobody waits for anything else.
#pragma once

#include "views/session/session.hpp"

#include <QObject>

#include <memory>
#include <set>

namespace leafscope {

class WalkWorker;

/// Whose walk, and how.
struct WalkRequest {
    QString model;     ///< the network's file
    QString modelName; ///< "epoch 12"
    Json parameters;   ///< of `leaf walk`; what is missing has its default
    std::uint64_t seed = 1;
};

class LiveWalks : public QObject {
    Q_OBJECT

public:
    static constexpr int kBatchesPerSecond = 30;

    explicit LiveWalks(Session& session, QObject* parent = nullptr);
    ~LiveWalks() override;

    /// Adds a track to the session and takes the walk; its id. Needs data in the session. What goes
    /// wrong is the track's error.
    int begin(const WalkRequest& request);
    /// A guided walk leaves what it walks to for this point of its chart. Points that come faster
    /// than the worker follows replace each other.
    void guide(int id, const VectorD& chartPoint);
    /// Takes the track out of the session and stops what is being done for it.
    void remove(int id);
    void removeAll();
    /// True while a walk is being taken (not: checked).
    bool isBusy() const;

private:
    std::shared_ptr<const WalkTrack> track(int id) const;
    /// Nothing more is done for walks that left the session.
    void forgetMissing();

    Session& m_session;
    std::shared_ptr<WalkWorker> m_worker; ///< shared with the other thread
    std::set<int> m_known;
    int m_last = 0;
};

} // namespace leafscope
