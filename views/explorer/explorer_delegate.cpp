// SPDX-License-Identifier: MIT
#include "views/explorer/explorer_delegate.hpp"

#include "views/explorer/explorer_model.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <algorithm>

namespace leafscope {

namespace {

constexpr int kRow = 24;
constexpr int kSectionRow = 34;
constexpr int kOfferRow = 36;
constexpr int kInset = 8;
constexpr int kGap = 8;
constexpr int kLeastValue = 36; ///< less room shows nothing worth reading
constexpr int kOutdent = 12;    ///< rows start under the text of their section, not under its arrow

ExplorerKind kindOf(const QModelIndex& index)
{
    return ExplorerKind(index.data(ExplorerModel::KindRole).toInt());
}

QString columnOf(const QModelIndex& index, int column)
{
    return index.siblingAtColumn(column).data().toString();
}

void drawElided(QPainter* painter, const QRect& rect, int flags, const QString& text,
                Qt::TextElideMode mode = Qt::ElideRight)
{
    painter->drawText(rect, flags | Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(text, mode, rect.width()));
}

QColor stateColour(Readiness readiness)
{
    const style::Tokens& t = style::tokens();
    return readiness == Readiness::Failed  ? t.danger
           : readiness == Readiness::Ready ? t.text
                                           : t.secondary;
}

} // namespace

QSize ExplorerDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    switch (kindOf(index)) {
    case ExplorerKind::Section:
        return {0, style::scaled(kSectionRow)};
    case ExplorerKind::Offer:
        return {0, style::scaled(kOfferRow)};
    default:
        return {0, style::scaled(kRow)};
    }
}

void ExplorerDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const ExplorerKind kind = kindOf(index);
    if (kind == ExplorerKind::Section)
        paintSection(painter, option.rect, index);
    else if (kind == ExplorerKind::Offer)
        paintOffer(painter, option, index);
    else if (kind == ExplorerKind::Layer)
        paintLayer(painter, option, index);
    else
        paintPair(painter, option.rect, index);
    painter->restore();
}

void ExplorerDelegate::paintSection(QPainter* painter, const QRect& rect,
                                    const QModelIndex& index) const
{
    const style::Tokens& t = style::tokens();
    if (index.row() > 0) {
        painter->setPen(QPen(t.line, 1));
        const double y = rect.top() + 1.5;
        painter->drawLine(QPointF(0, y), QPointF(rect.right() + 1, y));
    }
    QFont font = style::font(style::FontRole::Body);
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(t.text);
    drawElided(painter, rect.adjusted(4, 0, -kInset, 0), Qt::AlignLeft, index.data().toString());
}

void ExplorerDelegate::paintPair(QPainter* painter, const QRect& rect,
                                 const QModelIndex& index) const
{
    const QString name = index.data().toString();
    const QString value = columnOf(index, ExplorerModel::Value);
    const auto readiness = Readiness(index.data(ExplorerModel::ReadinessRole).toInt());
    const bool epoch = kindOf(index) == ExplorerKind::Epoch;
    const bool product = kindOf(index) == ExplorerKind::Product || epoch;
    QFont font = style::font(style::FontRole::Body);
    if (epoch && index.data(ExplorerModel::CurrentRole).toBool()) {
        QRect whole = rect;
        whole.setLeft(0);
        painter->fillRect(whole,
                          style::mixed(style::tokens().surface, style::tokens().accent, 0.16));
        painter->fillRect(QRect(0, rect.top(), 2, rect.height()), style::tokens().accent);
        font.setWeight(QFont::DemiBold);
    }
    painter->setFont(font);
    const QRect inner = rect.adjusted(kInset - kOutdent, 0, -kInset, 0);
    const auto widthOf = [&](const QString& text) {
        return painter->fontMetrics().horizontalAdvance(text) + 2; // rounding must not elide
    };
    // Of a fact the value matters, of a product which one it is.
    const int room = inner.width() - kGap;
    const int valueWidth =
        product ? std::max(0, room - widthOf(name))
                : std::clamp(widthOf(value), 0, std::max(room - widthOf(name), room * 6 / 10));
    painter->setPen(product ? style::tokens().text : style::tokens().secondary);
    drawElided(painter, inner.adjusted(0, 0, 1 - std::min(valueWidth + kGap, inner.width()), 0),
               Qt::AlignLeft, name);
    painter->setPen(product && readiness == Readiness::Ready ? style::tokens().secondary
                                                             : stateColour(readiness));
    if (!product || valueWidth >= style::scaled(kLeastValue))
        drawElided(painter, inner.adjusted(inner.width() - valueWidth, 0, 0, 0), Qt::AlignRight,
                   value, product ? Qt::ElideRight : Qt::ElideMiddle);
}

void ExplorerDelegate::paintOffer(QPainter* painter, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const
{
    const style::Tokens& t = style::tokens();
    painter->setFont(style::font(style::FontRole::Body));
    const auto readiness = Readiness(index.data(ExplorerModel::ReadinessRole).toInt());
    if (readiness == Readiness::Busy) {
        painter->setPen(t.secondary);
        drawElided(painter, option.rect.adjusted(kInset - kOutdent, 0, -kInset, 0), Qt::AlignLeft,
                   columnOf(index, ExplorerModel::Value));
        return;
    }
    const QRectF box =
        QRectF(option.rect).adjusted(kInset - kOutdent + 0.5, 4.5, -kInset - 0.5, -3.5);
    const bool over = option.state.testFlag(QStyle::State_MouseOver);
    const bool focus = option.state.testFlag(QStyle::State_HasFocus);
    painter->setPen(QPen(focus ? t.accent : t.line, 1));
    painter->setBrush(over ? style::mixed(t.surface, t.secondary, 0.10) : t.surface);
    painter->drawRoundedRect(box, style::kRadius, style::kRadius);
    painter->setPen(t.text);
    painter->drawText(box, Qt::AlignCenter, index.data().toString());
}

void ExplorerDelegate::paintLayer(QPainter* painter, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const
{
    const style::Tokens& t = style::tokens();
    const bool current = index.data(ExplorerModel::CurrentRole).toBool();
    const bool first = index.column() == ExplorerModel::Name;
    QRect rect = option.rect;
    if (first)
        rect.setLeft(0); // the whole row, from the edge of the tree
    if (current)
        painter->fillRect(rect, style::mixed(t.surface, t.accent, 0.16));
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(rect, style::mixed(t.surface, t.secondary, 0.10));
    if (current && first)
        painter->fillRect(QRect(rect.left(), rect.top(), 2, rect.height()), t.accent);
    if (first && option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(t.accent, 1));
        painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    QFont font = style::font(first ? style::FontRole::Body : style::FontRole::Caption);
    if (current && first)
        font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(first ? t.text : t.secondary);
    const bool right = index.column() >= ExplorerModel::Shape;
    const QRect inner = first ? option.rect.adjusted(kInset - kOutdent, 0, -4, 0)
                              : rect.adjusted(4, 0, right ? -kInset : -4, 0);
    drawElided(painter, inner, right ? Qt::AlignRight : Qt::AlignLeft, index.data().toString(),
               first ? Qt::ElideMiddle : Qt::ElideRight);
}

} // namespace leafscope
