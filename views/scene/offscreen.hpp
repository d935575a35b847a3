// SPDX-License-Identifier: MIT
// A scene as an image, without a window on the screen.
#pragma once

#include <QImage>
#include <QSize>
#include <vtkNew.h>
#include <vtkRenderer.h>

namespace leafscope {

/// Draws the renderer's scene at `size` logical pixels times `ratio`, the way VtkWidget draws it:
/// the same size and OpenGL give the same pixels. The renderer must not belong to another window.
/// Throws Error(Unsupported) if the platform has no OpenGL.
QImage renderImage(vtkRenderer* renderer, QSize size, double ratio);

class CameraControl;

/// A renderer of its own for a picture, on the theme's surface and seen by `camera`: a scene is put
/// into renderer(), then image() draws it.
class OffscreenScene {
public:
    static constexpr double kFiner = 2;
    enum class Edges { Plain, Smooth }; ///< smooth: drawn kFiner times as large, where that fits

    OffscreenScene(const CameraControl& camera, QSize size, double ratio, Edges edges);
    vtkRenderer* renderer() { return m_renderer; }
    double finer() const { return m_finer; } ///< how many times larger it is drawn
    /// size * ratio pixels. Throws as renderImage() does.
    QImage image();

private:
    vtkNew<vtkRenderer> m_renderer;
    QSize m_size;
    double m_ratio;
    double m_finer = 1;
};

} // namespace leafscope
