// SPDX-License-Identifier: MIT
// Off-screen drawing in a context of its own.
#include "views/scene/offscreen.hpp"

#include "core/base/error.hpp"
#include "views/scene/camera_control.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/vtk_window.hpp"
#include "views/style/theme.hpp"

#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFramebufferObject>
#include <vtkCamera.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace leafscope {

namespace {

constexpr int kLargest = 16384; // pixels that can be drawn along a side

[[noreturn]] void refuse(const std::string& cause)
{
    throw Error(ErrorKind::Unsupported, "The 3-D picture cannot be drawn.", "OpenGL", cause,
                "Run with a display, or under a virtual one: xvfb-run -a leafscope ...");
}

} // namespace

QImage renderImage(vtkRenderer* renderer, QSize size, double ratio)
{
    if (!hasOpenGl())
        refuse("This display gives no OpenGL context.");
    const QSize pixels(int(std::floor(size.width() * ratio + 0.5)),
                       int(std::floor(size.height() * ratio + 0.5)));
    if (pixels.width() < 1 || pixels.height() < 1 || pixels.width() > kLargest ||
        pixels.height() > kLargest)
        throw Error(ErrorKind::InvalidInput,
                    "A picture of " + std::to_string(pixels.width()) + " x " +
                        std::to_string(pixels.height()) + " pixels cannot be drawn.",
                    "size", "Each side may have 1 to 16384 pixels.", "Choose another size.");
    QOffscreenSurface surface;
    surface.create();
    QOpenGLContext context;
    context.setShareContext(nullptr);
    if (!context.create() || !context.makeCurrent(&surface))
        refuse("The OpenGL context could not be made.");

    QImage image;
    {
        QOpenGLFramebufferObject target(pixels, QOpenGLFramebufferObject::NoAttachment);
        if (!target.isValid())
            refuse("The driver has no framebuffer of this size.");
        VtkWindow window(renderer);
        window.open(&context, &surface);
        window.resize(pixels, ratio);
        window.render();
        window.copyTo(target.handle());
        context.makeCurrent(&surface);
        image = target.toImage().convertToFormat(QImage::Format_RGB32);
        window.close();
    }
    context.doneCurrent();
    image.setDevicePixelRatio(ratio);
    return image;
}

OffscreenScene::OffscreenScene(const CameraControl& camera, QSize size, double ratio, Edges edges)
    : m_size(size)
    , m_ratio(ratio)
{
    const double side = std::max(size.width(), size.height()) * ratio;
    if (edges == Edges::Smooth)
        m_finer = std::max(1.0, std::min(kFiner, std::floor(kLargest / side)));
    const QColor back = style::tokens().surface;
    m_renderer->SetBackground(back.redF(), back.greenF(), back.blueF());
    vtkNew<vtkCamera> lens;
    camera.apply(*lens);
    m_renderer->SetActiveCamera(lens);
}

QImage OffscreenScene::image()
{
    QImage image = renderImage(m_renderer, m_size, m_ratio * m_finer);
    if (m_finer > 1) {
        image.setDevicePixelRatio(1);
        image = image.scaled(m_size * m_ratio, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                    .convertToFormat(QImage::Format_RGB32);
    }
    image.setDevicePixelRatio(m_ratio);
    return image;
}

} // namespace leafscope
