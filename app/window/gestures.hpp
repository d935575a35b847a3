// SPDX-License-Identifier: MIT
// What mouse and keys do inside the large views, for the legend, the help and the check that a new
// shortcut takes nothing away. The views themselves know.
#pragma once

#include "views/embedding/gestures.hpp"

namespace leafscope {

using Gesture = ViewGesture;

/// Of the embedding; what moves the camera is the same in every 3-D view.
inline std::vector<Gesture> gestures()
{
    return embeddingGestures();
}

/// Of the neighbourhood view, beside those that move the camera.
std::vector<Gesture> neighborhoodGestures();

/// Of the collapse view, likewise.
std::vector<Gesture> collapseGestures();

} // namespace leafscope
