// SPDX-License-Identifier: MIT
#include "views/frame/message_page.hpp"

#include "views/style/theme.hpp"

#include <QLabel>
#include <QVBoxLayout>

namespace leafscope {

MessagePage::MessagePage(QWidget* parent, Qt::TextInteractionFlags flags)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_message(new QLabel(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(style::kSpace4, style::kSpace4, style::kSpace4, style::kSpace4);
    column->setSpacing(style::kSpace2);
    m_icon->setAlignment(Qt::AlignCenter);
    m_message->setObjectName(QStringLiteral("message"));
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(flags);
    column->addStretch(1);
    column->addWidget(m_icon);
    column->addWidget(m_message);
    column->addStretch(1);
}

void MessagePage::setMessage(const QPixmap& icon, const QString& text)
{
    m_icon->setPixmap(icon);
    m_message->setText(text);
}

} // namespace leafscope
