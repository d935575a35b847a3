// SPDX-License-Identifier: MIT
// Mouse, keys and the context menu of the embedding view.
#include "views/embedding/embedding_view.hpp"
#include "views/embedding/gestures.hpp"
#include "views/scene/legend.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QActionGroup>
#include <QKeyEvent>
#include <QMenu>

#include <array>
#include <utility>

namespace leafscope {

namespace {

constexpr double kReach = 8; // logical pixels from the cursor to a point it means
constexpr std::array<double, 5> kPointScales{0.5, 0.75, 1, 1.5, 2};

QAction* addChecked(QMenu& menu, QActionGroup& group, const QString& text, bool checked)
{
    QAction* action = menu.addAction(text);
    action->setCheckable(true);
    action->setChecked(checked);
    group.addAction(action);
    return action;
}

} // namespace

void EmbeddingView::connectScene()
{
    connect(m_scene, &VtkWidget::cameraChanged, this, &EmbeddingView::cameraChanged);
    connect(m_scene, &VtkWidget::cameraSettled, this, &EmbeddingView::commitCamera);
    connect(m_scene, &VtkWidget::hovered, this, &EmbeddingView::hover);
    connect(m_scene, &VtkWidget::hoverEnded, this, &EmbeddingView::endHover);
    connect(m_scene, &VtkWidget::clicked, this, &EmbeddingView::click);
    connect(m_scene, &VtkWidget::menuRequested, this, &EmbeddingView::showMenu);
    connect(m_scene, &VtkWidget::doubleClicked, this,
            [this](QPointF position) { centreOn(rowUnder(position)); });
    connect(m_scene, &VtkWidget::motionChanged, this, [this](bool moving) {
        finishMotion();
        m_cloud->setReduced(moving);
        m_lines->setReduced(moving);
        m_scene->requestRender();
        refreshOverlay();
    });
    connect(m_scene, &VtkWidget::zoomStarting, this, [this](QPointF position) {
        const Index row = rowUnder(position);
        if (row >= 0)
            m_scene->setZoomAnchor(pointAt(row).cast<double>());
    });
    connect(m_legend, &Legend::changed, this, &EmbeddingView::refreshOverlay);
    connect(m_legend, &Legend::toggled, this, &EmbeddingView::toggleGroup);
    connect(m_legend, &Legend::soloed, this, &EmbeddingView::soloGroup);
}

void EmbeddingView::project()
{
    if (!m_pickerStale)
        return;
    m_picker.project(m_parts.display->points, m_parts.order, m_scene->camera(),
                     pointSize(m_scene->camera()));
    m_pickerStale = false;
}

Index EmbeddingView::rowUnder(QPointF position)
{
    if (!hasCloud() || m_motion.isActive())
        return -1;
    project();
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
    session().setHighlighted(row < 0 ? -1 : sampleAt(row));
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
    finishMotion();
    const Index row = rowUnder(position);
    const Combine how = combineFor(modifiers);
    if (row < 0) {
        // Missing a point with a modifier held must not lose what was gathered so far.
        if (how == Combine::Replace)
            session().clearSelection();
        return;
    }
    if (const std::int64_t sample = sampleAt(row); sample >= 0)
        session().select({sample}, how);
}

void EmbeddingView::centreOn(Index row)
{
    if (row < 0 || row >= m_shown.rows())
        return;
    finishMotion();
    m_scene->changeCamera(
        [&](CameraControl& camera) { camera.setRotationCentre(pointAt(row).cast<double>()); });
    commitCamera();
}

void EmbeddingView::keyPressEvent(QKeyEvent* event)
{
    const bool plain = event->modifiers() == Qt::NoModifier;
    if (plain && event->key() == Qt::Key_F)
        frameSelection();
    else if (plain && event->key() == Qt::Key_C)
        centreOn(m_hovered >= 0 ? m_hovered : rowOf(session().current()));
    else if (plain && event->key() == Qt::Key_L)
        setTool(SelectionTool::Lasso);
    else if (plain && event->key() == Qt::Key_B)
        setTool(SelectionTool::Box);
    else if (plain && event->key() == Qt::Key_Escape && m_region.isActive())
        abandonRegion();
    else if (plain && event->key() == Qt::Key_Escape && m_tool != SelectionTool::Orbit)
        setTool(SelectionTool::Orbit);
    else
        View::keyPressEvent(event);
}

void EmbeddingView::addColourMenu(QMenu& menu)
{
    QMenu* colours = menu.addMenu(tr("Colour by"));
    auto* group = new QActionGroup(&menu);
    const std::vector<SampleMetric> metrics = session().metrics();
    bool apart = false;
    for (const ColourChoice& choice :
         colourChoices(m_shown.embedding.get(), metrics, m_shown.rows())) {
        if (!isPlainColouring(choice.key) && !std::exchange(apart, true))
            colours->addSeparator();
        QAction* action =
            addChecked(*colours, *group, choice.title, choice.key == session().view().colourBy);
        action->setEnabled(choice.available);
        connect(action, &QAction::triggered, this,
                [this, key = choice.key] { session().setColourBy(key); });
    }
    QAction* all =
        menu.addAction(tr("Show all classes"), this, [this] { session().setHidden({}); });
    all->setEnabled(!session().view().hidden.empty());
}

void EmbeddingView::addFilterActions(QMenu& menu)
{
    QAction* only = menu.addAction(tr("Show the selection alone"), this, [this] {
        session().setFilter(Filter{{}, session().view().selected});
    });
    only->setEnabled(!session().selected().empty());
    QAction* every =
        menu.addAction(tr("Remove the filter"), this, [this] { session().setFilter({}); });
    every->setEnabled(session().view().filter.has_value());
}

void EmbeddingView::addSizeMenu(QMenu& menu)
{
    QMenu* sizes = menu.addMenu(tr("Point size"));
    auto* group = new QActionGroup(&menu);
    for (const double scale : kPointScales) {
        QAction* action =
            addChecked(*sizes, *group, tr("%1 %").arg(100 * scale), scale == m_pointScale);
        connect(action, &QAction::triggered, this, [this, scale] { setPointScale(scale); });
    }
}

void EmbeddingView::addEdgeMenu(QMenu& menu)
{
    QMenu* edges = menu.addMenu(tr("Edges"));
    edges->setEnabled(hasEdges());
    auto* group = new QActionGroup(&menu);
    const std::array<std::pair<EdgeKind, QString>, 3> kinds{
        {{EdgeKind::None, tr("None")},
         {EdgeKind::Nnk, tr("NNK graph")},
         {EdgeKind::Knn, tr("Nearest neighbours, as many as NNK keeps")}}};
    for (const auto& [kind, text] : kinds) {
        QAction* action = addChecked(*edges, *group, text, kind == m_edges.kind);
        connect(action, &QAction::triggered, this, [this, k = kind] {
            setEdges({k, m_edges.foreignOnly});
        });
    }
    edges->addSeparator();
    QAction* foreign = edges->addAction(tr("Only between labels"), this, [this](bool on) {
        setEdges({m_edges.kind, on});
    });
    foreign->setCheckable(true);
    foreign->setChecked(m_edges.foreignOnly);
    foreign->setEnabled(m_edges.kind != EdgeKind::None);
}

void EmbeddingView::showMenu(QPointF globalPosition)
{
    endHover();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addColourMenu(*menu);
    addFilterActions(*menu);
    menu->addSeparator();
    menu->addAction(tr("Lasso\tL"), this, [this] { setTool(SelectionTool::Lasso); });
    menu->addAction(tr("Box\tB"), this, [this] { setTool(SelectionTool::Box); });
    QAction* clear =
        menu->addAction(tr("Clear selection"), this, [this] { session().clearSelection(); });
    clear->setEnabled(!session().selected().empty());
    menu->addSeparator();
    menu->addAction(tr("Reset camera\tR"), this, &EmbeddingView::resetCamera);
    QAction* frame =
        menu->addAction(tr("Frame selection\tF"), this, &EmbeddingView::frameSelection);
    frame->setEnabled(!session().selected().empty());
    QAction* parallel = menu->addAction(tr("Parallel projection\tP"), this, [this](bool on) {
        finishMotion();
        m_scene->changeCamera([on](CameraControl& camera) { camera.setParallel(on); });
        commitCamera();
    });
    parallel->setCheckable(true);
    parallel->setChecked(m_scene->camera().pose().parallel);
    addSizeMenu(*menu);
    addEdgeMenu(*menu);
    menu->addSeparator();
    addCommonActions(*menu);
    menu->popup(globalPosition.toPoint());
}

} // namespace leafscope
