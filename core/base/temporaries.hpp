// SPDX-License-Identifier: MIT
// Names of files being written (PendingFile), and the removal of those whose writer is dead.
//
// A name is ".TARGET.HOST-PID-N.partial". Invariants: (1) a name is used by one writer at a time;
// (2) a temporary is removed by others only if its writer ran on this machine and is no more, so
// two processes, or two machines on one shared disk, never disturb each other.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct Temporary {
    std::filesystem::path file;
    std::string target; ///< file name it would have become
    std::string host;   ///< of the writer, as hashed by temporaryBeside()
    long process = 0;
};

/// A new name beside `target`.
std::filesystem::path temporaryBeside(const std::filesystem::path& target);

/// nullopt if the name is not one of ours.
std::optional<Temporary> parseTemporary(const std::filesystem::path& file);

/// Whether its writer ran here and has ended.
bool isStale(const Temporary& temporary);

/// The stale temporaries of a folder; empty if it cannot be listed.
std::vector<Temporary> staleTemporaries(const std::filesystem::path& folder);

/// Removes them and returns how many. Never throws for what cannot be removed.
std::size_t removeStaleTemporaries(const std::filesystem::path& folder);

} // namespace leafscope
