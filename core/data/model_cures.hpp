// SPDX-License-Identifier: MIT
// What to say of a model file that Leafscope cannot walk through, and the three lines of Python
// that make the right one; each kind has its own.
//
// Nothing of a file is executed: pickles are only outlined (pickle_outline.hpp).
#pragma once

#include "core/data/sniff.hpp"

#include <filesystem>
#include <string_view>

namespace leafscope {

/// Whole archives of torch.save (FileKind::StateDict): a state dict, a training checkpoint with one
/// inside, or a pickled module.
void describeSaved(const std::filesystem::path& file, Sniffed& out);

/// Archives of torch.export, or what AOTInductor compiled from one (FileKind::Pt2).
void describeExported(const std::filesystem::path& file, bool compiled, Sniffed& out);

/// Starts with a pickle: torch.save before PyTorch 1.6, or any other pickled object.
Sniffed describePickle(const std::filesystem::path& file);

/// Adds the cure to a safetensors file that holds weights.
void cureSafetensors(const std::filesystem::path& file, Sniffed& out);

/// Adds the cure to an ONNX file.
void cureOnnx(const std::filesystem::path& file, Sniffed& out);

/// A Keras archive (.keras) or HDF5 file.
void describeKeras(const std::filesystem::path& file, Sniffed& out);

/// True of an HDF5 file that Keras wrote, judged by the names of its groups and arrays.
bool isKeras(const std::filesystem::path& hdf5);

/// Fills `out` if the file is a model for PyTorch's mobile interpreter in the flatbuffer format.
bool sniffMobile(const std::filesystem::path& file, std::string_view start, Sniffed& out);

} // namespace leafscope
