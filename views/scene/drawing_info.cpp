// SPDX-License-Identifier: MIT
#include "views/scene/drawing_info.hpp"

#include "views/scene/opengl.hpp"

#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <vtkVersion.h>

namespace leafscope {

DrawingInfo drawingInfo()
{
    DrawingInfo info;
    info.vtk = QString::fromLatin1(vtkVersion::GetVTKVersion());
    if (!hasOpenGl())
        return info;
    QOffscreenSurface surface;
    surface.create();
    QOpenGLContext context;
    if (!context.create() || !context.makeCurrent(&surface))
        return info;
    const auto text = [&](GLenum name) {
        const auto* bytes = reinterpret_cast<const char*>(context.functions()->glGetString(name));
        return QString::fromLatin1(bytes ? bytes : "");
    };
    info.renderer = text(GL_RENDERER);
    info.vendor = text(GL_VENDOR);
    info.openGl = text(GL_VERSION);
    context.doneCurrent();
    return info;
}

} // namespace leafscope
