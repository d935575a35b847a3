// SPDX-License-Identifier: MIT
// What OpenGL needs of the application before anything is drawn. No VTK type here.
#pragma once

namespace leafscope {

/// Makes the surface format that VTK needs the default, and lets contexts share, so that a floating
/// dock keeps its context. Call it before the application object exists.
void prepareOpenGl();

/// True if this platform can make an OpenGL context at all; tried once.
bool hasOpenGl();

} // namespace leafscope
