// SPDX-License-Identifier: MIT
// Mouse and keys of the 3-D scene.
#include "views/scene/vtk_widget.hpp"

#include "views/scene/opengl.hpp"
#include "views/scene/vtk_canvas.hpp"

#include <QContextMenuEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QWheelEvent>
#include <vtkCamera.h>
#include <vtkRenderer.h>

#include <cmath>

namespace leafscope {

namespace {

constexpr double kClickSlack = 4;      // logical pixels that a click may wander
constexpr int kRestMilliseconds = 160; // after the last turn of the wheel

Vec2 vec(QPointF p)
{
    return {p.x(), p.y()};
}

} // namespace

VtkWidget::VtkWidget(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    vtkNew<vtkCamera> lens;
    m_renderer->SetActiveCamera(lens); // else the first render would reset the camera by itself
    m_camera.reset();
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMilliseconds);
    connect(&m_rest, &QTimer::timeout, this, [this] { setMoving(false); });
    if (hasOpenGl()) {
        m_canvas = new VtkCanvas(this, m_renderer, m_camera);
        // Who draws in device pixels follows the camera's signal; the scene is being drawn already.
        connect(m_canvas, &VtkCanvas::ratioChanged, this, &VtkWidget::cameraChanged);
    } else {
        // No QOpenGLWidget at all then: Qt crashes when it puts such a window together.
        auto* label = new QLabel(tr("The 3-D view needs OpenGL, and this display has none."), this);
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
        m_placeholder = label;
    }
}

VtkWidget::~VtkWidget()
{
    delete m_canvas; // while the renderer and the camera it draws still exist
}

int VtkWidget::renderCount() const
{
    return m_canvas ? m_canvas->renderCount() : 0;
}

int VtkWidget::contextCount() const
{
    return m_canvas ? m_canvas->contextCount() : 0;
}

vtkRenderer* VtkWidget::renderer() const
{
    return m_renderer;
}

void VtkWidget::setBackground(const QColor& colour)
{
    m_renderer->SetBackground(colour.redF(), colour.greenF(), colour.blueF());
    requestRender();
}

void VtkWidget::requestRender()
{
    if (m_canvas)
        m_canvas->requestRender();
}

void VtkWidget::cameraMoved()
{
    requestRender();
    Q_EMIT cameraChanged();
}

void VtkWidget::setMoving(bool moving)
{
    m_rest.stop();
    if (moving == m_moving)
        return;
    m_moving = moving;
    Q_EMIT motionChanged(moving);
    if (!moving)
        Q_EMIT cameraSettled();
}

void VtkWidget::setToolActive(bool active)
{
    if (!active)
        abandonTool();
    m_tool = active;
    if (active)
        setCursor(Qt::CrossCursor);
    else
        unsetCursor();
}

void VtkWidget::abandonTool()
{
    if (m_drag == Drag::Tool)
        m_drag = Drag::Idle;
}

void VtkWidget::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_canvas)
        m_canvas->setGeometry(rect());
    if (m_placeholder)
        m_placeholder->setGeometry(rect());
    changeCamera([this](CameraControl& camera) {
        ViewFrame frame = camera.frame();
        frame.width = width();
        frame.height = height();
        camera.setFrame(frame);
    });
}

VtkWidget::Drag VtkWidget::dragFor(const QMouseEvent& event) const
{
    switch (event.button()) {
    case Qt::LeftButton:
        if (m_tool)
            return Drag::Tool;
        if (event.modifiers() & Qt::ControlModifier)
            return Drag::Spin;
        return event.modifiers() & Qt::ShiftModifier ? Drag::Pan : Drag::Orbit;
    case Qt::MiddleButton:
        return Drag::Pan;
    case Qt::RightButton:
        return Drag::Zoom;
    default:
        return Drag::Idle;
    }
}

void VtkWidget::mousePressEvent(QMouseEvent* event)
{
    if (m_drag != Drag::Idle)
        return; // a second button during a drag changes nothing
    m_intended = dragFor(*event);
    if (m_intended == Drag::Idle)
        return event->ignore();
    m_drag = Drag::Pressed;
    m_pressed = m_last = event->position();
    m_modifiers = event->modifiers();
    m_swallowRelease = false;
}

void VtkWidget::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF to = event->position();
    if (m_drag == Drag::Idle) {
        Q_EMIT hovered(to);
        return;
    }
    if (m_drag == Drag::Pressed) {
        const QPointF way = to - m_pressed;
        if (std::hypot(way.x(), way.y()) < kClickSlack)
            return;
        m_drag = m_intended;
        Q_EMIT hoverEnded();
        if (m_drag == Drag::Tool)
            Q_EMIT toolStarted(m_pressed, m_modifiers);
        else
            setMoving(true);
    }
    if (m_drag == Drag::Tool)
        Q_EMIT toolMoved(to);
    else
        drag(to);
    m_last = to;
}

void VtkWidget::drag(QPointF to)
{
    changeCamera([&](CameraControl& camera) {
        switch (m_drag) {
        case Drag::Orbit:
            camera.orbit(vec(m_last), vec(to));
            break;
        case Drag::Pan:
            camera.pan(vec(m_last), vec(to));
            break;
        case Drag::Spin:
            camera.roll(vec(m_last), vec(to));
            break;
        case Drag::Zoom:
            camera.zoom(std::exp((m_last.y() - to.y()) * 0.008), vec(m_pressed));
            break;
        case Drag::Tool:
        case Drag::Idle:
        case Drag::Pressed:
            break;
        }
    });
}

void VtkWidget::mouseReleaseEvent(QMouseEvent* event)
{
    const bool ours = event->buttons() == Qt::NoButton;
    if (m_drag == Drag::Idle || !ours)
        return;
    const bool wasClick = m_drag == Drag::Pressed && !m_swallowRelease;
    const bool wasTool = m_drag == Drag::Tool;
    m_drag = Drag::Idle;
    m_swallowRelease = false;
    setMoving(false);
    if (wasTool)
        Q_EMIT toolFinished(event->position());
    else if (wasClick && event->button() == Qt::LeftButton)
        Q_EMIT clicked(event->position(), event->modifiers());
    else if (wasClick && event->button() == Qt::RightButton)
        Q_EMIT menuRequested(event->globalPosition());
    else
        Q_EMIT hovered(event->position());
}

void VtkWidget::mouseDoubleClickEvent(QMouseEvent* event)
{
    mousePressEvent(event);
    if (event->button() != Qt::LeftButton)
        return;
    m_swallowRelease = true; // the first click selected already
    Q_EMIT doubleClicked(event->position());
}

void VtkWidget::wheelEvent(QWheelEvent* event)
{
    const int delta = event->angleDelta().y();
    event->accept();
    if (delta == 0 || m_drag != Drag::Idle)
        return;
    m_anchor.reset();
    Q_EMIT zoomStarting(event->position());
    setMoving(true);
    changeCamera([&](CameraControl& camera) {
        camera.zoom(std::pow(1.2, delta / 120.0), vec(event->position()), m_anchor);
    });
    m_anchor.reset();
    m_rest.start();
}

void VtkWidget::leaveEvent(QEvent*)
{
    Q_EMIT hoverEnded();
}

void VtkWidget::keyPressEvent(QKeyEvent* event)
{
    static constexpr AxisView kAxes[] = {AxisView::Isometric, AxisView::Front, AxisView::Back,
                                         AxisView::Above,     AxisView::Below, AxisView::Right,
                                         AxisView::Left};
    const bool plain = !(event->modifiers() & ~Qt::KeypadModifier);
    const int key = event->key();
    if (plain && (key == Qt::Key_R || key == Qt::Key_Home))
        changeCamera([](CameraControl& camera) { camera.reset(); });
    else if (plain && key == Qt::Key_P)
        changeCamera([](CameraControl& camera) { camera.setParallel(!camera.pose().parallel); });
    else if (plain && key >= Qt::Key_0 && key <= Qt::Key_6)
        changeCamera([key](CameraControl& camera) { camera.lookFrom(kAxes[key - Qt::Key_0]); });
    else
        return QWidget::keyPressEvent(event);
    Q_EMIT cameraSettled();
}

void VtkWidget::contextMenuEvent(QContextMenuEvent* event)
{
    // With the mouse the menu waits for the release, because a right drag zooms.
    if (event->reason() != QContextMenuEvent::Mouse)
        Q_EMIT menuRequested(event->globalPos());
    event->accept();
}

} // namespace leafscope
