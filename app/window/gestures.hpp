// SPDX-License-Identifier: MIT
// What mouse and keys do inside the 3-D view, for the legend, the help and the check that a new
// shortcut takes nothing away. The view itself knows.
#pragma once

#include "views/embedding/gestures.hpp"

namespace leafscope {

using Gesture = ViewGesture;

inline std::vector<Gesture> gestures()
{
    return embeddingGestures();
}

} // namespace leafscope
