// SPDX-License-Identifier: MIT
// The epochs that one task has yet to compute, in order. Shared by the window's thread, which
// changes its mind, and the worker, which takes one after the other; all members may be called from
// both.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

class FrameOrder {
public:
    explicit FrameOrder(std::vector<int> epochs);

    struct Next {
        int epoch = 0;
        double from = 0; ///< share of the order that is done, 0..1
        double to = 1;
    };
    /// The next epoch; the one before counts as done. nullopt when nothing is left.
    std::optional<Next> take();
    /// What is left to do becomes these, without the one being computed.
    void replace(const std::vector<int>& epochs);
    /// Moves an epoch that is left to do to the front.
    void promote(int epoch);
    std::optional<int> running() const;
    /// The one being computed, and those left.
    std::vector<int> unfinished() const;

    void fail(int epoch, const std::string& message);
    struct Failure {
        int epoch = 0;
        std::string message;
    };
    std::vector<Failure> failures() const;

private:
    mutable std::mutex m_mutex;
    std::vector<int> m_left;
    std::optional<int> m_running;
    std::size_t m_done = 0;
    std::vector<Failure> m_failures;
};

} // namespace leafscope
