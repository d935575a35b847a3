// SPDX-License-Identifier: MIT
#include "app/window/notice_bar.hpp"

#include "views/style/theme.hpp"

#include <QEvent>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace leafscope {

namespace {

constexpr int kInfoMilliseconds = 4000;
constexpr int kMostWidth = 640;
constexpr std::size_t kUnfolded = 2; ///< errors that are shown whole
constexpr std::size_t kManyErrors = 3;

} // namespace

NoticeBar::NoticeBar(QWidget* host)
    : QWidget(host)
    , m_scroll(new QScrollArea(this))
    , m_content(new QWidget)
    , m_head(new QFrame(this))
    , m_count(new QLabel(m_head))
{
    m_head->setProperty("role", QStringLiteral("notice"));
    auto* row = new QHBoxLayout(m_head);
    row->setContentsMargins(style::kSpace3, 2, 2, 2);
    row->addWidget(m_count, 1);
    auto* dismiss = new QPushButton(tr("Dismiss all"), m_head);
    dismiss->setProperty("role", QStringLiteral("quiet"));
    connect(dismiss, &QPushButton::clicked, this, &NoticeBar::dismissAll);
    row->addWidget(dismiss);
    m_column = new QVBoxLayout(m_content);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(6);
    m_scroll->setWidget(m_content);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setAccessibleName(tr("Messages"));
    // The view shows through between the cards.
    m_content->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_leave.setSingleShot(true);
    connect(&m_leave, &QTimer::timeout, this, [this] {
        if (m_info)
            remove(m_info);
    });
    host->installEventFilter(this);
    hide();
}

bool NoticeBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

void NoticeBar::place()
{
    if (m_cards.empty()) {
        hide();
        return;
    }
    const int width = std::min(kMostWidth, parentWidget()->width() - 2 * style::kSpace4);
    const int most = parentWidget()->height() - 2 * style::kSpace3;
    const std::size_t errors = this->errors().size();
    m_head->setVisible(errors >= kManyErrors);
    m_count->setText(tr("%1 messages").arg(errors));
    const int top = m_head->isHidden() ? 0 : m_head->sizeHint().height() + m_column->spacing();
    const auto heightAt = [this](int at) {
        int sum = 0;
        for (const NoticeCard* card : m_cards)
            sum += (sum > 0 ? m_column->spacing() : 0) + card->heightForWidth(at);
        return sum;
    };
    int inner = width;
    const bool scrolls = heightAt(inner) > most - top;
    if (scrolls)
        inner -= m_scroll->verticalScrollBar()->sizeHint().width();
    const int height = heightAt(inner);
    m_content->resize(inner, height);
    m_head->setGeometry(0, 0, width, m_head->sizeHint().height());
    m_scroll->setGeometry(0, top, width, std::min(height, most - top));
    setGeometry((parentWidget()->width() - width) / 2, style::kSpace3, width,
                top + m_scroll->height());
    show();
    raise();
}

NoticeCard* NoticeBar::add(NoticeKind kind, const Message& message)
{
    auto* card = new NoticeCard(kind, message, m_content);
    connect(card, &NoticeCard::dismissed, this, [this, card] { remove(card); });
    connect(card, &NoticeCard::resized, this, &NoticeBar::place);
    m_column->insertWidget(0, card);
    m_cards.insert(m_cards.begin(), card);
    card->show();
    return card;
}

void NoticeBar::remove(NoticeCard* card)
{
    m_cards.erase(std::remove(m_cards.begin(), m_cards.end(), card), m_cards.end());
    m_column->removeWidget(card);
    card->hide();
    card->deleteLater(); // the click that dismissed it is still in its handler
    place();
}

void NoticeBar::showError(const QString& title, const QString& text)
{
    Message message = parseMessage(text);
    // The file's name once: where the title has it, the whole path stands in the details.
    if (!message.where.isEmpty() && !title.contains(QFileInfo(message.where).fileName()))
        message.headline = message.where + QStringLiteral(": ") + message.headline;
    message.headline = title + QStringLiteral(": ") + message.headline;
    NoticeCard* card = add(NoticeKind::Error, message);
    for (NoticeCard* old : errors())
        if (old != card && old->text() == card->text()) {
            remove(old);
            break;
        }
    const std::vector<NoticeCard*> all = errors();
    if (all.size() > kUnfolded)
        for (NoticeCard* one : all)
            one->setUnfolded(false);
    place();
}

void NoticeBar::showInfo(const QString& message)
{
    if (m_info)
        remove(m_info);
    m_info = add(NoticeKind::Info, {.headline = message});
    m_leave.start(kInfoMilliseconds);
    place();
}

QString NoticeBar::text() const
{
    QStringList all;
    for (const NoticeCard* card : m_cards)
        all << card->text();
    return all.join(QStringLiteral("\n\n"));
}

std::vector<NoticeCard*> NoticeBar::errors() const
{
    std::vector<NoticeCard*> all;
    std::copy_if(m_cards.begin(), m_cards.end(), std::back_inserter(all),
                 [](const NoticeCard* card) { return card->kind() == NoticeKind::Error; });
    return all;
}

void NoticeBar::dismissAll()
{
    for (NoticeCard* card : std::vector(m_cards))
        remove(card);
}

} // namespace leafscope
