// SPDX-License-Identifier: MIT
// The controls above the neighbourhood: page, kernel, candidates, width, and what is drawn.
#pragma once

#include "views/neighborhood/reading.hpp"

#include <QWidget>

#include <utility>

class QComboBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QLabel;
class QSlider;
class QSpinBox;
class QToolButton;

namespace leafscope {

class NeighborhoodBar : public QWidget {
    Q_OBJECT

public:
    explicit NeighborhoodBar(QWidget* parent);
    /// Shows the settings without saying so. `most`: candidates there are; `sigma`: the width in
    /// use; `widths`: the slider's range.
    void show(const NeighborhoodSettings& settings, Index most, double sigma,
              std::pair<double, double> widths);

Q_SIGNALS:
    /// The person chose something: all settings as they are now.
    void chosen(const leafscope::NeighborhoodSettings& settings);

private:
    QToolButton* toggle(const QString& icon, const QString& tip, const char* name);
    QToolButton* segment(const QString& text, const QString& tip, const char* name);
    void buildPages(QHBoxLayout& row);
    void buildCandidates(QHBoxLayout& row);
    void buildWidth(QHBoxLayout& row);
    void buildLook(QHBoxLayout& row);
    template <typename Change>
    void choose(Change change);
    double widthAt(int step) const;
    int stepOf(double width) const;

    NeighborhoodSettings m_settings;
    std::pair<double, double> m_widths{0.1, 30};
    bool m_showing = false; ///< controls change because they are told to
    QToolButton* m_scene = nullptr;
    QToolButton* m_rule = nullptr;
    QComboBox* m_kernel = nullptr;
    QLabel* m_kName = nullptr;
    QSlider* m_kSlider = nullptr;
    QSpinBox* m_kBox = nullptr;
    QLabel* m_sigmaName = nullptr;
    QSlider* m_sigmaSlider = nullptr;
    QDoubleSpinBox* m_sigmaBox = nullptr;
    QToolButton* m_own = nullptr;
    QToolButton* m_nnk = nullptr;
    QToolButton* m_knn = nullptr;
    QToolButton* m_hull = nullptr;
    QToolButton* m_planes = nullptr;
    QToolButton* m_follow = nullptr;
};

} // namespace leafscope
