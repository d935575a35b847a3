// SPDX-License-Identifier: MIT
// The terminal: progress and notes on stderr, results on stdout, Ctrl+C as cancel.
#pragma once

#include "core/base/progress.hpp"
#include "core/session/recipe.hpp"

#include <mutex>
#include <string>
#include <thread>

namespace leafscope::cli {

/// Shows the progress of one computation on stderr while it lives: a line that redraws itself on a
/// terminal, notes as lines of their own everywhere, nothing when quiet. Ctrl+C (SIGINT) and
/// SIGTERM cancel the computation.
class ProgressLine {
public:
    ProgressLine(const Progress& progress, bool quiet);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// Stands before the stage and before notes from now on: "epoch 3 (2 of 12): ".
    void setPrefix(const std::string& prefix);

private:
    void watch(const std::stop_token& stop);
    void show(bool last);

    Progress m_progress;
    bool m_quiet;
    bool m_terminal;
    std::mutex m_showing; ///< guards what follows
    std::string m_prefix;
    std::size_t m_notesShown = 0;
    std::size_t m_width = 0;
    std::jthread m_watcher; // last: stops before the rest is gone
};

/// A result for people: scalars as "name  value" lines, each array of objects as an aligned table.
std::string asText(const Json& result);

} // namespace leafscope::cli
