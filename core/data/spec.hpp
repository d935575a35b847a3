// SPDX-License-Identifier: MIT
// How a spec names a part of a file or folder: "data.h5:/train/images", "set.npz:x_test",
// "DIR:test".
#pragma once

#include <filesystem>
#include <string>

namespace leafscope {

struct SplitSpec {
    std::filesystem::path file; ///< or folder
    std::string part;           ///< behind the colon; empty if the whole is meant
};

/// Splits at the last colon before which there is a file or folder; a spec that names one as a
/// whole, or none at all, has no part.
SplitSpec splitSpec(const std::string& spec);

} // namespace leafscope
