// SPDX-License-Identifier: MIT
// A VTK render window inside a Qt OpenGL context: what the widget and the off-screen picture share.
#pragma once

#include <QSize>
#include <vtkNew.h>

class QOpenGLContext;
class QSurface;
class vtkGenericOpenGLRenderWindow;
class vtkRenderer;

namespace leafscope {

/// Without multisampling: what is drawn smooths its own edges.
/// Lives on the window's thread. Between open() and close() the context must exist.
class VtkWindow {
public:
    explicit VtkWindow(vtkRenderer* renderer);
    ~VtkWindow();
    VtkWindow(const VtkWindow&) = delete;
    VtkWindow& operator=(const VtkWindow&) = delete;

    /// The context must be current on the surface.
    void open(QOpenGLContext* context, QSurface* surface);
    /// Releases everything VTK keeps in the context, which must be current. Safe to repeat.
    void close();
    bool isOpen() const { return m_context != nullptr; }

    /// Device pixels, and device pixels per logical pixel.
    void resize(QSize pixels, double ratio);
    /// Draws the scene into VTK's own buffers.
    void render();
    /// Copies the drawn scene, opaque, into a framebuffer of the context.
    void copyTo(unsigned int framebuffer);

private:
    vtkNew<vtkGenericOpenGLRenderWindow> m_window;
    QOpenGLContext* m_context = nullptr;
    QSurface* m_surface = nullptr;
};

} // namespace leafscope
