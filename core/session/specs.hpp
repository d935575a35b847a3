// SPDX-License-Identifier: MIT
// What the user writes where an input is wanted: a path, perhaps with a part behind it
// ("file.h5:/array", "DIR:test") and a choice of classes ("train.npy?classes=0-2"), a data set's
// name or a generator.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace leafscope {

/// A spec split where its path ends.
struct SpecParts {
    std::filesystem::path path; ///< exists
    std::string rest;           ///< ":/array", ":test?classes=0-2" or ""
};

/// nullopt if no leading part of the spec is an existing path, and for data sets known by name and
/// generators.
std::optional<SpecParts> locateSpec(const std::string& spec);

/// The spec with its path made absolute; others unchanged.
std::string absoluteSpec(const std::string& spec);

/// A spec whose path does not exist, looked for below `folder`: the longest tail of the path that
/// is there and passes `fits`. The recipe of another machine is run again that way. nullopt if
/// none.
std::optional<std::string> movedSpec(const std::string& spec, const std::filesystem::path& folder,
                                     const std::function<bool(const std::string&)>& fits);

} // namespace leafscope
