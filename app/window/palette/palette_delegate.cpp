// SPDX-License-Identifier: MIT
#include "app/window/palette/palette_delegate.hpp"

#include "app/window/palette/palette_model.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QKeySequence>
#include <QPainter>
#include <QTextLayout>

namespace leafscope {

namespace {

constexpr int kRowPadding = 7;
constexpr int kIconSide = 16;
constexpr int kSectionPadding = 6;
constexpr int kKeyPadding = 6;

int rowHeight(const QFontMetrics& metrics)
{
    return metrics.height() + 2 * kRowPadding;
}

int sectionHeight(const QModelIndex& index)
{
    if (index.data(PaletteModel::Section).toString().isEmpty())
        return 0;
    return QFontMetrics(style::font(style::FontRole::Caption)).height() + 2 * kSectionPadding;
}

/// The shortcut's keys as caps, right-aligned; returns the left end of what was drawn.
int drawKeys(QPainter& painter, const QRect& row, const QString& shortcut)
{
    int right = row.right() - style::kSpace3;
    if (shortcut.isEmpty())
        return right;
    const style::Tokens& t = style::tokens();
    const QFont font = style::font(style::FontRole::Caption);
    const QFontMetrics metrics(font);
    painter.setFont(font);
    // "Ctrl++" is Ctrl and +.
    QStringList keys = shortcut.split(QLatin1Char('+'));
    if (shortcut.endsWith(QStringLiteral("++")))
        keys = shortcut.chopped(2).split(QLatin1Char('+')) << QStringLiteral("+");
    for (qsizetype i = keys.size(); i-- > 0;) {
        const int height = metrics.height() + 2;
        const int width = std::max(height, metrics.horizontalAdvance(keys[i]) + 2 * kKeyPadding);
        const QRect cap(right - width, row.center().y() - height / 2, width, height);
        painter.setPen(t.line);
        painter.setBrush(t.window);
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setPen(t.secondary);
        painter.drawText(cap, Qt::AlignCenter, keys[i]);
        right = cap.left() - style::kSpace1;
    }
    return right;
}

/// The text in one line, its matched letters in the accent; returns its width.
int drawText(QPainter& painter, const QRect& place, const QString& text, const QList<int>& matches,
             const QColor& ink, bool live)
{
    const QFont font = style::font(style::FontRole::Body);
    const QString shown = QFontMetrics(font).elidedText(text, Qt::ElideRight, place.width());
    QTextLayout layout(shown, font);
    QList<QTextLayout::FormatRange> formats;
    for (const int at : matches) {
        if (at >= shown.size())
            continue;
        QTextLayout::FormatRange range;
        range.start = at;
        range.length = 1;
        range.format.setFontWeight(QFont::Bold);
        if (live)
            range.format.setForeground(
                style::readable(style::tokens().accent, style::tokens().surface, 4.5));
        formats << range;
    }
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(place.width() + place.height()); // bold letters are a little wider
    layout.endLayout();
    painter.setPen(ink);
    layout.draw(&painter, QPointF(place.left(), place.center().y() - line.height() / 2 + 0.5));
    return int(line.naturalTextWidth());
}

} // namespace

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {0, rowHeight(option.fontMetrics) + sectionHeight(index)};
}

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const style::Tokens& t = style::tokens();
    const QString refusal = index.data(PaletteModel::Refusal).toString();
    const bool live = refusal.isEmpty();
    QRect row = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (const int above = sectionHeight(index)) {
        painter->setFont(style::font(style::FontRole::Caption));
        painter->setPen(t.secondary);
        painter->drawText(row.adjusted(style::kSpace3, 0, 0, 0)
                              .intersected(QRect(row.left(), row.top(), row.width(), above)),
                          Qt::AlignVCenter | Qt::AlignLeft,
                          index.data(PaletteModel::Section).toString());
        row.setTop(row.top() + above);
    }
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
        const bool selected = option.state & QStyle::State_Selected;
        painter->setPen(Qt::NoPen);
        painter->setBrush(
            style::mixed(t.surface, selected ? t.accent : t.secondary, selected ? 0.16 : 0.08));
        painter->drawRoundedRect(QRectF(row).adjusted(4, 0, -4, 0), 4, 4);
    }
    const QColor ink = live ? t.text : style::mixed(t.surface, t.secondary, 0.8);
    const QString icon = index.data(PaletteModel::Icon).toString();
    const QRect iconPlace(row.left() + style::kSpace3, row.center().y() - kIconSide / 2 + 1,
                          kIconSide, kIconSide);
    if (!icon.isEmpty())
        style::icon(icon, ink).paint(painter, iconPlace);
    const int right = drawKeys(*painter, row, index.data(PaletteModel::Shortcut).toString());
    const int left = iconPlace.right() + style::kSpace3;
    const QRect textPlace(left, row.top(), right - left - style::kSpace2, row.height());
    const int width = drawText(*painter, textPlace, index.data(Qt::DisplayRole).toString(),
                               index.data(PaletteModel::Matches).value<QList<int>>(), ink, live);
    const QString aside = live ? index.data(PaletteModel::Place).toString() : refusal;
    const QRect asidePlace = textPlace.adjusted(width + style::kSpace3, 0, 0, 0);
    if (asidePlace.width() > 40) {
        const QFont caption = style::font(style::FontRole::Caption);
        painter->setFont(caption);
        painter->setPen(t.secondary);
        painter->drawText(
            asidePlace, Qt::AlignVCenter | Qt::AlignRight,
            QFontMetrics(caption).elidedText(aside, Qt::ElideRight, asidePlace.width()));
    }
    painter->restore();
}

} // namespace leafscope
