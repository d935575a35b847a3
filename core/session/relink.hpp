// SPDX-License-Identifier: MIT
// Inputs of a session that are no longer where they were: found again by their content.
#pragma once

#include "core/base/progress.hpp"
#include "core/session/session_folder.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

/// An input that is not where the session says.
struct MissingInput {
    std::string role; ///< data, model, embedding
    std::string spec; ///< where it was
    std::string hash; ///< of its content
};

/// The inputs of the session and of its recipes whose path does not exist; each once. Looks at
/// names only.
std::vector<MissingInput> missingInputs(const SessionFolder& session);

/// The content identity of what stands at `spec` now, in the way that `role` is identified. Throws
/// Error when it cannot be read.
std::string contentHash(const std::string& role, const std::string& spec);

/// Looks for the content of a missing input below `folders`: first under the tails of its old path,
/// then among files of the same ending in the folders themselves (at most 200 each). Reads the
/// candidates; cancellable. nullopt if none has the content.
std::optional<std::string> findMoved(const MissingInput& missing,
                                     const std::vector<std::filesystem::path>& folders,
                                     const Progress& progress = {});

/// Writes the new place of the content `hash` into every recipe and input.
void relink(SessionFolder& session, const std::string& hash, const std::string& spec);

} // namespace leafscope
