// SPDX-License-Identifier: MIT
// The legend at the right: colour, class and count; a click hides a class, a double click shows it
// alone.
#pragma once

#include "core/base/matrix.hpp"

#include <QColor>
#include <QString>
#include <QWidget>

#include <set>
#include <vector>

class QPainter;

namespace leafscope {

/// One line of the legend: a group of points with one colour.
struct LegendEntry {
    int group = 0;
    QString name;
    QColor colour;
    Index count = 0;
};

/// Everything that the legend draws, so that the window and the picture draw the same.
struct LegendContent {
    QString heading;
    std::vector<LegendEntry> entries;
    std::set<int> hidden;
    bool continuous = false;
    double low = 0;
    double high = 1;
    QString note; ///< under the scale
    QString missing;
    int first = 0; ///< entries scrolled past
};

/// Where the legend stands in a view of this size: top right, as high as it needs or has.
QRect legendRect(const LegendContent& content, QSize view);
/// How many entries fit into this height.
int legendCapacity(int height);
/// Draws the legend; `marked` is the entry with the keyboard focus or under the cursor, -1 for
/// none.
void paintLegend(QPainter& painter, const QRect& rect, const LegendContent& content,
                 int marked = -1);

/// Takes the mouse and the keys; the sheet above the scene draws it, so that the window and a
/// picture agree in every pixel.
class Legend : public QWidget {
    Q_OBJECT

public:
    explicit Legend(QWidget* parent);

    void setContent(const LegendContent& content);
    const LegendContent& content() const { return m_content; }
    /// The entry under the cursor or with the keyboard focus, -1 for none.
    int marked() const { return m_marked; }
    /// The row of an entry, in the legend's own coordinates; empty if it is scrolled away.
    QRect entryRect(int entry) const;

Q_SIGNALS:
    void toggled(int group);
    void soloed(int group);
    void changed(); ///< it looks different now

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int entryAt(QPointF position) const;
    void mark(int entry);
    void scrollTo(int first);

    LegendContent m_content;
    int m_marked = -1;
};

} // namespace leafscope
