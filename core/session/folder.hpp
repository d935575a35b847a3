// SPDX-License-Identifier: MIT
// What stands in a folder of results beside the files of the analysis that wrote it.
#pragma once

#include "core/base/progress.hpp"
#include "core/session/recipe.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace leafscope {

/// The recipe, in the folder of an analysis that writes folders.
inline constexpr const char* kRecipeFile = "recipe.json";

/// What a floor above adds to the folders of one analysis, wherever its recipe is run: pictures
/// that need fonts, which this floor does not know.
struct FolderFinish {
    /// Before anything is computed. Throws Error for what cannot be met.
    std::function<void(const Recipe&)> require;
    /// Once the analysis has written its files; adds to its result. When it throws, the folder is
    /// cleared as after a failed analysis.
    std::function<void(const Recipe&, const std::filesystem::path& folder, Json& result,
                       const Progress&)>
        add;
};

/// For the analysis of that name; one each. Before recipes run, from one thread.
void setFolderFinish(const std::string& analysis, FolderFinish finish);
/// nullptr if there is none.
const FolderFinish* folderFinish(const std::string& analysis);

} // namespace leafscope
