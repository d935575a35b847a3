// SPDX-License-Identifier: MIT
// The controls above the walks: whereto, how, what is shown.
#pragma once

#include "views/walk/walk_show.hpp"
#include "views/walk/walk_space.hpp"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace leafscope {

class WalkBar : public QWidget {
    Q_OBJECT

public:
    explicit WalkBar(QWidget* parent);

    /// Of `leaf walk`: "leaf", "eigen:2".
    QString kind() const;
    std::int64_t from() const;
    std::int64_t to() const;     ///< -1 where this kind of walk has no target
    std::int64_t second() const; ///< the sample that is named, whatever the kind
    /// How many samples there are to choose from.
    void setSamples(std::int64_t count);
    void setKind(const QString& kind);
    void setFrom(std::int64_t sample);
    void setTo(std::int64_t sample);
    void setAxes(WalkAxes axes);
    void setColour(WalkColour colour);
    void setImagesShown(bool shown);
    void setPlaying(bool playing);
    /// Why nothing can be begun; "" if it can.
    void setRefusal(const QString& why);
    void setHasWalk(bool has);

Q_SIGNALS:
    void walkRequested();
    void compareRequested();
    void branchRequested();
    void keepRequested();
    void clearRequested();
    void playRequested();
    void axesChosen(leafscope::WalkAxes axes);
    void colourChosen(leafscope::WalkColour colour);
    void imagesChosen(bool shown);

private:
    void buildCourse(QHBoxLayout& row);
    void buildLook(QHBoxLayout& row);
    QToolButton* tool(const QString& icon, const QString& tip, const char* name);
    void fitTo();

    QComboBox* m_kind = nullptr;
    QSpinBox* m_from = nullptr;
    QSpinBox* m_to = nullptr;
    QPushButton* m_walk = nullptr;
    QPushButton* m_compare = nullptr;
    QPushButton* m_branch = nullptr;
    QToolButton* m_play = nullptr;
    QToolButton* m_keep = nullptr;
    QToolButton* m_clear = nullptr;
    QComboBox* m_axes = nullptr;
    QComboBox* m_colour = nullptr;
    QToolButton* m_images = nullptr;
};

} // namespace leafscope
