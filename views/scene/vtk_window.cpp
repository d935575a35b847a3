// SPDX-License-Identifier: MIT
// The render window and its contract with Qt's context.
#include "views/scene/vtk_window.hpp"

#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>

#include <cmath>

namespace leafscope {

VtkWindow::VtkWindow(vtkRenderer* renderer)
{
    // VTK's default leaves alpha at 0: the screen hides that, but a grab of the widget shows a
    // hole.
    renderer->SetBackgroundAlpha(1);
    m_window->SetOwnContext(false);
    m_window->SetReadyForRendering(false);
    m_window->SetFrameBlitModeToNoBlit();
    m_window->SetMultiSamples(
        0); // by software it costs more than all the points; they smooth themselves
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
    state->PopDrawFramebufferBinding();
    state->Pop();
}

} // namespace leafscope
