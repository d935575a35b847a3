// SPDX-License-Identifier: MIT
// How a computation tells how far it is and learns that it shall stop.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace leafscope {

/// What an observer sees of a running computation at one moment.
struct ProgressSnapshot {
    double fraction = 0; ///< 0..1 of the whole computation
    std::string stage;   ///< what is being done now, in words
    std::vector<std::string> notes;
};

/// A handle passed by value to computations. Copies share one state; all members may be called from
/// any thread. A default-made Progress is observed by nobody and never cancelled until cancel().
/// Computations poll often enough that a cancel takes effect within 0.5 s.
class Progress {
public:
    Progress();

    /// Sets the fraction of this handle's span; throws Cancelled if asked to stop.
    void report(double fraction) const;
    /// Throws Cancelled if asked to stop.
    void checkpoint() const;
    bool cancelled() const;
    /// A sentence the person should read (bytes about to be written, rows dropped, a default taken).
    void note(std::string text) const;
    /// The part [from, to] of this handle's span, under a stage name of its own.
    Progress span(double from, double to, std::string stage) const;

    /// Asks the computation to stop.
    void cancel() const;
    ProgressSnapshot snapshot() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
    double m_from = 0;
    double m_to = 1;
};

} // namespace leafscope
