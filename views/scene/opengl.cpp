// SPDX-License-Identifier: MIT
// The default surface format and the search for OpenGL.
#include "views/scene/opengl.hpp"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QSurfaceFormat>
#include <vtkAutoInit.h>

// Here rather than by CMake's vtk_module_autoinit, which puts a path of the build folder into every
// command line: so an object is the same in every checkout.
VTK_MODULE_INIT(vtkRenderingOpenGL2)

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

} // namespace leafscope
