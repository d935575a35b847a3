// SPDX-License-Identifier: MIT
// A scene as an image, without a window on the screen.
#pragma once

#include <QImage>
#include <QSize>

class vtkRenderer;

namespace leafscope {

/// Draws the renderer's scene at `size` logical pixels times `ratio`, the way VtkWidget draws it:
/// the same size and OpenGL give the same pixels. The renderer must not belong to another window.
/// Throws Error(Unsupported) if the platform has no OpenGL.
QImage renderImage(vtkRenderer* renderer, QSize size, double ratio);

} // namespace leafscope
