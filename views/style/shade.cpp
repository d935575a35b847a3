// SPDX-License-Identifier: MIT
#include "views/style/shade.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

namespace leafscope::style {

void drawScrim(QPainter& painter, const QRect& whole)
{
    const bool dark = theme() == Theme::Dark;
    painter.fillRect(whole, faded(dark ? QColor(Qt::black) : tokens().text, dark ? 0.4 : 0.16));
}

void drawShadow(QPainter& painter, const QRect& card)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(faded(QColor(Qt::black), 0.018));
    // Rounded rectangles on top of each other, a little lower than the card.
    for (int i = kShadowReach; i > 0; i -= 2)
        painter.drawRoundedRect(QRectF(card).adjusted(-i, -i + 4, i, i + 4), kRadius + i,
                                kRadius + i);
    painter.restore();
}

} // namespace leafscope::style
