// SPDX-License-Identifier: MIT
// Recognition of model files: PyTorch's archives, ONNX, safetensors; and the cure for each.
#pragma once

#include "core/data/sniff.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace leafscope {

/// A zip archive by its members: TorchScript, torch.save, PT2, .npz, or another one, whole or cut.
Sniffed sniffZip(const std::filesystem::path& file);

/// Starts with a pickle: torch.save before 2020, or any pickled object.
Sniffed describeLegacyPickle();

/// Fills `out` if the file is a safetensors file: a length, then that much JSON.
bool sniffSafetensors(const std::filesystem::path& file, std::string_view start, Sniffed& out);

/// Fills `out` if the file is a serialized ONNX ModelProto, judged by its chain of fields.
bool sniffOnnx(const std::filesystem::path& file, std::string_view start, Sniffed& out);

} // namespace leafscope
