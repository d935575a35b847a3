// SPDX-License-Identifier: MIT
// Errors and short confirmations, floating over the top of the view so that nothing moves: errors
// stay in a list until dismissed, a confirmation leaves by itself.
#pragma once

#include "app/window/notice_card.hpp"

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <vector>

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace leafscope {

class NoticeBar : public QWidget {
    Q_OBJECT

public:
    /// Floats over `host`, which is its parent.
    explicit NoticeBar(QWidget* host);
    /// Adds an error on top: `message` is the text of an Error, `title` what was being done. The
    /// first two are unfolded, later ones show their headline; one that is there already moves up.
    void showError(const QString& title, const QString& message);
    /// Shows a confirmation for four seconds, instead of the last one.
    void showInfo(const QString& message);
    /// Everything that is shown, the newest first.
    QString text() const;
    std::vector<NoticeCard*> errors() const; ///< newest first
    void dismissAll();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    NoticeCard* add(NoticeKind kind, const Message& message);
    void remove(NoticeCard* card);
    void place();

    QScrollArea* m_scroll;
    QVBoxLayout* m_column;
    QWidget* m_content;
    QWidget* m_head; ///< "10 messages", dismiss all
    QLabel* m_count;
    std::vector<NoticeCard*> m_cards; ///< newest first
    QPointer<NoticeCard> m_info;
    QTimer m_leave;
};

} // namespace leafscope
