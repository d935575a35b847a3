// SPDX-License-Identifier: MIT
// Camera, mouse, keys and the context menu of the foliation view.
#include "views/foliation/foliation_scene.hpp"
#include "views/foliation/foliation_view.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QActionGroup>
#include <QKeyEvent>
#include <QMenu>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

constexpr double kLookDown = 0.5; // tangent of the angle at which a stack is looked at
constexpr double kReach = 8;      // logical pixels from the cursor to a sample it means
constexpr double kReachLeaf = 12; // and to a vertex of a leaf
constexpr std::array<double, 5> kThresholds{0, 0.02, 0.05, 0.1, 0.2};

/// With the stack upright, as near to the present direction as that allows.
void lookAtStack(CameraControl& camera, const Vec3& stack)
{
    const Vec3 up = stack.y() + 0.5 * stack.z() < 0 ? Vec3(-stack) : stack;
    Vec3 away = camera.pose().forward();
    away -= up * up.dot(away);
    if (away.norm() < 0.1)
        away = up.unitOrthogonal();
    const Vec3 forward = (kLookDown * -up + away.normalized()).normalized();
    CameraPose pose = camera.pose();
    pose.position = pose.focal - forward * (pose.focal - pose.position).norm();
    pose.up = (up - forward * forward.dot(up)).normalized();
    camera.setPose(pose);
    camera.fit();
}

} // namespace

void FoliationView::connectScene()
{
    connect(m_scene, &VtkWidget::cameraChanged, this, &FoliationView::cameraChanged);
    connect(m_scene, &VtkWidget::hovered, this, &FoliationView::hover);
    connect(m_scene, &VtkWidget::hoverEnded, this, &FoliationView::endHover);
    connect(m_scene, &VtkWidget::clicked, this, &FoliationView::click);
    connect(m_scene, &VtkWidget::doubleClicked, this, &FoliationView::doubleClick);
    connect(m_scene, &VtkWidget::menuRequested, this, &FoliationView::showMenu);
    connect(m_scene, &VtkWidget::motionChanged, this, [this](bool moving) {
        m_drawn->setMoving(moving);
        m_scene->requestRender();
    });
    connect(m_legend, &Legend::changed, this, [this] { m_overlay->update(); });
    connect(m_legend, &Legend::toggled, this, &FoliationView::toggleGroup);
    connect(m_legend, &Legend::soloed, this, &FoliationView::soloGroup);
}

ViewFrame FoliationView::frameFor(QSize size) const
{
    const QRect legend = legendRect(legendContent(), size);
    ViewFrame frame;
    frame.width = size.width();
    frame.height = size.height();
    frame.right = std::min<double>(size.width() - legend.left(), size.width() * 0.3);
    frame.left = std::min<double>(style::kSpace4, size.width() * 0.1);
    frame.top = std::min<double>(44, size.height() * 0.15);
    frame.bottom = std::min<double>(style::kSpace3 + captionHeight(size, captionParts()) + 8,
                                    size.height() * 0.2);
    return frame;
}

void FoliationView::arrange()
{
    m_scene->setGeometry(rect());
    m_overlay->setGeometry(rect());
    m_legend->setGeometry(legendRect(m_legend->content(), size()));
    const ViewFrame frame = frameFor(size());
    if (!(m_scene->camera().frame() == frame))
        m_scene->changeCamera([&](CameraControl& camera) { camera.setFrame(frame); });
    else
        cameraChanged();
}

void FoliationView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    arrange();
}

void FoliationView::cameraChanged()
{
    m_pickerStale = true;
    m_drawn->setView(m_scene->camera(), devicePixelRatioF());
    m_overlay->update();
}

// A plane is looked at from the front, a stack of leaves from the side and a little from above, so
// that they do not hide each other.
void FoliationView::firstCamera()
{
    m_scene->changeCamera([this](CameraControl& camera) {
        camera.setParallel(m_foliation && m_foliation->inputs() == 2);
        camera.reset();
        if (m_foliation && m_foliation->inputs() == 2)
            camera.lookFrom(AxisView::Front);
        else if (const auto stack = stackDirection())
            lookAtStack(camera, *stack);
    });
}

std::optional<Vec3> FoliationView::stackDirection() const
{
    if (!m_foliation || m_foliation->rank != 2 || m_foliation->leaves.size() < 2)
        return {};
    const WorldFrame& frame = m_drawn->frame();
    const Vec3 way = frame.toWorld(m_foliation->leaves.back().seed) -
                     frame.toWorld(m_foliation->leaves.front().seed);
    return way.norm() > 0 ? std::optional<Vec3>(way.normalized()) : std::nullopt;
}

void FoliationView::resetCamera()
{
    firstCamera();
}

void FoliationView::project()
{
    if (!m_pickerStale || !m_drawn->sampleOrder())
        return;
    m_picker.project(m_drawn->samplePoints(), m_drawn->sampleOrder(), m_scene->camera(),
                     FoliationScene::sampleSize(m_scene->camera(), m_drawn->sampleOrder()->rest));
    m_pickerStale = false;
}

Index FoliationView::rowUnder(QPointF position)
{
    if (!m_foliation || m_drawn->samplePoints().empty())
        return -1;
    project();
    return m_picker.nearest(position.x(), position.y(), kReach);
}

// The front-most vertex of a shown leaf near the cursor, else the plane through the rotation
// centre; nothing outside the box.
std::optional<VectorD> FoliationView::placeUnder(QPointF position) const
{
    if (!m_foliation)
        return {};
    const CameraControl& camera = m_scene->camera();
    double nearest = std::numeric_limits<double>::infinity();
    std::optional<VectorD> found;
    if (m_foliation->inputs() == 3 && m_hidden.count(int(Family::Leaves)) == 0)
        for (const LeafPiece& piece : m_foliation->leaves)
            for (Index i = 0; i < piece.points.rows(); ++i) {
                const VectorD x = piece.points.row(i).transpose();
                const Projected p = camera.project(m_drawn->frame().toWorld(x));
                if (p.depth <= 0 || p.depth >= nearest ||
                    std::hypot(p.x - position.x(), p.y - position.y()) > kReachLeaf)
                    continue;
                nearest = p.depth;
                found = x;
            }
    if (!found) {
        const Vec3 through = m_foliation->inputs() == 2 ? Vec3(0, 0, 0) : camera.rotationCentre();
        found =
            m_drawn->frame().fromWorld(camera.unproject(Vec2(position.x(), position.y()), through));
    }
    return m_foliation->box.contains(*found) ? found : std::nullopt;
}

void FoliationView::hover(QPointF position)
{
    const Index row = rowUnder(position);
    std::optional<VectorD> place;
    if (row < 0 && m_foliation && m_foliation->inputs() == 2)
        place = placeUnder(position);
    if (row == m_hovered && !place && !m_hoveredPlace)
        return;
    m_hovered = row;
    m_hoveredPlace = place;
    session().setHighlighted(row < 0 ? -1 : m_foliation->indices[std::size_t(row)]);
    m_overlay->update();
}

void FoliationView::endHover()
{
    if (m_hovered < 0 && !m_hoveredPlace)
        return;
    if (m_hovered >= 0)
        session().setHighlighted(-1);
    m_hovered = -1;
    m_hoveredPlace.reset();
    m_overlay->update();
}

void FoliationView::click(QPointF position)
{
    const Index row = rowUnder(position);
    if (row < 0)
        return;
    const VectorD x = m_foliation->samples.row(row).transpose();
    probe(x);
    session().select({m_foliation->indices[std::size_t(row)]});
}

void FoliationView::doubleClick(QPointF position)
{
    if (rowUnder(position) >= 0)
        return; // the first click did it
    if (const auto x = placeUnder(position))
        probe(*x);
}

void FoliationView::centreOnProbe()
{
    if (!m_wanted)
        return;
    m_scene->changeCamera([this](CameraControl& camera) {
        camera.setRotationCentre(m_drawn->frame().toWorld(*m_wanted));
    });
}

void FoliationView::keyPressEvent(QKeyEvent* event)
{
    const bool plain = event->modifiers() == Qt::NoModifier;
    if (plain && event->key() == Qt::Key_C)
        centreOnProbe();
    else if (plain && event->key() == Qt::Key_Escape && m_wanted)
        clearProbe();
    else if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        probe(m_drawn->frame().fromWorld(m_scene->camera().rotationCentre()));
    else
        View::keyPressEvent(event);
}

void FoliationView::addThresholdMenu(QMenu& menu)
{
    QMenu* thresholds = menu.addMenu(tr("Singular set below"));
    auto* group = new QActionGroup(&menu);
    for (const double threshold : kThresholds) {
        QAction* action =
            thresholds->addAction(threshold == 0 ? tr("none") : style::number(threshold), this,
                                  [this, threshold] { setThreshold(threshold); });
        action->setCheckable(true);
        action->setChecked(threshold == m_threshold);
        group->addAction(action);
    }
}

void FoliationView::showMenu(QPointF globalPosition)
{
    endHover();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto here = placeUnder(QPointF(mapFromGlobal(globalPosition.toPoint())));
    QAction* leaf = menu->addAction(tr("Leaf through this point"), this, [this, here] {
        if (here)
            probe(*here);
    });
    leaf->setEnabled(here.has_value());
    QAction* clear = menu->addAction(tr("Remove the leaf\tEsc"), this, &FoliationView::clearProbe);
    clear->setEnabled(m_wanted.has_value());
    QAction* centre =
        menu->addAction(tr("Rotate around its point\tC"), this, &FoliationView::centreOnProbe);
    centre->setEnabled(m_wanted.has_value());
    addThresholdMenu(*menu);
    menu->addSeparator();
    menu->addAction(tr("Reset camera\tR"), this, &FoliationView::resetCamera);
    QAction* parallel = menu->addAction(tr("Parallel projection\tP"), this, [this](bool on) {
        m_scene->changeCamera([on](CameraControl& camera) { camera.setParallel(on); });
    });
    parallel->setCheckable(true);
    parallel->setChecked(m_scene->camera().pose().parallel);
    menu->addSeparator();
    addCommonActions(*menu);
    menu->popup(globalPosition.toPoint());
}

} // namespace leafscope
