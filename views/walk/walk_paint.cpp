// SPDX-License-Identifier: MIT
#include "views/walk/walk_paint.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace leafscope {

namespace {

constexpr double kBarHeight = 18;

} // namespace

QRectF paintImage(QPainter& painter, const QRectF& box, const QImage& image)
{
    if (image.isNull())
        return {};
    double scale = std::min(box.width() / image.width(), box.height() / image.height());
    if (scale >= 2) // whole pixels, where that does not cost half of the size
        scale = std::floor(scale);
    const QSizeF size(image.width() * scale, image.height() * scale);
    const QRectF place(QPointF(std::round(box.center().x() - size.width() / 2),
                               std::round(box.center().y() - size.height() / 2)),
                       size);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < 2);
    painter.drawImage(place, image);
    painter.setPen(QPen(style::tokens().line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5));
    return place;
}

void paintMix(QPainter& painter, const QRectF& bar, const VectorD& probabilities)
{
    double x = bar.left();
    for (Index c = 0; c < probabilities.size(); ++c) {
        const double width = probabilities[c] * bar.width();
        if (width > 0.2)
            painter.fillRect(QRectF(x, bar.top(), width, bar.height()), style::categorical(int(c)));
        x += width;
    }
}

QString probabilityText(const VectorD& logits, Index c)
{
    const double p = softmax(logits)[c];
    if (c == predictionOf(logits)) {
        const double rest = doubt(logits);
        if (rest < 5e-4)
            return rest > 0 ? QStringLiteral("1 \u2212 ") + style::number(rest, 1)
                            : QStringLiteral("1");
    }
    return p < 1e-3 ? style::number(p, 1) : QString::number(p, 'f', 3);
}

void paintPrediction(QPainter& painter, const QRectF& box, const WalkTrack& walk,
                     const VectorD& logits, int count)
{
    const VectorD p = softmax(logits);
    std::vector<Index> order(static_cast<std::size_t>(p.size()));
    std::iota(order.begin(), order.end(), Index(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](Index a, Index b) { return logits[a] > logits[b]; });
    painter.setFont(style::font(style::FontRole::Caption));
    const QFontMetricsF metrics(painter.font());
    const double row = std::max(kBarHeight, metrics.height() + 3);
    const int rows = std::min({count, int(order.size()), int(box.height() / row)});
    const double numbers = metrics.horizontalAdvance(QStringLiteral("1 \u2212 3e\u22126 "));
    for (int i = 0; i < rows; ++i) {
        const Index c = order[std::size_t(i)];
        const QRectF line(box.left(), box.top() + i * row, box.width(), row);
        const QRectF bar(line.left(), line.bottom() - 4, line.width(), 3);
        painter.fillRect(bar, style::faded(style::tokens().line, 0.6));
        painter.fillRect(QRectF(bar.topLeft(), QSizeF(bar.width() * p[c], bar.height())),
                         style::categorical(int(c)));
        painter.setPen(i == 0 ? style::tokens().text : style::tokens().secondary);
        const QRectF text = line.adjusted(0, 0, 0, -4);
        painter.drawText(
            text.adjusted(0, 0, -numbers, 0), Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(classNameOf(walk, c), Qt::ElideRight, text.width() - numbers));
        painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, probabilityText(logits, c));
    }
}

} // namespace leafscope
