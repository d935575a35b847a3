// SPDX-License-Identifier: MIT
// The card that reads out numbers beside the mouse.
#pragma once

#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace leafscope::chart {

enum class CardRowKind { Title, Note, Value, Warning };

struct CardRow {
    CardRowKind kind = CardRowKind::Value;
    QString name;  ///< left; the whole text of titles, notes and warnings
    QString value; ///< right, for values
};

using Card = std::vector<CardRow>;

QSizeF cardSize(const Card& card);

/// Draws the card beside a point, inside the bounds. Returns where it went.
QRectF paintCard(QPainter& painter, const Card& card, QPointF point, QRectF bounds);

} // namespace leafscope::chart
