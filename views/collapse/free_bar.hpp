// SPDX-License-Identifier: MIT
// The unconstrained-features model under the hand: sliders for classes, dimensions and decays, a
// descent after every change, and the exact solution beside what was reached.
#pragma once

#include "core/collapse/collapse_run.hpp"
#include "core/session/recipe.hpp"
#include "views/frame/latest_task.hpp"

#include <QWidget>

#include <memory>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QSlider;

namespace leafscope {

class FreeBar : public QWidget {
    Q_OBJECT

public:
    explicit FreeBar(QWidget* parent);
    /// The controls as the run was made, and its numbers; a run of something else changes nothing.
    void show(const CollapseRun& run);
    /// Descends with the settings as they are.
    void descend();
    bool isBusy() const { return m_task.isBusy(); }

    /// Whether the run is of free features.
    static bool isFree(const CollapseRun& run);

Q_SIGNALS:
    /// A descent is done; `parameters` are those of `collapse free`.
    void made(std::shared_ptr<const leafscope::CollapseRun> run, const leafscope::Json& parameters);

private:
    struct Control {
        QSlider* slider = nullptr;
        QLabel* value = nullptr;
    };
    Control addSlider(QHBoxLayout& row, const QString& symbol, const QString& title, int low,
                      int high, const char* name);
    void changed();
    void showValues();
    Json parameters() const;

    Control m_classes;
    Control m_width;
    Control m_perClass;
    Control m_decayW; ///< in steps of a decade / 10
    Control m_decayH;
    QComboBox* m_loss = nullptr;
    QLabel* m_numbers = nullptr;
    bool m_showing = false; ///< controls change because they are told to
    LatestTask m_task;
};

} // namespace leafscope
