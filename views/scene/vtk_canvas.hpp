// SPDX-License-Identifier: MIT
// The OpenGL surface inside VtkWidget: draws a renderer's scene when asked to.
#pragma once

#include "views/scene/vtk_window.hpp"

#include <QOpenGLWidget>

namespace leafscope {

class CameraControl;

class VtkCanvas : public QOpenGLWidget {
    Q_OBJECT

public:
    /// Renderer and camera must outlive the canvas.
    VtkCanvas(QWidget* parent, vtkRenderer* renderer, const CameraControl& camera);
    ~VtkCanvas() override;

    void requestRender();
    int renderCount() const { return m_renders; }
    int contextCount() const { return m_contexts; }

Q_SIGNALS:
    /// The canvas moved to a screen with another number of device pixels per logical pixel.
    void ratioChanged();

protected:
    void initializeGL() override;
    void resizeGL(int width, int height) override;
    void paintGL() override;

private:
    void releaseContext();

    vtkRenderer* m_renderer;
    const CameraControl& m_camera;
    VtkWindow m_window;
    bool m_dirty = true;
    double m_ratio = 0;
    int m_renders = 0;
    int m_contexts = 0;
};

} // namespace leafscope
