// SPDX-License-Identifier: MIT
// Mouse, keys and the context menu of the embedding view.
#include "views/embedding/embedding_view.hpp"
#include "views/embedding/overlay_widget.hpp"
#include "views/scene/point_cloud.hpp"
#include "views/scene/vtk_widget.hpp"

#include <QActionGroup>
#include <QKeyEvent>
#include <QMenu>

namespace leafscope {

namespace {

constexpr double kReach = 8; // logical pixels from the cursor to a point it means

} // namespace

void EmbeddingView::connectScene()
{
    connect(m_scene, &VtkWidget::cameraChanged, this, &EmbeddingView::cameraChanged);
    connect(m_scene, &VtkWidget::hovered, this, &EmbeddingView::hover);
    connect(m_scene, &VtkWidget::hoverEnded, this, &EmbeddingView::endHover);
    connect(m_scene, &VtkWidget::clicked, this, &EmbeddingView::click);
    connect(m_scene, &VtkWidget::menuRequested, this, &EmbeddingView::showMenu);
    connect(m_scene, &VtkWidget::doubleClicked, this,
            [this](QPointF position) { centreOn(rowUnder(position)); });
    connect(m_scene, &VtkWidget::motionChanged, this, [this](bool moving) {
        m_cloud->setReduced(moving);
        m_scene->requestRender();
        refreshOverlay();
    });
    connect(m_scene, &VtkWidget::zoomStarting, this, [this](QPointF position) {
        const Index row = rowUnder(position);
        if (row >= 0)
            m_scene->setZoomAnchor(m_points[std::size_t(row)].cast<double>());
    });
}

Index EmbeddingView::rowUnder(QPointF position)
{
    if (!hasCloud())
        return -1;
    if (m_pickerStale) {
        m_picker.project(m_points, m_visible, m_scene->camera(), pointSize(m_scene->camera()));
        m_pickerStale = false;
    }
    return m_picker.nearest(position.x(), position.y(), kReach);
}

void EmbeddingView::hover(QPointF position)
{
    if (m_motion.isActive())
        return;
    const Index row = rowUnder(position);
    if (row == m_hovered)
        return;
    m_hovered = row;
    session().setHighlighted(row < 0 ? -1 : session().sampleAt(row));
    refreshHover();
}

void EmbeddingView::endHover()
{
    if (m_hovered < 0)
        return;
    m_hovered = -1;
    session().setHighlighted(-1);
    refreshHover();
}

void EmbeddingView::click(QPointF position, Qt::KeyboardModifiers modifiers)
{
    const Index row = rowUnder(position);
    const bool add = modifiers & Qt::ShiftModifier;
    const bool toggle = modifiers & Qt::ControlModifier;
    if (row < 0) {
        // Missing a point with a modifier held must not lose what was gathered so far.
        if (!add && !toggle)
            session().clearSelection();
        return;
    }
    const std::int64_t sample = session().sampleAt(row);
    if (sample >= 0)
        session().select({sample},
                         toggle ? Combine::Toggle : (add ? Combine::Add : Combine::Replace));
}

void EmbeddingView::centreOn(Index row)
{
    if (row < 0 || std::size_t(row) >= m_points.size())
        return;
    m_scene->changeCamera([&](CameraControl& camera) {
        camera.setRotationCentre(m_points[std::size_t(row)].cast<double>());
    });
}

void EmbeddingView::keyPressEvent(QKeyEvent* event)
{
    const bool plain = event->modifiers() == Qt::NoModifier;
    if (plain && event->key() == Qt::Key_F)
        frameSelection();
    else if (plain && event->key() == Qt::Key_C)
        centreOn(m_hovered >= 0 ? m_hovered : session().rowOf(session().current()));
    else
        View::keyPressEvent(event);
}

void EmbeddingView::showMenu(QPointF globalPosition)
{
    endHover();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QMenu* colours = menu->addMenu(tr("Colour by"));
    auto* group = new QActionGroup(menu);
    const auto embedding = session().embedding();
    for (const ColourBy by :
         {ColourBy::Label, ColourBy::Prediction, ColourBy::Correctness, ColourBy::Confidence}) {
        QAction* action = colours->addAction(titleOf(by), this, [this, by] { setColourBy(by); });
        action->setCheckable(true);
        action->setChecked(by == m_colourBy);
        action->setEnabled(isAvailable(by, embedding.get(), Index(m_points.size())));
        group->addAction(action);
    }
    QAction* all = menu->addAction(tr("Show all classes"), this, [this] {
        m_hidden.clear();
        applyGroups();
    });
    all->setEnabled(!m_hidden.empty());
    menu->addSeparator();
    menu->addAction(tr("Reset camera\tR"), this, &EmbeddingView::resetCamera);
    QAction* frame =
        menu->addAction(tr("Frame selection\tF"), this, &EmbeddingView::frameSelection);
    frame->setEnabled(!session().selected().empty());
    QAction* parallel = menu->addAction(tr("Parallel projection\tP"), this, [this](bool on) {
        m_scene->changeCamera([on](CameraControl& camera) { camera.setParallel(on); });
    });
    parallel->setCheckable(true);
    parallel->setChecked(m_scene->camera().pose().parallel);
    QAction* clear =
        menu->addAction(tr("Clear selection"), this, [this] { session().clearSelection(); });
    clear->setEnabled(!session().selected().empty());
    menu->addSeparator();
    addCommonActions(*menu);
    menu->popup(globalPosition.toPoint());
}

} // namespace leafscope
