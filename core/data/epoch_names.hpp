// SPDX-License-Identifier: MIT
// Epoch numbers in the names of files and folders.
#pragma once

#include <optional>
#include <string>

namespace leafscope {

/// The number behind the last "epoch", "ckpt", "checkpoint", "step" or "iter" in a name, in any
/// case and with "_", "-", "=" or blanks between: 3 for name_epoch003.npy, epoch_3, Epoch-3.h5; the
/// number itself if the name (without an ending) is nothing else. Nothing for other names and for
/// numbers over nine digits.
std::optional<int> epochInName(const std::string& name);

/// Whether the name ends like that of a file of arrays: .npy, .npz, .h5, .hdf5, .safetensors, .csv,
/// .tsv.
bool isArrayName(const std::string& name);

} // namespace leafscope
