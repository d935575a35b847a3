// SPDX-License-Identifier: MIT
// What a person may change of the look. Takes effect with style::apply(); the window's thread only.
#pragma once

#include "views/style/theme.hpp"

namespace leafscope::style {

/// Light or dark as the desktop had it when the program started.
Theme systemTheme();

/// The size of all text (and of the controls around it), 0.75 to 2; 1 by default.
void setTextScale(double scale);
double textScale();

/// Turns animations into cuts, here and in Qt's own widgets: views ask the style for
/// SH_Widget_Animation_Duration.
void setReducedMotion(bool reduced);
bool reducedMotion();

} // namespace leafscope::style
