// SPDX-License-Identifier: MIT
// The contact sheet of a walk: places at even distances with their numbers.
#pragma once

#include "core/session/recipe.hpp"

#include <QImage>
#include <QString>

#include <filesystem>
#include <vector>

namespace leafscope {

/// One picture of the sheet and what stands below it.
struct SheetPlace {
    QImage image;
    QStringList caption;
};

struct WalkSheet {
    QString title;
    QString detail; ///< a quieter line below: unit, bounds, why it ended
    std::vector<SheetPlace> places;
};

/// Of the folder that `leaf walk` wrote. Reads of /x only what it shows. No places for inputs that
/// are no images. Throws Error: Io, Format.
WalkSheet readWalkSheet(const Recipe& recipe, const Json& result,
                        const std::filesystem::path& folder);

/// Three in a row. Needs an application object (QGuiApplication); any thread.
QImage drawWalkSheet(const WalkSheet& sheet);

} // namespace leafscope
