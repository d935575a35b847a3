// SPDX-License-Identifier: MIT
// Mouse and keys of the walk view: steering, scrubbing, playing.
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"
#include "views/walk/live_walks.hpp"
#include "views/walk/walk_bar.hpp"
#include "views/walk/walk_view.hpp"

#include <QKeyEvent>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kHandle = 13;      ///< pixels around the head in which it is taken
constexpr double kPlaySeconds = 4;  ///< for the whole walk
constexpr double kStepShare = 0.01; ///< of the input's length: a step of an arrow key

} // namespace

bool WalkView::isOnHead(QPointF position) const
{
    const auto head = headPosition();
    return head && QLineF(*head, m_scene->mapTo(this, position.toPoint())).length() < kHandle;
}

void WalkView::hovered(QPointF position)
{
    const bool wanted = isOnHead(position);
    if (wanted != m_scene->isToolActive())
        m_scene->setToolActive(wanted);
    if (wanted)
        m_scene->setCursor(Qt::OpenHandCursor);
}

// The walk that the person steers: the current one if it was begun by hand and one stands at its
// end, else a new one from here.
int WalkView::steeredWalk()
{
    const WalkTrack* walk = m_show.track();
    if (!walk || !m_show.step() || !refusal().isEmpty())
        return -1;
    const bool isAtEnd = m_show.place(*walk) == int(walk->places.size()) - 1;
    if (walk->kind() == QLatin1String("guided") && isAtEnd)
        return walk->id;
    Json parameters = baseParameters();
    parameters["from"] = walk->parameters.at("from");
    parameters["kind"] = "guided";
    parameters["trust"] = false;
    parameters["step"] = steerStep() / 2;
    if (m_show.place(*walk) > 0)
        parameters["start"] = startAt(*walk, m_show.place(*walk));
    return m_live->begin({walk->model, walk->name, parameters, walk->seed});
}

void WalkView::steerTo(const VectorD& chartPoint)
{
    if (m_steered >= 0)
        m_live->guide(m_steered, chartPoint);
}

void WalkView::dragStarted(QPointF position)
{
    m_steered = -1; // a drag that misses the head steers nothing
    m_dragReady = false;
    if (!isOnHead(position))
        return;
    m_keyTarget.resize(0);
    m_steered = steeredWalk();
    dragMoved(position);
    m_scene->setCursor(Qt::ClosedHandCursor);
}

void WalkView::dragMoved(QPointF position)
{
    const WalkTrack* walk = m_show.track();
    if (m_steered < 0 || !walk || walk->id != m_steered || walk->places.empty())
        return; // its first place is on its way
    const WalkStep& last = *walk->places.back();
    if (!m_dragReady) { // a walk that only begins has coordinates of its own
        m_dragReady = true;
        m_dragFrom = position;
        m_dragHead = m_space.at(last);
        return;
    }
    const CameraControl& camera = m_scene->camera();
    const Vec3 head = m_dragHead.cast<double>();
    const auto at = [&](QPointF p) { return camera.unproject(Vec2(p.x(), p.y()), head); };
    const Eigen::Vector3f wanted =
        m_dragHead + (at(position) - at(m_dragFrom)).cast<float>() - m_space.at(last);
    steerTo(m_space.chartPoint(last, wanted));
}

double WalkView::steerStep() const
{
    const WalkTrack* walk = m_show.track();
    const double length = walk && !walk->places.empty() ? walk->places.front()->x.norm() : 0;
    return length > 0 ? kStepShare * length : kStepShare;
}

void WalkView::stepAlong(int k, double steps)
{
    const WalkTrack* before = m_show.track();
    const bool goesOn = before && m_steered == before->id && m_keyTarget.size() > 0;
    if (!goesOn) {
        m_steered = steeredWalk();
        const WalkTrack* walk = m_show.track();
        if (m_steered < 0 || !walk)
            return;
        // A walk that only begins has its head at the origin of its own chart.
        m_keyTarget =
            walk->chart && !walk->places.empty() && walk->id == m_steered
                ? walk->chart->at(walk->places.back()->x)
                : VectorD::Zero(before && before->chart ? before->chart->dimensions() : 3);
    }
    if (k >= m_keyTarget.size())
        return;
    m_keyTarget[k] += steps * steerStep();
    steerTo(m_keyTarget);
}

void WalkView::togglePlaying()
{
    if (m_playing.isActive()) {
        m_playing.stop();
    } else if (m_show.track()) {
        if (m_show.share >= 1)
            setShare(0);
        m_clock.start();
        m_playing.start();
    }
    m_bar->setPlaying(m_playing.isActive());
}

void WalkView::play()
{
    const double seconds = double(m_clock.restart()) / 1000;
    setShare(m_show.share + seconds / kPlaySeconds);
    if (m_show.share >= 1)
        togglePlaying();
}

void WalkView::stepPlace(int step)
{
    if (const WalkTrack* walk = m_show.track(); walk && !walk->places.empty())
        setShare(shareOf(*walk,
                         std::clamp(m_show.place(*walk) + step, 0, int(walk->places.size()) - 1)));
}

bool WalkView::pressed(QKeyEvent& event)
{
    if (!m_show.track() || (event.modifiers() & ~Qt::KeypadModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Left:
        stepAlong(0, -1);
        return true;
    case Qt::Key_Right:
        stepAlong(0, 1);
        return true;
    case Qt::Key_Down:
        stepAlong(1, -1);
        return true;
    case Qt::Key_Up:
        stepAlong(1, 1);
        return true;
    case Qt::Key_PageDown:
        stepAlong(2, -1);
        return true;
    case Qt::Key_PageUp:
        stepAlong(2, 1);
        return true;
    case Qt::Key_Space:
        togglePlaying();
        return true;
    case Qt::Key_Comma:
        stepPlace(-1);
        return true;
    case Qt::Key_Period:
        stepPlace(1);
        return true;
    default:
        return false;
    }
}

bool WalkView::eventFilter(QObject* watched, QEvent* event)
{
    // Here these keys belong to the walk, not to the window's timeline.
    if (watched == m_scene && event->type() == QEvent::ShortcutOverride && m_show.track()) {
        auto* key = static_cast<QKeyEvent*>(event);
        switch (key->key()) {
        case Qt::Key_Space:
        case Qt::Key_Comma:
        case Qt::Key_Period:
            key->accept();
            return true;
        default:
            break;
        }
    }
    if (watched == m_scene && event->type() == QEvent::KeyPress &&
        pressed(*static_cast<QKeyEvent*>(event)))
        return true;
    return View::eventFilter(watched, event);
}

} // namespace leafscope
