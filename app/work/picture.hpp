// SPDX-License-Identifier: MIT
// A view's picture as a recipe: what the window copies and what `render` and `run` draw.
#pragma once

#include "core/session/artifacts.hpp"
#include "views/frame/view.hpp"

#include <QSize>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace leafscope {

inline constexpr const char* kRenderAnalysis = "render";

/// The names of all views that have a picture.
std::vector<std::string> viewNames();
/// The same as people read them: "embedding, curve, ..., or study".
std::string viewNamesText();

/// The view called `name`. Throws Error(InvalidInput) that lists the names.
std::unique_ptr<View> makeView(const std::string& name, Session& session);

/// The recipe of what `view` shows now at this size, in the current theme. Throws
/// Error(InvalidInput) when it shows nothing.
Recipe pictureRecipe(const View& view, const Session& session, QSize size);

/// Draws a picture recipe into `out` (.png with the recipe in its text chunk, .svg or .csv). Needs
/// a QApplication and runs on its thread. Throws Error.
void drawPicture(const Recipe& recipe, const ArtifactStore& store, const Progress& progress,
                 const std::filesystem::path& out);

/// Writes what the view shows into `out`, by its extension as above. Throws Error(InvalidInput,
/// Io).
void exportView(View& view, const Session& session, QSize size, const std::filesystem::path& out);

/// The commands that draw this picture.
std::string pictureCommands(const Recipe& recipe, const std::string& out);

} // namespace leafscope
