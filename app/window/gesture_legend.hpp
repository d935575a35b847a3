// SPDX-License-Identifier: MIT
// A small card over the 3-D view that says what mouse and keys do there; shown by itself the first
// time something is drawn.
#pragma once

#include "app/window/gestures.hpp"

#include <QFrame>

#include <vector>

class QLabel;

namespace leafscope {

class GestureLegend : public QFrame {
    Q_OBJECT

public:
    /// Floats over the lower right corner of `host`, which is its parent.
    explicit GestureLegend(QWidget* host);
    /// Shows it unless it was dismissed once.
    void showFirstTime();
    void setShown(bool shown);
    /// Those of another view.
    void setGestures(const QString& title, const std::vector<Gesture>& gestures);

Q_SIGNALS:
    void shownChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();

    QLabel* m_title = nullptr;
    std::vector<QWidget*> m_lines;
};

} // namespace leafscope
