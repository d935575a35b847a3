// SPDX-License-Identifier: MIT
#include "views/chart/card.hpp"

#include "views/chart/labels.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace leafscope::chart {

namespace {

constexpr double kPadding = 10;
constexpr double kColumnGap = 20;
constexpr double kWidestText = 260; ///< warnings wrap here
constexpr double kBesidePoint = 14;

QFont fontOf(CardRowKind kind)
{
    if (kind != CardRowKind::Title)
        return style::font(style::FontRole::Caption);
    QFont font = style::font(style::FontRole::Body);
    font.setWeight(QFont::DemiBold);
    return font;
}

double rowHeight(const CardRow& row, double width)
{
    const QFontMetricsF metrics(fontOf(row.kind));
    if (row.kind == CardRowKind::Warning)
        return metrics
                   .boundingRect(QRectF(0, 0, width, 1000), Qt::AlignLeft | Qt::TextWordWrap,
                                 row.name)
                   .height() +
               4;
    return metrics.height() + (row.kind == CardRowKind::Note ? 6 : 2);
}

double contentWidth(const Card& card)
{
    double width = 0;
    for (const CardRow& row : card) {
        const QFontMetricsF metrics(fontOf(row.kind));
        double here = metrics.horizontalAdvance(row.name);
        if (row.kind == CardRowKind::Value)
            here += kColumnGap + metrics.horizontalAdvance(row.value);
        width = std::max(width, std::min(here, kWidestText));
    }
    return std::ceil(width) + 1;
}

} // namespace

QSizeF cardSize(const Card& card)
{
    const double width = contentWidth(card);
    double height = 0;
    for (const CardRow& row : card)
        height += rowHeight(row, width);
    return {width + 2 * kPadding, height + 2 * kPadding - 2};
}

QRectF paintCard(QPainter& painter, const Card& card, QPointF point, QRectF bounds)
{
    const style::Tokens& t = style::tokens();
    const QRectF place = cardPlace(point, cardSize(card), bounds, kBesidePoint);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 3; i >= 1; --i) { // a soft shadow, so that the card stands above the lines
        painter.setBrush(style::faded(Qt::black, 0.035));
        painter.drawRoundedRect(place.adjusted(-i, -i + 1, i, i + 1), style::kRadius + i,
                                style::kRadius + i);
    }
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(t.surface);
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), style::kRadius, style::kRadius);

    double y = place.top() + kPadding - 1;
    const double width = place.width() - 2 * kPadding;
    for (const CardRow& row : card) {
        const double height = rowHeight(row, width);
        const QRectF line(place.left() + kPadding, y, width, height);
        painter.setFont(fontOf(row.kind));
        const bool plain = row.kind == CardRowKind::Title;
        painter.setPen(row.kind == CardRowKind::Warning ? t.danger : plain ? t.text : t.secondary);
        const int wrap = row.kind == CardRowKind::Warning ? int(Qt::TextWordWrap) : 0;
        painter.drawText(line, int(Qt::AlignLeft | Qt::AlignTop) | wrap, row.name);
        if (row.kind == CardRowKind::Value) {
            painter.setPen(t.text);
            painter.drawText(line, int(Qt::AlignRight | Qt::AlignTop), row.value);
        }
        y += height;
    }
    painter.restore();
    return place;
}

} // namespace leafscope::chart
