// SPDX-License-Identifier: MIT
// Plays the epochs of a series one after the other; waits for a frame that is not there yet.
#pragma once

#include "views/session/session.hpp"

#include <QObject>
#include <QTimer>

#include <vector>

namespace leafscope {

class Player : public QObject {
    Q_OBJECT

public:
    Player(Session& session, QObject* parent);

    bool isPlaying() const { return m_timer.isActive(); }
    /// Playing, but the frame of the current epoch is not there.
    bool isWaiting() const { return isPlaying() && m_waiting; }
    double speed() const { return m_speed; } ///< frames per second
    bool loops() const { return m_loops; }
    void setSpeed(double framesPerSecond);
    void setLoops(bool on);
    /// From the start if it stands at the end and does not loop.
    void play();
    void pause();
    void toggle();

Q_SIGNALS:
    void changed();
    /// The epochs that will be shown next; none when it is paused.
    void aheadChanged(const std::vector<int>& epochs);

private:
    void tick();
    int next(int epoch) const; ///< -1 at the end
    std::vector<int> ahead() const;
    void setWaiting(bool waiting);

    static constexpr int kAhead = 3;
    Session& m_session;
    QTimer m_timer;
    double m_speed = 2;
    bool m_loops = false;
    bool m_waiting = false;
};

} // namespace leafscope
