// SPDX-License-Identifier: MIT
#include "app/window/notice_bar.hpp"

#include "views/style/theme.hpp"

#include <QClipboard>
#include <QEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace leafscope {

namespace {

constexpr int kInfoMilliseconds = 4000;
constexpr int kMostWidth = 640;

} // namespace

NoticeBar::NoticeBar(QWidget* host)
    : QFrame(host)
    , m_icon(new QLabel(this))
    , m_headline(new QLabel(this))
    , m_rest(new QLabel(this))
    , m_copy(new QToolButton(this))
{
    setProperty("role", QStringLiteral("notice"));
    auto* close = new QToolButton(this);
    close->setAutoRaise(true);
    close->setIcon(style::icon(QStringLiteral("close")));
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss the message"));
    m_copy->setAutoRaise(true);
    m_copy->setIcon(style::icon(QStringLiteral("copy")));
    m_copy->setToolTip(tr("Copy the message"));
    m_copy->setAccessibleName(m_copy->toolTip());
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(style::kSpace3, style::kSpace2, style::kSpace2, style::kSpace2);
    grid->setHorizontalSpacing(style::kSpace2);
    grid->setVerticalSpacing(2);
    grid->addWidget(m_icon, 0, 0, Qt::AlignTop);
    grid->addWidget(m_headline, 0, 1);
    grid->addWidget(m_copy, 0, 2, Qt::AlignTop);
    grid->addWidget(close, 0, 3, Qt::AlignTop);
    grid->addWidget(m_rest, 1, 1, 1, 3);
    grid->setColumnStretch(1, 1);
    for (QLabel* label : {m_headline, m_rest}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_rest->setProperty("role", QStringLiteral("secondary"));
    m_leave.setSingleShot(true);
    connect(&m_leave, &QTimer::timeout, this, &QWidget::hide);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(text()); });
    host->installEventFilter(this);
    hide();
}

bool NoticeBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QFrame::eventFilter(watched, event);
}

void NoticeBar::place()
{
    const int width = std::min(kMostWidth, parentWidget()->width() - 2 * style::kSpace4);
    resize(width, heightForWidth(width));
    move((parentWidget()->width() - width) / 2, style::kSpace3);
    raise();
}

void NoticeBar::showError(const QString& title, const QString& message)
{
    m_leave.stop();
    const qsizetype line = message.indexOf(QLatin1Char('\n'));
    show("warning", title + QStringLiteral(": ") + message.left(line),
         line < 0 ? QString()
                  : message.mid(line + 1)
                        .replace(QStringLiteral("\n  "), QStringLiteral("\n"))
                        .trimmed());
}

void NoticeBar::showInfo(const QString& message)
{
    show("check", message, {});
    m_leave.start(kInfoMilliseconds);
}

void NoticeBar::show(const char* icon, const QString& headline, const QString& rest)
{
    m_icon->setPixmap(style::icon(QString::fromLatin1(icon)).pixmap(16, 16));
    m_headline->setText(headline);
    m_rest->setText(rest);
    m_rest->setVisible(!rest.isEmpty());
    m_copy->setVisible(!rest.isEmpty());
    setVisible(true);
    layout()->activate();
    place();
}

QString NoticeBar::text() const
{
    return m_headline->text() +
           (m_rest->text().isEmpty() ? QString() : QLatin1Char('\n') + m_rest->text());
}

} // namespace leafscope
