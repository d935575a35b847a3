// SPDX-License-Identifier: MIT
// How a scene of translucent surfaces is lit and drawn.
#pragma once

class vtkRenderer;

namespace leafscope {

/// A key light from the upper left and a weaker one opposite, which go with the camera: curvature
/// shows, nothing is black. Translucent surfaces are drawn in the right order, in at most `peels`
/// layers, and edges are smoothed.
void lightSurfaces(vtkRenderer* renderer, int peels);

} // namespace leafscope
