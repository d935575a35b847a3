// SPDX-License-Identifier: MIT
// Camera, mouse, keys and the context menu of the neighbourhood view.
#include "views/neighborhood/neighborhood_bar.hpp"
#include "views/neighborhood/neighborhood_scene.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/neighborhood/rule_page.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QKeyEvent>
#include <QMenu>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kReach = 7; // logical pixels from the rim of a point to the cursor that means it
constexpr double kQueryReach = 13;
constexpr double kNudge = 0.03; // of an arrow key, in the world's unit

} // namespace

void NeighborhoodView::connectParts()
{
    connect(m_scene, &VtkWidget::cameraChanged, this, &NeighborhoodView::cameraChanged);
    connect(m_scene, &VtkWidget::hovered, this, &NeighborhoodView::hovered);
    connect(m_scene, &VtkWidget::hoverEnded, this, &NeighborhoodView::hoverEnded);
    connect(m_scene, &VtkWidget::clicked, this, &NeighborhoodView::clicked);
    connect(m_scene, &VtkWidget::doubleClicked, this, &NeighborhoodView::doubleClicked);
    connect(m_scene, &VtkWidget::menuRequested, this, &NeighborhoodView::showMenu);
    connect(m_scene, &VtkWidget::toolMoved, this, &NeighborhoodView::dragged);
    connect(m_scene, &VtkWidget::toolFinished, this, &NeighborhoodView::dragged);
    connect(m_scene, &VtkWidget::motionChanged, this, [this](bool moving) {
        m_drawn->setMoving(moving);
        m_scene->requestRender();
    });
    connect(m_bar, &NeighborhoodBar::chosen, this, &NeighborhoodView::setSettings);
    connect(m_panel, &NeighborhoodPanel::kChosen, this, [this](int k) {
        NeighborhoodSettings settings = m_settings;
        settings.k = k;
        setSettings(settings);
    });
    connect(m_panel, &NeighborhoodPanel::sigmaChosen, this, [this](double sigma) {
        NeighborhoodSettings settings = m_settings;
        settings.width = {false, sigma};
        setSettings(settings);
    });
    connect(m_strip, &NeighborStrip::clicked, this, &NeighborhoodView::setFocusOn);
    connect(m_strip, &NeighborStrip::doubleClicked, this, [this](qint64 place) {
        if (const Member* member = m_reading ? m_reading->member(place) : nullptr)
            session().select({member->sample});
    });
    connect(m_strip, &NeighborStrip::hovered, this, [this](qint64 place) {
        m_hovered = place;
        const Member* member = m_reading ? m_reading->member(place) : nullptr;
        highlight(member ? member->sample : -1);
        m_strip->setContent(stripContent());
        m_overlay->update();
    });
    connect(m_rule, &RulePage::changed, this, &NeighborhoodView::describe);
}

NeighborhoodView::Places NeighborhoodView::placesIn(QSize size, bool withBar) const
{
    Places places;
    const int bar = withBar ? style::scaled(40) : 0;
    places.bar = QRect(0, 0, size.width(), bar);
    const int rest = size.height() - bar;
    if (m_settings.page == NeighborhoodPage::Rule || !m_reading) {
        places.scene = QRect(0, bar, size.width(), rest);
        return places;
    }
    const int panel = std::clamp(style::scaled(248), 0, size.width() / 3);
    const int strip = std::min(stripHeight(), rest / 3);
    places.scene = QRect(0, bar, size.width() - panel, rest - strip);
    places.panel = QRect(size.width() - panel, bar, panel, rest - strip);
    places.strip = QRect(0, size.height() - strip, size.width(), strip);
    return places;
}

void NeighborhoodView::arrange()
{
    const Places places = placesIn(size(), true);
    const bool rule = m_settings.page == NeighborhoodPage::Rule;
    m_bar->setGeometry(places.bar);
    m_scene->setGeometry(places.scene);
    m_overlay->setGeometry(places.scene);
    m_rule->setGeometry(places.scene);
    m_panel->setGeometry(places.panel);
    m_strip->setGeometry(places.strip);
    m_scene->setVisible(!rule);
    m_overlay->setVisible(!rule);
    m_rule->setVisible(rule);
    m_panel->setVisible(!places.panel.isEmpty());
    m_strip->setVisible(!places.strip.isEmpty());
    setFocusProxy(rule ? static_cast<QWidget*>(m_rule) : m_scene);
    const ViewFrame frame = frameFor(places.scene.size());
    if (!(m_scene->camera().frame() == frame))
        m_scene->changeCamera([&](CameraControl& camera) { camera.setFrame(frame); });
}

void NeighborhoodView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    arrange();
}

ViewFrame NeighborhoodView::frameFor(QSize size) const
{
    ViewFrame frame;
    frame.width = std::max(1, size.width());
    frame.height = std::max(1, size.height());
    frame.left = frame.right = std::min<double>(28, frame.width * 0.1);
    frame.top = std::min<double>(52, frame.height * 0.15);
    frame.bottom = std::min<double>(56, frame.height * 0.2);
    return frame;
}

std::vector<Eigen::Vector3f> NeighborhoodView::contentPoints() const
{
    std::vector<Eigen::Vector3f> points;
    if (!m_reading)
        return points;
    const Picked& picked = *m_reading->picked;
    points.push_back(picked.frame->world(picked.place).cast<float>());
    for (const Member& member : m_reading->members)
        points.push_back(
            picked.frame->world(picked.places[std::size_t(member.place)]).cast<float>());
    return points;
}

void NeighborhoodView::firstCamera()
{
    const bool flat = m_drawnIn && m_drawnIn->isFlat();
    m_scene->changeCamera([flat](CameraControl& camera) {
        camera.setParallel(flat);
        camera.reset();
        if (flat)
            camera.lookFrom(AxisView::Front);
    });
}

void NeighborhoodView::resetCamera()
{
    m_scene->changeCamera([this](CameraControl& camera) { camera.setContent(contentPoints()); });
    firstCamera();
}

void NeighborhoodView::cameraChanged()
{
    m_drawn->setView(m_scene->camera(), devicePixelRatioF());
    m_overlay->update();
}

Index NeighborhoodView::nodeUnder(QPointF position) const
{
    Index found = -1;
    double nearest = kReach;
    for (const Node& node : nodes(m_scene->camera())) { // far ones first: the nearer one wins
        const QPointF way = node.at - position;
        const double outside = std::max(0.0, std::hypot(way.x(), way.y()) - node.radius);
        if (outside <= nearest) {
            nearest = outside;
            found = node.place;
        }
    }
    return found;
}

std::int32_t NeighborhoodView::contextUnder(QPointF position) const
{
    std::int32_t found = -1;
    double nearest = kReach;
    if (!m_reading)
        return found;
    for (const auto& [row, place] : others()) {
        const Projected p = project(place, m_scene->camera());
        const double distance = std::hypot(p.x - position.x(), p.y - position.y());
        if (p.depth > 0 && distance < nearest) {
            nearest = distance;
            found = row;
        }
    }
    return found;
}

// The highlight of this view's own does not lead it to another sample.
void NeighborhoodView::highlight(std::int64_t sample)
{
    m_highlighting = true;
    session().setHighlighted(sample);
    m_highlighting = false;
}

void NeighborhoodView::hovered(QPointF position)
{
    const auto query = m_reading
                           ? std::optional(project(m_reading->picked->place, m_scene->camera()))
                           : std::nullopt;
    const bool overQuery =
        query && std::hypot(query->x - position.x(), query->y - position.y()) < kQueryReach;
    const Index place = overQuery ? -1 : nodeUnder(position);
    const std::int32_t row = overQuery || place >= 0 ? -1 : contextUnder(position);
    if (overQuery != m_overQuery)
        m_scene->setToolActive(overQuery); // a drag moves the query there, the camera elsewhere
    if (overQuery == m_overQuery && place == m_hovered && row == m_hoveredRow)
        return;
    m_overQuery = overQuery;
    m_hovered = place;
    m_hoveredRow = row;
    const Member* member = m_reading ? m_reading->member(place) : nullptr;
    highlight(member ? member->sample : row >= 0 ? sampleOf(row) : -1);
    m_strip->setContent(stripContent());
    m_overlay->update();
    if (row >= 0 && m_settings.follows)
        pick(sampleOf(row)); // what lies under the cursor here as well
}

void NeighborhoodView::hoverEnded()
{
    if (m_hovered < 0 && m_hoveredRow < 0)
        return;
    m_hovered = -1;
    m_hoveredRow = -1;
    highlight(-1);
    m_strip->setContent(stripContent());
    m_overlay->update();
}

void NeighborhoodView::clicked(QPointF position)
{
    if (m_scene->isToolActive())
        return;
    const Index place = nodeUnder(position);
    const std::int32_t row = place < 0 ? contextUnder(position) : -1;
    if (row >= 0)
        session().select({sampleOf(row)});
    else
        setFocusOn(place == m_focus ? -1 : place);
}

void NeighborhoodView::doubleClicked(QPointF position)
{
    const Index place = nodeUnder(position);
    if (const Member* member = m_reading ? m_reading->member(place) : nullptr)
        session().select({member->sample});
}

void NeighborhoodView::setFocusOn(qint64 place)
{
    const bool there = m_reading && m_reading->member(place);
    m_focus = there ? Index(place) : -1;
    refreshParts();
}

// In the plane through the query that faces the camera.
void NeighborhoodView::dragged(QPointF position)
{
    if (!m_reading || !m_home)
        return;
    const LocalFrame& frame = *m_reading->picked->frame;
    const Vec3 through = frame.world(m_reading->picked->place);
    Vec3 at = m_scene->camera().unproject(Vec2(position.x(), position.y()), through);
    if (frame.isFlat())
        at.z() = 0;
    moveTo(at * frame.reach);
}

void NeighborhoodView::nudge(Vec2 way)
{
    if (!m_reading || !m_home)
        return;
    const CameraPose& pose = m_scene->camera().pose();
    const Vec3 up = pose.right().cross(pose.forward());
    Vec3 step = pose.right() * way.x() + up * way.y();
    const LocalFrame& frame = *m_home->frame;
    if (frame.isFlat())
        step.z() = 0;
    moveTo(m_moved.value_or(m_home->place) + step * kNudge * extent() * frame.reach);
}

void NeighborhoodView::keyPressEvent(QKeyEvent* event)
{
    const Qt::KeyboardModifiers modifiers =
        event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier);
    const double far = event->modifiers() & Qt::ShiftModifier ? 5 : 1;
    if (modifiers != Qt::NoModifier || m_settings.page != NeighborhoodPage::Scene)
        return View::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
        return nudge({-far, 0});
    case Qt::Key_Right:
        return nudge({far, 0});
    case Qt::Key_Up:
        return nudge({0, far});
    case Qt::Key_Down:
        return nudge({0, -far});
    case Qt::Key_Escape:
        if (m_focus >= 0)
            return setFocusOn(-1);
        if (m_moved)
            return returnHome();
        break;
    default:
        break;
    }
    View::keyPressEvent(event);
}

void NeighborhoodView::showMenu(QPointF globalPosition)
{
    const QPointF here(m_scene->mapFromGlobal(globalPosition.toPoint()));
    const Index place = nodeUnder(here);
    const Member* member = m_reading ? m_reading->member(place) : nullptr;
    const std::int64_t sample = member ? member->sample : -1;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* why =
        menu->addAction(tr("Explain this candidate"), this, [this, place] { setFocusOn(place); });
    QAction* go = menu->addAction(tr("Its own neighbourhood"), this,
                                  [this, sample] { session().select({sample}); });
    for (QAction* action : {why, go})
        action->setEnabled(member != nullptr);
    QAction* home =
        menu->addAction(tr("Back to the sample\tEsc"), this, &NeighborhoodView::returnHome);
    home->setEnabled(m_moved.has_value());
    menu->addSeparator();
    menu->addAction(tr("Reset camera\tR"), this, &NeighborhoodView::resetCamera);
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
