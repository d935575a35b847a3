// SPDX-License-Identifier: MIT
// Recognition of model files: PyTorch's archives, ONNX, safetensors. The cures are in
// model_cures.hpp.
#pragma once

#include "core/data/sniff.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace leafscope {

/// A zip archive by its members: TorchScript, torch.save, PT2, .npz, or another one, whole or cut.
Sniffed sniffZip(const std::filesystem::path& file);

/// Fills `out` if the file is a safetensors file: a length, then that much JSON.
bool sniffSafetensors(const std::filesystem::path& file, std::string_view start, Sniffed& out);

/// Fills `out` if the file is a serialized ONNX ModelProto, judged by its chain of fields.
bool sniffOnnx(const std::filesystem::path& file, std::string_view start, Sniffed& out);

} // namespace leafscope
