// SPDX-License-Identifier: MIT
#include "views/scene/marks.hpp"

#include "views/scene/furniture.hpp"
#include "views/style/colour.hpp"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace leafscope {

namespace {

constexpr int kCardPadding = style::kSpace2;
constexpr int kSwatch = 9;
constexpr int kCross = 8;
constexpr int kAway = 16; ///< from the cursor to the card

QFont headingFont()
{
    QFont font = overlayFont(style::FontRole::Body);
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

void paintRings(QPainter& painter, const std::vector<Spot>& spots)
{
    const style::Tokens& tokens = style::tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const auto ring = [&](const Spot& spot, double radius, double width) {
        if (spot.fill.isValid()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(spot.fill);
            painter.drawEllipse(spot.at, spot.diameter / 2, spot.diameter / 2);
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(style::faded(tokens.surface, 0.85), width + 2));
        painter.drawEllipse(spot.at, radius, radius);
        painter.setPen(QPen(tokens.accent, width));
        painter.drawEllipse(spot.at, radius, radius);
    };
    for (const Spot& spot : spots)
        if (!spot.current)
            ring(spot, spot.diameter / 2 + 2.5, 1.5);
    for (const Spot& spot : spots)
        if (spot.current)
            ring(spot, spot.diameter / 2 + 5.5, 2.2);
    painter.restore();
}

void paintEnlarged(QPainter& painter, const Spot& spot, const QColor& colour)
{
    const style::Tokens& tokens = style::tokens();
    const double radius = spot.diameter * 0.75 + 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.text);
    painter.drawEllipse(spot.at, radius + 2.2, radius + 2.2);
    painter.setBrush(tokens.surface);
    painter.drawEllipse(spot.at, radius + 1.2, radius + 1.2);
    painter.setBrush(colour);
    painter.drawEllipse(spot.at, radius, radius);
    painter.restore();
}

void paintCentre(QPainter& painter, QPointF at)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(style::faded(style::tokens().text, 0.55), 1));
    painter.drawLine(at - QPointF(6, 0), at + QPointF(6, 0));
    painter.drawLine(at - QPointF(0, 6), at + QPointF(0, 6));
    painter.restore();
}

QRect cardRect(const Card& card, QPointF at, QSize view)
{
    const QFontMetrics bold(headingFont());
    const QFontMetrics body(overlayFont(style::FontRole::Caption));
    const int mark = card.swatch.isValid() ? kSwatch + 6 : 0;
    int width = bold.horizontalAdvance(card.heading) + mark;
    if (!card.line.isEmpty())
        width = std::max(width, body.horizontalAdvance(card.line) + (card.wrong ? kCross + 6 : 0));
    width = std::max(width, body.horizontalAdvance(card.value));
    const int lines = !card.line.isEmpty() + !card.value.isEmpty();
    int height = bold.height() + lines * (body.height() + 3);
    if (!card.image.isNull()) {
        width = std::max(width, card.image.width());
        height += card.image.height() + style::kSpace2;
    }
    width += 2 * kCardPadding;
    height += 2 * kCardPadding;
    // Right of the cursor and centred on it; on the left where the right has no room.
    double x = at.x() + kAway;
    if (x + width > view.width() - style::kSpace2)
        x = at.x() - kAway - width;
    const double y = std::clamp(
        at.y() - height / 2.0, double(style::kSpace2),
        std::max(double(style::kSpace2), double(view.height() - style::kSpace2 - height)));
    return {int(std::max(x, double(style::kSpace2))), int(y), width, height};
}

void paintCard(QPainter& painter, const QRect& rect, const Card& card)
{
    const style::Tokens& tokens = style::tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 4; i >= 1; --i) { // a soft shadow: the card floats above the points
        painter.setBrush(QColor(0, 0, 0, 9));
        painter.drawRoundedRect(QRectF(rect).adjusted(-i, 1 - i, i, 1 + i), style::kRadius + i,
                                style::kRadius + i);
    }
    painter.setPen(QPen(tokens.line, 1));
    painter.setBrush(tokens.surface);
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), style::kRadius,
                            style::kRadius);

    int x = rect.left() + kCardPadding;
    int y = rect.top() + kCardPadding;
    if (!card.image.isNull()) {
        painter.drawImage(QPoint(x, y), card.image);
        y += card.image.height() + style::kSpace2;
    }
    painter.setFont(headingFont());
    const int headHeight = QFontMetrics(painter.font()).height();
    if (card.swatch.isValid()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(card.swatch);
        painter.drawEllipse(QRectF(x, y + (headHeight - kSwatch) / 2.0 + 0.5, kSwatch, kSwatch));
    }
    painter.setPen(tokens.text);
    const int mark = card.swatch.isValid() ? kSwatch + 6 : 0;
    painter.drawText(QRect(x + mark, y, rect.right() - x, headHeight), Qt::AlignVCenter,
                     card.heading);
    y += headHeight + 3;
    painter.setFont(overlayFont(style::FontRole::Caption));
    const int lineHeight = QFontMetrics(painter.font()).height();
    if (!card.value.isEmpty()) {
        const int top = y + (card.line.isEmpty() ? 0 : lineHeight + 3);
        painter.setPen(tokens.secondary);
        painter.drawText(QRect(x, top, rect.right() - x, lineHeight), Qt::AlignVCenter, card.value);
    }
    if (!card.line.isEmpty()) {
        if (card.wrong) {
            const QRectF cross(x + 0.5, y + (lineHeight - kCross) / 2.0, kCross - 1, kCross - 1);
            painter.setPen(QPen(tokens.danger, 1.6, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(cross.topLeft(), cross.bottomRight());
            painter.drawLine(cross.topRight(), cross.bottomLeft());
            x += kCross + 6;
        }
        painter.setPen(card.wrong ? tokens.danger : tokens.secondary);
        painter.drawText(QRect(x, y, rect.right() - x, lineHeight), Qt::AlignVCenter, card.line);
    }
    painter.restore();
}

} // namespace leafscope
