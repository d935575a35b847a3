// SPDX-License-Identifier: MIT
// Plays the time of a collapse through its measured epochs, and the grand tour.
//
// Measured epochs follow each other evenly, however many epochs lie between them. Without motion
// (see style::setReducedMotion) it cuts from one measured epoch, or frame, to the next.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace leafscope {

class CollapsePlayer : public QObject {
    Q_OBJECT

public:
    explicit CollapsePlayer(QObject* parent);

    bool isPlaying() const { return m_playing; }
    bool isTouring() const { return m_touring; }
    /// Continuous, or in cuts.
    void setMotion(bool moves);
    void setPlaying(bool on);
    void setTouring(bool on);
    void setSpeed(double epochsPerSecond) { m_speed = epochsPerSecond; }

Q_SIGNALS:
    void changed();
    /// Time went on by `places` measured epochs; whole ones without motion.
    void advanced(double places);
    /// The tour went on by `frames`.
    void toured(double frames);

private:
    void tick();
    void start();

    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_speed = 2;
    double m_waited = 0; ///< seconds since the last cut
    double m_waitedTour = 0;
    bool m_playing = false;
    bool m_touring = false;
    bool m_moves = true;
};

} // namespace leafscope
