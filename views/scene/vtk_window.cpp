// SPDX-License-Identifier: MIT
// The render window and its contract with Qt's context.
#include "views/scene/vtk_window.hpp"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QSurfaceFormat>
#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>

#include <cmath>

namespace leafscope {

void prepareOpenGl()
{
    QSurfaceFormat format;
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setDepthBufferSize(24);
    format.setSamples(0); // VTK multisamples in buffers of its own
    QSurfaceFormat::setDefaultFormat(format);
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
}

bool hasOpenGl()
{
    static const bool available = [] {
        // These platforms draw by software without OpenGL; asking them prints warnings.
        const QString platform = QGuiApplication::platformName();
        if (platform == QLatin1String("offscreen") || platform == QLatin1String("minimal"))
            return false;
        QOffscreenSurface surface;
        surface.create();
        QOpenGLContext context;
        return context.create() && surface.isValid() && context.makeCurrent(&surface);
    }();
    return available;
}

VtkWindow::VtkWindow(vtkRenderer* renderer)
{
    m_window->SetOwnContext(false);
    m_window->SetReadyForRendering(false);
    m_window->SetFrameBlitModeToNoBlit();
    m_window->SetMultiSamples(4);
    m_window->AddRenderer(renderer);

    // Never the widget's own makeCurrent() here: it binds the widget's framebuffer behind VTK's
    // cached state, and VTK then attaches its textures to Qt's framebuffer.
    vtkNew<vtkCallbackCommand> makeCurrent;
    makeCurrent->SetClientData(this);
    makeCurrent->SetCallback([](vtkObject*, unsigned long, void* self, void*) {
        auto* window = static_cast<VtkWindow*>(self);
        if (window->m_context && window->m_surface)
            window->m_context->makeCurrent(window->m_surface);
    });
    m_window->AddObserver(vtkCommand::WindowMakeCurrentEvent, makeCurrent);

    vtkNew<vtkCallbackCommand> isCurrent;
    isCurrent->SetClientData(this);
    isCurrent->SetCallback([](vtkObject*, unsigned long, void* self, void* answer) {
        const auto* window = static_cast<VtkWindow*>(self);
        *static_cast<bool*>(answer) =
            window->m_context && QOpenGLContext::currentContext() == window->m_context;
    });
    m_window->AddObserver(vtkCommand::WindowIsCurrentEvent, isCurrent);
}

VtkWindow::~VtkWindow()
{
    close();
    m_window->RemoveAllObservers();
}

void VtkWindow::open(QOpenGLContext* context, QSurface* surface)
{
    m_context = context;
    m_surface = surface;
    m_window->SetReadyForRendering(true);
    m_window->SetForceMaximumHardwareLineWidth(1);
    m_window->OpenGLInitContext();
}

void VtkWindow::close()
{
    if (!m_context)
        return;
    m_window->Finalize();
    m_window->SetReadyForRendering(false);
    m_context = nullptr;
    m_surface = nullptr;
}

void VtkWindow::resize(QSize pixels, double ratio)
{
    m_window->SetSize(pixels.width(), pixels.height());
    m_window->SetDPI(int(std::lround(72 * ratio)));
}

void VtkWindow::render()
{
    vtkOpenGLState* state = m_window->GetState();
    state->Reset(); // Qt drew with this context since
    state->Push();
    state->vtkglDepthFunc(GL_LEQUAL);
    m_window->Render();
    state->Pop();
}

void VtkWindow::copyTo(unsigned int framebuffer)
{
    vtkOpenGLState* state = m_window->GetState();
    state->Reset();
    state->Push();
    auto* gl = m_context->extraFunctions();
    state->PushDrawFramebufferBinding();
    state->vtkglBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
    const GLenum target = framebuffer == 0 ? GL_BACK : GL_COLOR_ATTACHMENT0;
    gl->glDrawBuffers(1, &target);
    const int* size = m_window->GetSize();
    m_window->BlitDisplayFramebuffer(0, 0, 0, size[0], size[1], 0, 0, size[0], size[1],
                                     GL_COLOR_BUFFER_BIT, GL_NEAREST);
    // VTK leaves alpha at 0; the screen hides that, but a grab of the widget shows a hole.
    gl->glDisable(GL_SCISSOR_TEST);
    gl->glColorMask(false, false, false, true);
    gl->glClearColor(0, 0, 0, 1);
    gl->glClear(GL_COLOR_BUFFER_BIT);
    gl->glColorMask(true, true, true, true);
    state->ResetGLColorMaskState();
    state->ResetGLClearColorState();
    state->ResetEnumState(GL_SCISSOR_TEST);
    state->PopDrawFramebufferBinding();
    state->Pop();
}

} // namespace leafscope
