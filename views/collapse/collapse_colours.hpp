// SPDX-License-Identifier: MIT
// Colours of classes and roles in the pictures of a collapse.
#pragma once

#include "core/base/matrix.hpp"

#include <QColor>

namespace leafscope {

enum class CollapseRole { Vertex, Classifier, Mean, Feature, TestFeature };

/// By class, the same for every role; or, as in the paper, green vertices, red classifiers and blue
/// means and features, each class in its own shade.
QColor collapseColour(CollapseRole role, int c, Index classes, bool paper);
/// Of the role as such, for a legend.
QColor roleColour(CollapseRole role, bool paper);

} // namespace leafscope
