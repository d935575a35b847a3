// SPDX-License-Identifier: MIT
// The autosave journal: what the person did since the session was opened, on disk within seconds,
// and found again after a crash.
//
// One file per running program. Each line is a checksum and a JSON value: the whole state, or a
// patch (RFC 6902) to the state of the line before. Lines are appended and synced, so a kill loses
// at most the line that is being written; a torn line ends the replay. The owner holds a lock on
// the file, which the system releases when it dies, however it dies.
#pragma once

#include "core/session/recipe.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

class Journal {
public:
    /// $LEAFSCOPE_STATE, else $XDG_STATE_HOME/leafscope, else ~/.local/state/leafscope; in it
    /// journals/.
    static std::filesystem::path userFolder();

    /// The file is made at the first write.
    explicit Journal(std::filesystem::path folder = userFolder());
    /// Keeps the file: only a clean end removes it.
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// Appends the state (or what changed) and syncs. Nothing happens if it is the state of the
    /// last line. Throws Error(Io), for example on a full disk; the lines before stay good. Cost:
    /// the size of the change, now and then that of the state.
    void write(const Json& state);
    /// The work is saved or given up: removes the file.
    void remove();
    const std::filesystem::path& file() const { return m_file; } ///< "" before the first write

private:
    void append(const Json& line);
    void startAnew(const Json& state);

    std::filesystem::path m_folder;
    std::filesystem::path m_file;
    int m_descriptor = -1;
    Json m_last;
    std::size_t m_bytes = 0;     ///< in the file
    std::size_t m_fullBytes = 0; ///< of its first line
};

/// Work of a program that ended without saying so.
struct LostWork {
    std::filesystem::path file;
    std::string savedAt; ///< local time of the last line, "2026-11-24 21:05"
    Json state;
};

/// The journals in a folder whose owner is gone and that hold a state, newest first. Journals
/// without a whole line are removed. Never throws for damaged files.
std::vector<LostWork> lostWork(const std::filesystem::path& folder = Journal::userFolder());

} // namespace leafscope
