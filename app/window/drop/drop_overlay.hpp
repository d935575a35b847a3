// SPDX-License-Identifier: MIT
// What lies over the window while files are dragged over it: where to drop, and what they are.
#pragma once

#include "app/work/recognise.hpp"

#include <QWidget>

#include <optional>

namespace leafscope {

/// Lets every event through to what is below it.
class DropOverlay : public QWidget {
    Q_OBJECT

public:
    explicit DropOverlay(QWidget* window);
    /// Covers the window; `count` files are being looked at.
    void showLooking(qsizetype count);
    void showRecognised(const std::vector<Recognised>& all);
    /// Every line that stands on it, for people and tests.
    QStringList lines() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void cover();
    QSize cardSize() const;

    struct Line {
        QString icon;
        QString name;
        QString note;
        bool wrong = false;
    };
    QString m_title;
    QString m_more;
    std::vector<Line> m_lines;
};

} // namespace leafscope
