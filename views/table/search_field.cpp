// SPDX-License-Identifier: MIT
#include "views/table/search_field.hpp"

#include "views/style/theme.hpp"

#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QKeyEvent>
#include <QStringListModel>

#include <utility>

namespace leafscope {

namespace {

std::size_t bytesBefore(const QString& text, int cursor)
{
    return std::size_t(text.left(cursor).toUtf8().size());
}

} // namespace

SearchField::SearchField(QWidget* parent)
    : QLineEdit(parent)
    , m_completer(new QCompleter(this))
    , m_texts(new QStringListModel(this))
{
    setClearButtonEnabled(true);
    m_completer->setModel(m_texts);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(8);
    m_completer->setWidget(this);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this,
            &SearchField::takeOffer);
    connect(this, &QLineEdit::textEdited, this, [this] { offer(false); });
}

void SearchField::setOffers(
    std::function<QueryCompletions(const std::string& text, std::size_t cursor)> f)
{
    m_offers = std::move(f);
}

void SearchField::offer(bool everything)
{
    const std::string all = text().toStdString();
    const QueryCompletions found = m_offers(all, bytesBefore(text(), cursorPosition()));
    const std::string typed = all.substr(found.from, found.to - found.from);
    const bool settled = found.texts.size() == 1 && found.texts.front() == typed;
    if (found.texts.empty() || settled || (typed.empty() && !everything)) {
        m_completer->popup()->hide();
        return;
    }
    QStringList texts;
    for (const std::string& one : found.texts)
        texts << QString::fromStdString(one);
    m_texts->setStringList(texts);
    QRect place = cursorRect();
    place.setWidth(180);
    m_completer->complete(place);
}

void SearchField::takeOffer(const QString& chosen)
{
    const std::string all = text().toStdString();
    const QueryCompletions found = m_offers(all, bytesBefore(text(), cursorPosition()));
    const QString before = QString::fromStdString(all.substr(0, found.from));
    const QString after = QString::fromStdString(all.substr(found.to));
    QString word = chosen;
    if (!word.endsWith(QLatin1Char(':')) && !after.startsWith(QLatin1Char(' ')))
        word += QLatin1Char(' ');
    setText(before + word + after);
    setCursorPosition(int(before.size() + word.size()));
}

void SearchField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        offer(true);
        return;
    }
    if (event->key() == Qt::Key_Down) {
        Q_EMIT leaveDownwards();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace leafscope
