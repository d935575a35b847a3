// SPDX-License-Identifier: MIT
// Mouse events as the window system sends them: to the window, which finds the widget itself.
#pragma once

#include <QTest>
#include <QWheelEvent>
#include <QWidget>
#include <QWindow>

namespace leafscope::test {

class Mouse {
public:
    explicit Mouse(QWidget* window)
        : m_window(window)
    {
    }

    void move(QPointF at) const { QTest::mouseMove(handle(), at.toPoint()); }
    void click(QPointF at, Qt::KeyboardModifiers modifiers = {},
               Qt::MouseButton button = Qt::LeftButton) const
    {
        QTest::mouseMove(handle(), at.toPoint());
        QTest::mouseClick(handle(), button, modifiers, at.toPoint());
    }
    void doubleClick(QPointF at) const
    {
        QTest::mouseMove(handle(), at.toPoint());
        QTest::mouseDClick(handle(), Qt::LeftButton, {}, at.toPoint());
    }
    void drag(QPointF from, QPointF to, Qt::MouseButton button = Qt::LeftButton,
              Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::mousePress(handle(), button, modifiers, from.toPoint());
        for (int i = 1; i <= 5; ++i)
            QTest::mouseMove(handle(), (from + (to - from) * (i / 5.0)).toPoint());
        QTest::mouseRelease(handle(), button, modifiers, to.toPoint());
    }
    void wheel(QPointF at, int delta) const
    {
        QWheelEvent event(at, handle()->mapToGlobal(at), {}, {0, delta}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(handle(), &event);
    }

private:
    QWindow* handle() const { return m_window->window()->windowHandle(); }
    QWidget* m_window;
};

} // namespace leafscope::test
