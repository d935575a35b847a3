// SPDX-License-Identifier: MIT
// A transparent sheet above the 3-D scene; the mouse reaches through it.
#pragma once

#include <QPainter>
#include <QWidget>

#include <functional>
#include <utility>

namespace leafscope {

class OverlayWidget : public QWidget {
public:
    OverlayWidget(QWidget* parent, std::function<void(QPainter&)> paint)
        : QWidget(parent)
        , m_paint(std::move(paint))
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAttribute(Qt::WA_NoSystemBackground);
        setFocusPolicy(Qt::NoFocus);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        m_paint(painter);
    }

private:
    std::function<void(QPainter&)> m_paint;
};

} // namespace leafscope
