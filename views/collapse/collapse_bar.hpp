// SPDX-License-Identifier: MIT
// The controls above the picture of a collapse: run, pose, zoom on within-class residuals, and what
// is drawn.
#pragma once

#include "core/base/matrix.hpp"
#include "views/collapse/collapse_settings.hpp"

#include <QString>
#include <QStringList>
#include <QWidget>

#include <vector>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QSlider;
class QToolButton;

namespace leafscope {

class CollapseBar : public QWidget {
    Q_OBJECT

public:
    struct Content {
        CollapseSettings settings;
        QStringList runs;
        QString run;
        std::vector<QString> poses; ///< keys
        QString pose;
        Index classes = 0;
        bool hasTest = false;
        bool hasClassifiers = false;
        bool hasSimplex = false;
        bool touring = false;
    };

    explicit CollapseBar(QWidget* parent);
    /// Shows the content without saying so.
    void show(const Content& content);

Q_SIGNALS:
    /// The person chose something: all settings as they are now.
    void chosen(const leafscope::CollapseSettings& settings);
    void runChosen(const QString& run);
    void poseChosen(const QString& key);
    /// Another random frame, or the grand tour stops and goes on.
    void turnClicked();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QToolButton* toggle(const QString& text, const QString& tip, const char* name,
                        bool CollapseSettings::*flag);
    void buildChoices(QHBoxLayout& row);
    void buildZoom(QHBoxLayout& row);
    void buildToggles(QHBoxLayout& row);
    void showPoses(const Content& content);
    void fit();

    struct Toggle {
        QToolButton* button = nullptr;
        bool CollapseSettings::*flag = nullptr;
    };
    CollapseSettings m_settings;
    std::vector<QString> m_poses;
    Index m_classes = 0;
    bool m_showing = false; ///< controls change because they are told to
    QComboBox* m_run = nullptr;
    QComboBox* m_pose = nullptr;
    QToolButton* m_turn = nullptr;
    QLabel* m_zoomName = nullptr;
    QSlider* m_zoom = nullptr;
    QLabel* m_zoomValue = nullptr;
    std::vector<Toggle> m_toggles;
};

/// "1x", "12x", "350x".
QString zoomText(double zoom);

} // namespace leafscope
