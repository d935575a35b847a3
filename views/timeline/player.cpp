// SPDX-License-Identifier: MIT
#include "views/timeline/player.hpp"

#include <algorithm>

namespace leafscope {

Player::Player(Session& session, QObject* parent)
    : QObject(parent)
    , m_session(session)
{
    setSpeed(m_speed);
    connect(&m_timer, &QTimer::timeout, this, &Player::tick);
    connect(&m_session, &Session::seriesChanged, this, &Player::pause);
    connect(&m_session, &Session::epochChanged, this, [this] {
        if (isPlaying())
            Q_EMIT aheadChanged(ahead());
    });
}

void Player::setSpeed(double framesPerSecond)
{
    m_speed = std::clamp(framesPerSecond, 0.1, 30.0);
    m_timer.setInterval(int(1000 / m_speed));
    Q_EMIT changed();
}

void Player::setLoops(bool on)
{
    m_loops = on;
    Q_EMIT changed();
}

void Player::play()
{
    const auto& series = m_session.series();
    if (isPlaying() || series.size() < 2)
        return;
    if (next(m_session.epoch()) < 0)
        m_session.setEpoch(series.front().epoch);
    m_waiting = false;
    m_timer.start();
    Q_EMIT aheadChanged(ahead());
    Q_EMIT changed();
}

void Player::pause()
{
    if (!isPlaying())
        return;
    m_timer.stop();
    m_waiting = false;
    Q_EMIT aheadChanged({});
    Q_EMIT changed();
}

void Player::toggle()
{
    if (isPlaying())
        pause();
    else
        play();
}

int Player::next(int epoch) const
{
    for (const SeriesEntry& entry : m_session.series())
        if (entry.epoch > epoch)
            return entry.epoch;
    return m_loops && !m_session.series().empty() ? m_session.series().front().epoch : -1;
}

std::vector<int> Player::ahead() const
{
    std::vector<int> epochs;
    int epoch = m_session.epoch();
    while (int(epochs.size()) < kAhead) {
        epoch = next(epoch);
        if (epoch < 0 || epoch == m_session.epoch())
            break;
        epochs.push_back(epoch);
    }
    return epochs;
}

void Player::tick()
{
    const int here = m_session.epoch();
    if (m_session.frame(here).state.readiness == Readiness::Failed) {
        pause(); // it says itself why it cannot be shown
        return;
    }
    if (here != m_session.shownEpoch()) {
        setWaiting(true);
        return;
    }
    setWaiting(false);
    const int there = next(here);
    if (there < 0)
        pause();
    else
        m_session.setEpoch(there);
}

void Player::setWaiting(bool waiting)
{
    if (waiting == m_waiting)
        return;
    m_waiting = waiting;
    Q_EMIT changed();
}

} // namespace leafscope
