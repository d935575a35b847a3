// SPDX-License-Identifier: MIT
// Context and drawing of the canvas.
#include "views/scene/vtk_canvas.hpp"

#include "views/scene/camera_control.hpp"

#include <QOpenGLContext>
#include <vtkCamera.h>
#include <vtkRenderer.h>

#include <cmath>

namespace leafscope {

VtkCanvas::VtkCanvas(QWidget* parent, vtkRenderer* renderer, const CameraControl& camera)
    : QOpenGLWidget(parent)
    , m_renderer(renderer)
    , m_camera(camera)
    , m_window(renderer)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    setUpdateBehavior(QOpenGLWidget::PartialUpdate); // paintGL may leave the last picture
}

VtkCanvas::~VtkCanvas()
{
    // The base class destroys the context after our members are gone: its last signal must not find
    // them.
    if (context())
        disconnect(context(), nullptr, this, nullptr);
    releaseContext();
}

void VtkCanvas::requestRender()
{
    m_dirty = true;
    update();
}

void VtkCanvas::initializeGL()
{
    ++m_contexts;
    m_window.open(context(), context()->surface());
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &VtkCanvas::releaseContext,
            Qt::DirectConnection);
    m_dirty = true;
}

// Floating or docking may destroy the context; initializeGL comes again then.
void VtkCanvas::releaseContext()
{
    if (!m_window.isOpen() || !context())
        return;
    makeCurrent();
    m_window.close();
    doneCurrent();
}

void VtkCanvas::resizeGL(int, int)
{
    m_dirty = true;
    if (m_ratio != devicePixelRatioF()) {
        m_ratio = devicePixelRatioF();
        Q_EMIT ratioChanged();
    }
}

void VtkCanvas::paintGL()
{
    // Qt paints at every resize; while the panels around are put in order that would be in vain.
    if (!m_dirty || !updatesEnabled())
        return;
    const double ratio = devicePixelRatioF();
    const QSize pixels(int(std::floor(width() * ratio + 0.5)),
                       int(std::floor(height() * ratio + 0.5)));
    m_window.resize(pixels, ratio);
    m_camera.apply(*m_renderer->GetActiveCamera());
    m_window.render();
    m_window.copyTo(defaultFramebufferObject());
    m_dirty = false;
    ++m_renders;
}

} // namespace leafscope
