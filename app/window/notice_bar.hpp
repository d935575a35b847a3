// SPDX-License-Identifier: MIT
// Errors and short confirmations, floating over the top of the view so that nothing moves: an error
// stays until dismissed, a confirmation leaves by itself.
#pragma once

#include <QFrame>
#include <QTimer>

class QLabel;
class QToolButton;

namespace leafscope {

class NoticeBar : public QFrame {
    Q_OBJECT

public:
    /// Floats over `host`, which is its parent.
    explicit NoticeBar(QWidget* host);
    /// The first line is the headline; the rest says cause and remedy.
    void showError(const QString& title, const QString& message);
    void showInfo(const QString& message);
    QString text() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();
    void show(const char* icon, const QString& headline, const QString& rest);

    QLabel* m_icon;
    QLabel* m_headline;
    QLabel* m_rest;
    QToolButton* m_copy;
    QTimer m_leave;
};

} // namespace leafscope
