// SPDX-License-Identifier: MIT
// A 3-D scene in the window: VTK inside a QOpenGLWidget, with our own mouse and keys.
//
// Draws on demand only: a repaint that nothing in the scene asked for shows the last picture again.
// There is no VTK interactor, hence none of its single-key commands. On a display without OpenGL a
// text takes the canvas's place; camera, mouse and keys work as ever.
#pragma once

#include "views/scene/camera_control.hpp"

#include <QTimer>
#include <QWidget>
#include <vtkNew.h>

#include <optional>

class vtkRenderer;

namespace leafscope {

class VtkCanvas;

class VtkWidget : public QWidget {
    Q_OBJECT

public:
    explicit VtkWidget(QWidget* parent = nullptr);
    ~VtkWidget() override;

    vtkRenderer* renderer() const;
    const CameraControl& camera() const { return m_camera; }
    /// Changes the camera and draws again: `change` gets the control.
    template <typename Change>
    void changeCamera(Change change)
    {
        change(m_camera);
        cameraMoved();
    }
    void setBackground(const QColor& colour);
    /// Asks for a new picture; several requests before the next frame cost one.
    void requestRender();
    /// How often the scene was drawn, and how often a context was set up.
    int renderCount() const;
    int contextCount() const;
    bool isMoving() const { return m_moving; }
    /// A tool takes over drags with the left button; every other gesture stays as it is.
    void setToolActive(bool active);
    bool isToolActive() const { return m_tool; }
    /// The drag of the tool that is going on ends without toolFinished().
    void abandonTool();

Q_SIGNALS:
    void cameraChanged();
    /// The camera begins to move by hand, or came to rest.
    void motionChanged(bool moving);
    /// A gesture or a key is done with the camera: this is where it stays.
    void cameraSettled();
    /// A drag with the tool: where and with which modifiers it was pressed, its way, its end.
    void toolStarted(QPointF position, Qt::KeyboardModifiers modifiers);
    void toolMoved(QPointF position);
    void toolFinished(QPointF position);
    void hovered(QPointF position);
    void hoverEnded();
    void clicked(QPointF position, Qt::KeyboardModifiers modifiers);
    void doubleClicked(QPointF position);
    void menuRequested(QPointF globalPosition);
    /// The wheel is about to zoom here; a receiver may call setZoomAnchor().
    void zoomStarting(QPointF position);

public:
    /// The point whose depth the wheel zooms to; forgotten after the zoom.
    void setZoomAnchor(const Vec3& anchor) { m_anchor = anchor; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum class Drag { Idle, Pressed, Orbit, Pan, Zoom, Spin, Tool };
    void cameraMoved();
    void setMoving(bool moving);
    Drag dragFor(const QMouseEvent& event) const;
    void drag(QPointF to);

    vtkNew<vtkRenderer> m_renderer;
    CameraControl m_camera;
    VtkCanvas* m_canvas = nullptr; ///< null without OpenGL
    QWidget* m_placeholder = nullptr;
    QTimer m_rest;
    Drag m_drag = Drag::Idle;
    Drag m_intended = Drag::Idle;
    Qt::KeyboardModifiers m_modifiers; ///< when it was pressed
    QPointF m_pressed;
    QPointF m_last;
    std::optional<Vec3> m_anchor;
    bool m_swallowRelease = false;
    bool m_moving = false;
    bool m_tool = false;
};

} // namespace leafscope
