// SPDX-License-Identifier: MIT
// Camera, mouse, keys and the context menu of the collapse view.
#include "views/collapse/collapse_bar.hpp"
#include "views/collapse/collapse_film.hpp"
#include "views/collapse/collapse_panel.hpp"
#include "views/collapse/collapse_player.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/collapse/epoch_scrubber.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QKeyEvent>
#include <QMenu>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kReach = 6; // logical pixels from the rim of a glyph to the cursor that means it

Combine combineFor(Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ControlModifier)
        return Combine::Toggle;
    return modifiers & Qt::ShiftModifier ? Combine::Add : Combine::Replace;
}

} // namespace

void CollapseView::connectParts()
{
    connect(m_scene, &VtkWidget::cameraChanged, this, &CollapseView::cameraChanged);
    connect(m_scene, &VtkWidget::hovered, this, &CollapseView::hover);
    connect(m_scene, &VtkWidget::hoverEnded, this, &CollapseView::endHover);
    connect(m_scene, &VtkWidget::clicked, this, &CollapseView::click);
    connect(m_scene, &VtkWidget::menuRequested, this, &CollapseView::showMenu);
    connect(m_scene, &VtkWidget::motionChanged, this, [this](bool moving) {
        m_drawn->setMoving(moving || m_rest.isActive());
        m_scene->requestRender();
    });
    connect(&m_rest, &QTimer::timeout, this, [this] {
        m_drawn->setMoving(m_scene->isMoving());
        m_scene->requestRender();
    });
    connect(m_bar, &CollapseBar::chosen, this, &CollapseView::setSettings);
    connect(m_bar, &CollapseBar::poseChosen, this, &CollapseView::choosePose);
    connect(m_bar, &CollapseBar::turnClicked, this, &CollapseView::turn);
    connect(m_bar, &CollapseBar::runChosen, this, [this](const QString& run) {
        CollapseChoice choice = session().view().collapse;
        choice.run = run;
        session().setCollapseChoice(choice);
    });
    connect(m_panel, &CollapsePanel::classClicked, this, &CollapseView::toggleClass);
    connect(m_time, &EpochScrubber::placeChosen, this, [this](double place) {
        m_player->setPlaying(false);
        setPlace(place);
    });
    connect(m_time, &EpochScrubber::released, this, [this] {
        if (m_figure.owner)
            lead();
    });
    connect(m_time, &EpochScrubber::stepped, this, &CollapseView::stepEpoch);
    connect(m_time, &EpochScrubber::playClicked, this, &CollapseView::togglePlay);
    connect(m_time, &EpochScrubber::speedChosen, this, [this](double speed) {
        m_settings.speed = speed;
        m_player->setSpeed(speed);
    });
    connect(m_time, &EpochScrubber::loopChosen, this, [this](bool on) { m_settings.loop = on; });
    connect(m_player, &CollapsePlayer::advanced, this, &CollapseView::advance);
    connect(m_player, &CollapsePlayer::toured, this, &CollapseView::tour);
    connect(m_player, &CollapsePlayer::changed, this, &CollapseView::refreshParts);
    connect(&m_turning, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        hurry();
        m_figure.pose = poseBetween(m_from, m_to, value.toDouble());
        fillMoment();
        redraw();
    });
}

// From the start if it stands at the end.
void CollapseView::togglePlay()
{
    if (!m_figure.owner || m_figure.layer->epochs.size() < 2)
        return;
    m_player->setMotion(moves());
    m_player->setSpeed(m_settings.speed);
    const double last = m_figure.layer->epochs.back().epoch;
    if (!m_player->isPlaying() && session().collapseTime() >= last)
        setPlace(0);
    m_player->setPlaying(!m_player->isPlaying());
    if (!m_player->isPlaying())
        lead();
}

ViewFrame CollapseView::frameFor(QSize size) const
{
    ViewFrame frame;
    frame.width = std::max(1, size.width());
    frame.height = std::max(1, size.height());
    frame.left = frame.right = std::min<double>(28, frame.width * 0.06);
    frame.top = std::min<double>(44, frame.height * 0.12);
    const int caption = m_figure.owner ? captionHeight(size, captionParts()) : 0;
    frame.bottom = std::min<double>(caption + 22, frame.height * 0.2);
    return frame;
}

void CollapseView::fitCamera(bool anew)
{
    const bool flat = m_figure.pose.kind == PoseKind::Raw && m_figure.layer->width < 3;
    m_scene->changeCamera([&](CameraControl& camera) {
        camera.setContent(limitPoints(m_figure.limits));
        camera.setFrame(frameFor(placesIn(size(), true).scene.size()));
        if (!anew)
            return;
        camera.setParallel(flat);
        camera.reset();
        if (flat)
            camera.lookFrom(AxisView::Front);
    });
}

void CollapseView::resetCamera()
{
    if (m_figure.owner)
        fitCamera(true);
}

void CollapseView::cameraChanged()
{
    m_pickerStale = true;
    m_drawn->setView(m_scene->camera(), devicePixelRatioF());
    m_overlay->update();
}

const CameraControl& CollapseView::camera() const
{
    return m_scene->camera();
}

const Vector3s& CollapseView::places(CollapseRole role) const
{
    const CollapseMoment& at = m_figure.moment;
    switch (role) {
    case CollapseRole::Vertex:
        return at.vertices;
    case CollapseRole::Classifier:
        return at.classifiers;
    case CollapseRole::Mean:
        return at.means;
    case CollapseRole::Feature:
        return at.features;
    default:
        return at.testFeatures;
    }
}

std::optional<QPointF> CollapseView::positionOf(CollapseRole role, std::size_t i) const
{
    const Vector3s& all = places(role);
    if (i >= all.size())
        return {};
    const Projected p = m_scene->camera().project(all[i].cast<double>());
    if (p.depth < m_scene->camera().clippingRange().x())
        return {};
    return QPointF(p.x, p.y) + m_scene->pos();
}

// Class means, classifiers and vertices before features: they are what is seen first. The nearest
// to the viewer of those that cover the cursor.
std::optional<CollapseView::Under> CollapseView::under(QPointF position)
{
    if (!m_figure.owner)
        return {};
    const CameraControl& camera = m_scene->camera();
    std::optional<Under> found;
    double depth = INFINITY;
    const auto look = [&](CollapseRole role, double size, double reach) {
        const Vector3s& all = places(role);
        for (std::size_t c = 0; c < all.size(); ++c) {
            const Projected p = camera.project(all[c].cast<double>());
            const double radius = ringRadius(m_figure, all[c], camera) * size + reach;
            if (p.depth < camera.clippingRange().x() || p.depth >= depth ||
                std::hypot(p.x - position.x(), p.y - position.y()) > radius)
                continue;
            depth = p.depth;
            found = Under{role, c};
        }
    };
    look(CollapseRole::Mean, 0.5, 2);
    if (m_settings.classifiers)
        look(CollapseRole::Classifier, 0.7, 1);
    if (found)
        return found;
    if (m_pickerStale) {
        for (const bool test : {false, true})
            (test ? m_testPicker : m_picker)
                .project(test ? m_figure.moment.testFeatures : m_figure.moment.features,
                         m_drawn->order(test), camera, CollapseScene::pointSize(test));
        m_pickerStale = false;
    }
    if (const Index row = m_picker.nearest(position.x(), position.y(), kReach); row >= 0)
        return Under{CollapseRole::Feature, std::size_t(row)};
    if (const Index row = m_testPicker.nearest(position.x(), position.y(), kReach); row >= 0)
        return Under{CollapseRole::TestFeature, std::size_t(row)};
    if (m_settings.ideal)
        look(CollapseRole::Vertex, 1, 2);
    return found;
}

void CollapseView::hover(QPointF position)
{
    const std::optional<Under> now = under(position);
    if (now == m_hovered)
        return;
    m_hovered = now;
    session().setHighlighted(
        now && now->role == CollapseRole::Feature ? m_figure.run->samples[now->i] : -1);
    m_overlay->update();
}

void CollapseView::endHover()
{
    if (!m_hovered)
        return;
    m_hovered.reset();
    session().setHighlighted(-1);
    m_overlay->update();
}

void CollapseView::click(QPointF position, Qt::KeyboardModifiers modifiers)
{
    const std::optional<Under> what = under(position);
    const Combine how = combineFor(modifiers);
    if (!what) {
        // Missing a point with a modifier held must not lose what was gathered so far.
        if (how == Combine::Replace)
            session().clearSelection();
    } else if (what->role == CollapseRole::Feature) {
        session().select({m_figure.run->samples[what->i]}, how);
    } else if (what->role != CollapseRole::TestFeature) {
        toggleClass(int(what->i));
    }
}

namespace {

bool isOurs(const QKeyEvent& event)
{
    if (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier | Qt::GroupSwitchModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Space:
    case Qt::Key_Comma:
    case Qt::Key_BraceLeft:
    case Qt::Key_Period:
    case Qt::Key_BraceRight:
        return true;
    default:
        return false;
    }
}

} // namespace

// These keys are the window's for its own series; here they are about the time of the collapse.
bool CollapseView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && m_figure.owner &&
        isOurs(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return View::event(event);
}

void CollapseView::keyPressEvent(QKeyEvent* event)
{
    if (!isOurs(*event) || !m_figure.owner)
        return View::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Space:
        return togglePlay();
    case Qt::Key_Comma:
    case Qt::Key_BraceLeft:
        return stepEpoch(-1);
    default:
        return stepEpoch(1);
    }
}

// Nobody watches.
void CollapseView::hideEvent(QHideEvent* event)
{
    View::hideEvent(event);
    if (!m_player || event->spontaneous())
        return;
    m_player->setPlaying(false);
    m_player->setTouring(false);
    finishTurn();
}

void CollapseView::showMenu(QPointF globalPosition)
{
    const std::optional<Under> what =
        under(QPointF(m_scene->mapFromGlobal(globalPosition.toPoint())));
    endHover();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool ofClass = what && what->role != CollapseRole::Feature &&
                         what->role != CollapseRole::TestFeature &&
                         panelContent(m_figure).choosable;
    QAction* choose = menu->addAction(tr("Put its class into the pose, or out of it"), this,
                                      [this, what] { toggleClass(int(what->i)); });
    choose->setEnabled(ofClass);
    menu->addSeparator();
    menu->addAction(tr("Reset camera\tR"), this, &CollapseView::resetCamera);
    QAction* parallel = menu->addAction(tr("Parallel projection\tP"), this, [this](bool on) {
        m_scene->changeCamera([on](CameraControl& camera) { camera.setParallel(on); });
    });
    parallel->setCheckable(true);
    parallel->setChecked(m_scene->camera().pose().parallel);
    menu->addSeparator();
    menu->addAction(tr("Export film strip..."), this, [this] {
        m_film->restore(state());
        Q_EMIT m_film->exportRequested();
    });
    addCommonActions(*menu);
    menu->popup(globalPosition.toPoint());
}

} // namespace leafscope
