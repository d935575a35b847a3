// SPDX-License-Identifier: MIT
#include "app/window/notice_card.hpp"

#include "views/style/theme.hpp"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace leafscope {

namespace {

constexpr int kButtonSide = 24;

QLabel* wrappedLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

NoticeCard::NoticeCard(NoticeKind kind, const Message& message, QWidget* parent)
    : QFrame(parent)
    , m_kind(kind)
    , m_message(message)
    , m_headline(wrappedLabel(message.headline, this))
{
    setProperty("role", QStringLiteral("notice"));
    const bool error = kind == NoticeKind::Error;
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(style::kSpace3, 6, 6, 6);
    grid->setHorizontalSpacing(2);
    grid->setVerticalSpacing(style::kSpace1);
    auto* icon = new QLabel(this);
    icon->setPixmap(style::icon(error ? QStringLiteral("warning") : QStringLiteral("check"),
                                error ? style::tokens().danger : style::tokens().accent)
                        .pixmap(16, 16));
    icon->setContentsMargins(0, 4, 6, 0);
    grid->addWidget(icon, 0, 0, Qt::AlignTop);
    m_headline->setContentsMargins(0, 3, 0, 3);
    grid->addWidget(m_headline, 0, 1);
    grid->setColumnStretch(1, 1);
    int column = 2;
    const auto add = [&](QToolButton* button) {
        grid->addWidget(button, 0, column++, Qt::AlignTop);
        return button;
    };
    if (error && !(message.details() + message.code).isEmpty()) {
        m_fold = add(addButton("chevron-up", tr("Fold the details")));
        connect(m_fold, &QToolButton::clicked, this, [this] { setUnfolded(!m_unfolded); });
        addDetails();
        grid->addWidget(m_details, 1, 1, 1, 4);
    }
    if (error)
        connect(add(addButton("copy", tr("Copy the message"))), &QToolButton::clicked, this,
                [this] { QGuiApplication::clipboard()->setText(text()); });
    connect(add(addButton("close", tr("Dismiss the message"))), &QToolButton::clicked, this,
            &NoticeCard::dismissed);
}

QToolButton* NoticeCard::addButton(const char* icon, const QString& name)
{
    auto* button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setIcon(style::icon(QString::fromLatin1(icon)));
    button->setIconSize({14, 14});
    button->setFixedSize(kButtonSide, kButtonSide);
    button->setToolTip(name);
    button->setAccessibleName(name);
    return button;
}

void NoticeCard::addDetails()
{
    m_details = new QWidget(this);
    auto* column = new QVBoxLayout(m_details);
    column->setContentsMargins(0, 0, style::kSpace2, style::kSpace1);
    column->setSpacing(style::kSpace2);
    if (const QString details = m_message.details(); !details.isEmpty()) {
        QLabel* label = wrappedLabel(details, m_details);
        label->setProperty("role", QStringLiteral("secondary"));
        column->addWidget(label);
    }
    if (m_message.code.isEmpty())
        return;
    QLabel* code = wrappedLabel(m_message.code, m_details);
    code->setProperty("role", QStringLiteral("code"));
    code->setFont(style::font(style::FontRole::Monospace));
    column->addWidget(code);
    auto* copy = new QPushButton(style::icon(QStringLiteral("copy")), tr("Copy the Python lines"),
                                 m_details);
    copy->setObjectName(QStringLiteral("copyCode"));
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_message.code); });
    column->addWidget(copy, 0, Qt::AlignLeft);
}

void NoticeCard::setUnfolded(bool unfolded)
{
    if (!m_fold || unfolded == m_unfolded)
        return;
    m_unfolded = unfolded;
    m_details->setVisible(unfolded);
    m_fold->setIcon(
        style::icon(unfolded ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down")));
    m_fold->setToolTip(unfolded ? tr("Fold the details") : tr("Show the details"));
    m_fold->setAccessibleName(m_fold->toolTip());
    Q_EMIT resized();
}

QString NoticeCard::text() const
{
    QString all = m_message.headline;
    for (const QString& part : {m_message.where, m_message.details(), m_message.code})
        if (!part.isEmpty())
            all += QLatin1Char('\n') + part;
    return all;
}

} // namespace leafscope
