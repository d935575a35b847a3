// SPDX-License-Identifier: MIT
// The time of a collapse below its picture: transport, a slider over continuous time with the
// measured epochs as ticks, and where it stands.
#pragma once

#include <QSlider>
#include <QString>
#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QToolButton;

namespace leafscope {

/// Values count kPerEpoch steps per measured epoch, whatever lies between them.
class EpochSlider : public QSlider {
    Q_OBJECT

public:
    static constexpr int kPerEpoch = 100;

    explicit EpochSlider(QWidget* parent);
    void setEpochs(std::vector<int> epochs);
    /// The first epoch of the terminal phase, as a mark; -1 for none.
    void setTerminal(int place);
    /// Where a place (3.5: between the fourth and fifth epoch) is, in its own coordinates.
    double positionOf(double place) const;
    QSize sizeHint() const override { return {240, 40}; }
    QSize minimumSizeHint() const override { return {80, 36}; }

Q_SIGNALS:
    void placeChosen(double place);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    void follow(QPointF position);

    std::vector<int> m_epochs;
    int m_terminal = -1;
};

class EpochScrubber : public QWidget {
    Q_OBJECT

public:
    explicit EpochScrubber(QWidget* parent);

    void setEpochs(const std::vector<int>& epochs, int terminal);
    void show(double place, const QString& text);
    void showPlaying(bool playing);
    void showChoices(double speed, bool loop);
    bool isDown() const { return m_slider->isSliderDown(); }
    const EpochSlider& slider() const { return *m_slider; }

Q_SIGNALS:
    void placeChosen(double place);
    void released(); ///< the handle of the slider
    void stepped(int step);
    void playClicked();
    void speedChosen(double epochsPerSecond);
    void loopChosen(bool on);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QToolButton* button(const QString& icon, const QString& tip, const char* name);

    QToolButton* m_back = nullptr;
    QToolButton* m_play = nullptr;
    QToolButton* m_on = nullptr;
    QToolButton* m_loop = nullptr;
    QComboBox* m_speed = nullptr;
    EpochSlider* m_slider = nullptr;
    QLabel* m_text = nullptr;
    int m_last = 0;
};

} // namespace leafscope
