// SPDX-License-Identifier: MIT
// What the picture of a collapse shows and what it cannot: gauges and numbers of the epoch, the
// roles, the classes.
#pragma once

#include "views/collapse/collapse_scene.hpp"

#include <QString>
#include <QStringList>
#include <QWidget>

#include <vector>

class QPainter;

namespace leafscope {

/// A share from 0 to 1, or NaN.
struct CollapseGauge {
    QString name;
    double share = 0;
    QString help;
};

struct CollapseNumber {
    QString name;
    QString value;
    QString help;
};

struct CollapsePanelContent {
    QString heading; ///< "Epoch 23"
    QString detail;  ///< "interpolated, numbers of epoch 16"
    std::vector<CollapseGauge> gauges;
    std::vector<CollapseNumber> numbers;
    QStringList badges; ///< what a person should know
    bool paper = false;
    bool hasSimplex = true;
    bool hasClassifiers = true;
    CollapseSettings shown;
    QStringList classes;
    std::vector<int> chosen; ///< of the pose
    bool choosable = false;  ///< whether a click on a class changes the pose
};

CollapsePanelContent panelContent(const CollapseFigure& figure);

/// `first`: classes scrolled past; `marked`: the class under the cursor or with the focus.
void paintPanel(QPainter& painter, const QRect& box, const CollapsePanelContent& content,
                int first = 0, int marked = -1);

class CollapsePanel : public QWidget {
    Q_OBJECT

public:
    explicit CollapsePanel(QWidget* parent);
    void setContent(CollapsePanelContent content);
    const CollapsePanelContent& content() const { return m_content; }
    /// The row of a class, in the panel's own coordinates; empty if it is not seen.
    QRect classRect(int c) const;

Q_SIGNALS:
    void classClicked(int c);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int classAt(QPointF position) const;
    void mark(int c);
    void scrollTo(int first);

    CollapsePanelContent m_content;
    int m_first = 0;
    int m_marked = -1;
};

} // namespace leafscope
