// SPDX-License-Identifier: MIT
// The style sheet of the whole application, made from the tokens.
#pragma once

#include "views/style/theme.hpp"

#include <QString>

namespace leafscope::style {

/// Rules for every standard widget the window uses. Widgets may set the dynamic property "role":
/// "caption" or "title" on labels, "primary", "quiet" or "link" on buttons, "panel" on any
/// container that shall stand on the surface colour.
QString styleSheet(const Tokens& tokens);

/// Makes the resources under :/leafscope known; the linker drops those of a static library unless
/// asked.
void takeInResources();

} // namespace leafscope::style
