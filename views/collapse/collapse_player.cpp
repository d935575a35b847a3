// SPDX-License-Identifier: MIT
#include "views/collapse/collapse_player.hpp"

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

constexpr int kInterval = 33;     ///< 30 frames per second
constexpr double kMostStep = 0.2; ///< seconds: a late frame does not jump
constexpr double kPerFrame = 4;   ///< seconds from one frame of the tour to the next

/// One step when `length` was waited for; what is late is not made up for by a longer one.
double cut(double& waited, double length)
{
    if (waited < length)
        return 0;
    waited = 0;
    return 1;
}

} // namespace

CollapsePlayer::CollapsePlayer(QObject* parent)
    : QObject(parent)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, &CollapsePlayer::tick);
}

void CollapsePlayer::setMotion(bool moves)
{
    m_moves = moves;
}

void CollapsePlayer::setPlaying(bool on)
{
    if (on == m_playing)
        return;
    m_playing = on;
    m_waited = 0;
    start();
}

void CollapsePlayer::setTouring(bool on)
{
    if (on == m_touring)
        return;
    m_touring = on;
    m_waitedTour = 0;
    start();
}

void CollapsePlayer::start()
{
    if (m_playing || m_touring) {
        if (!m_timer.isActive()) {
            m_clock.start();
            m_timer.start();
        }
    } else {
        m_timer.stop();
    }
    Q_EMIT changed();
}

void CollapsePlayer::tick()
{
    const double seconds = std::min(double(m_clock.nsecsElapsed()) * 1e-9, kMostStep);
    m_clock.restart();
    if (m_playing) {
        m_waited += seconds;
        const double places =
            m_moves ? m_speed * std::exchange(m_waited, 0) : cut(m_waited, 1 / m_speed);
        if (places > 0)
            Q_EMIT advanced(places);
    }
    if (m_touring) {
        m_waitedTour += seconds;
        const double frames =
            m_moves ? std::exchange(m_waitedTour, 0) / kPerFrame : cut(m_waitedTour, kPerFrame);
        if (frames > 0)
            Q_EMIT toured(frames);
    }
}

} // namespace leafscope
