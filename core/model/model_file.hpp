// SPDX-License-Identifier: MIT
// What can be said of a model file without LibTorch: which file is meant, and why one cannot be
// used.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace leafscope {

/// Name of the extra file inside a TorchScript file in which our trainer keeps its metadata.
inline constexpr const char* kMetadataFile = "leafscope.json";

/// The file that `given` means: itself, or what lastCheckpoint says of a folder. Throws Error if
/// there is none.
std::filesystem::path resolveModelFile(const std::filesystem::path& given);

/// Throws Error(Format) with the cure for what the file is instead.
void requireTorchScript(const std::filesystem::path& file);

/// Turns LibTorch's failure text into an Error about this file.
[[noreturn]] void explainLoadFailure(const std::filesystem::path& file, const std::string& what);

/// What our own trainer stored, if it is what our own trainer stores; else null.
nlohmann::json parseMetadata(const std::string& text);

} // namespace leafscope
