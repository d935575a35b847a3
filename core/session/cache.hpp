// SPDX-License-Identifier: MIT
// Housekeeping in a folder of artifacts. Only files named HASH.h5 and their temporaries are ever
// looked at or removed; whatever else lies there is left alone.
#pragma once

#include "core/base/progress.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct CacheEntry {
    std::filesystem::path file;
    std::string hash;
    std::string analysis; ///< "" if it cannot be read
    std::string what;     ///< what it is about (subjectOf)
    std::uintmax_t bytes = 0;
    double age = 0;    ///< seconds since it was made
    double unused = 0; ///< seconds since it was last made or taken
};

/// The artifacts of a folder, the longest unused first. Cost: opens each. A folder that does not
/// exist is empty.
std::vector<CacheEntry> listCache(const std::filesystem::path& folder);

/// Notes that an artifact was used now (its time of modification). Never throws.
void markUsed(const std::filesystem::path& artifact);

struct CacheFlaw {
    std::filesystem::path file;
    std::string flaw;
};

struct CacheCheck {
    std::size_t artifacts = 0;
    std::uintmax_t bytes = 0;
    std::vector<CacheFlaw> flaws;
};

/// Opens every artifact, computes the hash of its recipe and of those inside anew, and reads every
/// array. Finds what is cut short, damaged in structure or misnamed; a value that changed silently
/// on the disk is not noticed. Cost: reads the whole folder. Cancellable.
CacheCheck verifyCache(const std::filesystem::path& folder, const Progress& progress = {});

struct PruneOptions {
    std::optional<double> unusedFor;    ///< seconds: remove what was not used for longer
    std::optional<std::uintmax_t> most; ///< bytes: then the longest unused until the rest fits
};

struct PruneResult {
    std::vector<CacheEntry> removed;
    std::size_t temporaries = 0; ///< of dead processes
    std::uintmax_t bytes = 0;    ///< freed
    std::uintmax_t kept = 0;     ///< bytes that stay
};

/// Removes artifacts as the options say, and always the temporaries of dead processes. Programs
/// that read a removed artifact at this moment keep what they have open.
PruneResult pruneCache(const std::filesystem::path& folder, const PruneOptions& options);

} // namespace leafscope
