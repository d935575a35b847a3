// SPDX-License-Identifier: MIT
// One message over the view: a headline; cause, remedy and lines of Python when unfolded.
#pragma once

#include "app/window/message.hpp"

#include <QFrame>

class QLabel;
class QToolButton;

namespace leafscope {

enum class NoticeKind { Info, Error };

class NoticeCard : public QFrame {
    Q_OBJECT

public:
    NoticeCard(NoticeKind kind, const Message& message, QWidget* parent);
    NoticeKind kind() const { return m_kind; }
    /// All of it, as the copy button copies it.
    QString text() const;
    bool isUnfolded() const { return m_unfolded; }
    void setUnfolded(bool unfolded);

Q_SIGNALS:
    void dismissed();
    void resized(); ///< folded or unfolded

private:
    QToolButton* addButton(const char* icon, const QString& name);
    void addDetails();

    NoticeKind m_kind;
    Message m_message;
    QLabel* m_headline;
    QWidget* m_details = nullptr;
    QToolButton* m_fold = nullptr;
    bool m_unfolded = true;
};

} // namespace leafscope
