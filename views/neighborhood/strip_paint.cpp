// SPDX-License-Identifier: MIT
// How the strip of candidates is drawn, in the window and in a picture.
#include "views/neighborhood/neighbor_strip.hpp"
#include "views/style/colour.hpp"
#include "views/style/sample_image.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kImage = 52;
constexpr int kCell = 62;
constexpr int kLine = 14;
constexpr int kBar = 3;
constexpr int kSection = 14; ///< between neighbours and the others
constexpr double kGreyed = 0.55;

QString tr(const char* text)
{
    return QCoreApplication::translate("NeighborStrip", text);
}

bool hasImages(const StripContent& content)
{
    return content.data && content.data->isImage();
}

QColor labelColour(std::int32_t label)
{
    return label >= 0 ? style::categorical(label)
                      : style::mixed(style::tokens().line, style::tokens().secondary, 0.4);
}

class CellPainter {
public:
    CellPainter(QPainter& painter, const StripContent& content, ThumbnailCache& cache, double ratio)
        : m_painter(painter)
        , m_content(content)
        , m_cache(cache)
        , m_ratio(ratio)
    {
    }

    void paint(const Member& member, const QRectF& cell)
    {
        const style::Tokens& t = style::tokens();
        const bool kept = member.weight > 0;
        const bool lit = member.place == m_content.focus || member.place == m_content.hovered;
        const double side = style::scaled(kImage);
        const QRectF frame(cell.left() + (cell.width() - side) / 2, cell.top(), side, side);
        if (hasImages(m_content))
            paintImage(member, frame, kept);
        else
            paintNumber(member, frame, kept);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(lit ? t.accent : t.line, lit ? 2 : 1));
        m_painter.drawRect(lit ? frame : frame.adjusted(0.5, 0.5, -0.5, -0.5));
        const QColor colour = labelColour(member.label);
        m_painter.fillRect(QRectF(frame.left(), frame.bottom() + 2, side, kBar),
                           kept ? colour : style::mixed(colour, t.surface, kGreyed));
        if (member.foreign && kept)
            paintForeign(frame);
        paintLines(member, cell, frame.bottom() + 2 + kBar);
    }

private:
    void paintImage(const Member& member, const QRectF& frame, bool kept)
    {
        const QPixmap image = m_cache.get(*m_content.data, member.sample,
                                          int(std::lround(frame.width() * m_ratio)), !kept);
        if (image.isNull())
            return paintNumber(member, frame, kept);
        QRectF drawn(QPointF(), QSizeF(image.size()) / m_ratio);
        drawn.moveCenter(frame.center());
        m_painter.drawPixmap(drawn, image, QRectF(image.rect()));
    }

    void paintNumber(const Member& member, const QRectF& frame, bool kept)
    {
        const style::Tokens& t = style::tokens();
        m_painter.fillRect(frame,
                           style::mixed(t.surface, labelColour(member.label), kept ? 0.22 : 0.07));
        m_painter.setPen(kept ? t.text : t.secondary);
        const QFontMetricsF metrics(m_painter.font());
        m_painter.drawText(frame, int(Qt::AlignCenter),
                           metrics.elidedText(QStringLiteral("#%1").arg(member.sample),
                                              Qt::ElideRight, frame.width() - 4));
    }

    void paintForeign(const QRectF& frame)
    {
        const QRectF mark(frame.right() - 13, frame.top() + 2, 11, 11);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(style::tokens().surface);
        m_painter.drawEllipse(mark.adjusted(-1, -1, 1, 1));
        style::icon(QStringLiteral("close"), style::tokens().danger)
            .paint(&m_painter, mark.toRect());
    }

    // The weight, dark, over the distance, quiet; the label's name where no image says what it is.
    void paintLines(const Member& member, const QRectF& cell, double top)
    {
        const style::Tokens& t = style::tokens();
        const double line = style::scaled(kLine);
        const bool kept = member.weight > 0;
        m_painter.setPen(kept ? t.text : t.secondary);
        m_painter.drawText(QRectF(cell.left(), top, cell.width(), line), int(Qt::AlignCenter),
                           kept ? style::number(member.weight) : tr("pruned"));
        m_painter.setPen(t.secondary);
        m_painter.drawText(QRectF(cell.left(), top + line, cell.width(), line),
                           int(Qt::AlignCenter),
                           QStringLiteral("d %1").arg(style::number(member.distance)));
        const QFontMetricsF metrics(m_painter.font());
        m_painter.drawText(QRectF(cell.left(), top + 2 * line, cell.width(), line),
                           int(Qt::AlignCenter),
                           metrics.elidedText(labelName(*m_content.embedding, member.label),
                                              Qt::ElideRight, cell.width() - 2));
    }

    QPainter& m_painter;
    const StripContent& m_content;
    ThumbnailCache& m_cache;
    double m_ratio;
};

} // namespace

QPixmap ThumbnailCache::get(const Dataset& data, std::int64_t sample, int pixels, bool grey)
{
    if (sample < 0 || sample >= data.size())
        return {};
    QPixmap& image = m_images[{sample, pixels, grey}];
    if (!image.isNull())
        return image;
    QImage drawn = style::sampleImage(data, Index(sample));
    if (drawn.isNull())
        return {};
    drawn = drawn.scaled(pixels, pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    if (grey) { // without its colours, and half way into the ground
        drawn =
            drawn.convertToFormat(QImage::Format_Grayscale8).convertToFormat(QImage::Format_RGB32);
        QPainter painter(&drawn);
        painter.fillRect(drawn.rect(), style::faded(style::tokens().surface, kGreyed));
    }
    image = QPixmap::fromImage(drawn);
    return image;
}

int stripHeight()
{
    return style::kSpace2 + style::scaled(kImage) + 2 + kBar + 3 * style::scaled(kLine) + 14;
}

int stripWidth(const StripContent& content)
{
    if (!content.reading || content.reading->members.empty())
        return 0;
    const auto last = int(content.reading->members.size()) - 1;
    return int(stripCell(content, last).right()) + style::kSpace2;
}

QRectF stripCell(const StripContent& content, int i)
{
    const double cell = style::scaled(kCell);
    const bool apart =
        content.reading && i >= int(content.reading->neighbors) && content.reading->neighbors > 0;
    return {style::kSpace2 + i * cell + (apart ? kSection : 0), double(style::kSpace2), cell,
            double(stripHeight() - 2 * style::kSpace2)};
}

void paintStrip(QPainter& painter, const QRect& box, const StripContent& content,
                ThumbnailCache& cache, double ratio)
{
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setFont(style::font(style::FontRole::Caption));
    if (content.reading && content.embedding) {
        const auto& members = content.reading->members;
        CellPainter cells(painter, content, cache, ratio);
        const QRectF visible =
            painter.clipBoundingRect().isEmpty() ? QRectF(box) : painter.clipBoundingRect();
        for (int i = 0; i < int(members.size()); ++i) {
            const QRectF cell = stripCell(content, i).translated(box.topLeft());
            if (cell.right() < visible.left() || cell.left() > visible.right())
                continue;
            cells.paint(members[std::size_t(i)], cell);
            if (i == int(content.reading->neighbors) && i > 0) {
                const double x = cell.left() - kSection / 2.0;
                painter.setPen(QPen(style::tokens().line, 1));
                painter.drawLine(QPointF(x, cell.top()), QPointF(x, cell.bottom()));
            }
        }
    }
    painter.restore();
}

QString memberText(const Member& member, const EmbeddingHeader& embedding, bool nnk)
{
    QStringList parts{QStringLiteral("#%1").arg(member.sample)};
    if (const QString label = labelName(embedding, member.label); !label.isEmpty())
        parts.first() += QLatin1Char(' ') + label;
    if (member.weight > 0)
        parts << (nnk ? tr("weight %1") : tr("kernel value %1")).arg(style::number(member.weight));
    else
        parts << tr("pruned");
    parts << tr("distance %1").arg(style::number(member.distance));
    return parts.join(QStringLiteral(", "));
}

} // namespace leafscope
