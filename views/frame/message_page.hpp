// SPDX-License-Identifier: MIT
// What a view shows in place of a drawing that is not there: an icon and why.
#pragma once

#include <QWidget>

class QLabel;
class QPixmap;

namespace leafscope {

class MessagePage : public QWidget {
    Q_OBJECT

public:
    explicit MessagePage(QWidget* parent,
                         Qt::TextInteractionFlags flags = Qt::TextSelectableByMouse);
    void setMessage(const QPixmap& icon, const QString& text);

private:
    QLabel* m_icon;
    QLabel* m_message;
};

} // namespace leafscope
