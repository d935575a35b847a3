// SPDX-License-Identifier: MIT
// Grows the leaf and the fibre through a point on another thread.
#pragma once

#include "core/leaf/foliation_source.hpp"
#include "core/session/recipe.hpp"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <mutex>

namespace leafscope {

struct ProbedLeaf {
    VectorD x;
    LeafPlace place;
    LeafPiece leaf;
    LeafPiece fibre;
    QString problem; ///< why there is none; "" if there is
};

/// The classifier of a foliation is opened with the first question and kept; one thread at a time
/// has it. Starts on the global thread pool; a later question cancels the one before. `done` is
/// called on the thread of the receiver unless the probe is gone by then; deleting it does not
/// wait.
class LeafProbe {
public:
    LeafProbe(QObject& receiver, const Recipe& recipe, const GrowthOptions& growth,
              std::function<void(ProbedLeaf)> done);
    ~LeafProbe();
    LeafProbe(const LeafProbe&) = delete;
    LeafProbe& operator=(const LeafProbe&) = delete;

    void ask(const VectorD& x);
    bool isBusy() const { return m_asked; }
    /// The same on this thread, which waits: for pictures. Forgets what was asked for.
    ProbedLeaf answer(const VectorD& x);

private:
    /// Shared with the other thread, which may outlive the probe and the receiver.
    struct Desk;
    std::shared_ptr<Desk> m_desk;
    Progress m_progress; ///< of the last question
    bool m_asked = false;
};

} // namespace leafscope
