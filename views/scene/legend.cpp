// SPDX-License-Identifier: MIT
// Drawing and events of the legend.
#include "views/scene/legend.hpp"

#include "views/scene/furniture.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QLinearGradient>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>

namespace leafscope {

namespace {

constexpr int kRow = 20;
constexpr int kPadding = style::kSpace2;
constexpr int kHeading = 20;
constexpr int kSwatch = 9;
constexpr int kNameMost = 150;
constexpr int kBarHeight = 8;
constexpr int kBarWidth = 120;
constexpr int kNote = 16;

int nameWidth(const LegendContent& content)
{
    const QFontMetrics metrics(overlayFont(style::FontRole::Body));
    int width = 0;
    for (const LegendEntry& entry : content.entries)
        width = std::max(width, metrics.horizontalAdvance(entry.name));
    return std::min(width, style::scaled(kNameMost));
}

int countWidth(const LegendContent& content)
{
    const QFontMetrics metrics(overlayFont(style::FontRole::Caption));
    int width = 0;
    for (const LegendEntry& entry : content.entries)
        width = std::max(width, metrics.horizontalAdvance(style::count(entry.count)));
    return width;
}

void paintEntry(QPainter& painter, const QRect& row, const LegendEntry& entry, bool hidden,
                bool marked)
{
    const style::Tokens& tokens = style::tokens();
    if (marked) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(style::mixed(tokens.surface, tokens.line, 0.55));
        painter.drawRoundedRect(row.adjusted(-4, 0, 4, 0), 4, 4);
    }
    const QColor colour = hidden ? style::mixed(tokens.surface, entry.colour, 0.45) : entry.colour;
    const QRectF swatch(row.left() + 0.5, row.center().y() - kSwatch / 2 + 0.5, kSwatch, kSwatch);
    painter.setPen(hidden ? QPen(colour, 1.3) : QPen(Qt::NoPen));
    painter.setBrush(hidden ? QBrush(Qt::NoBrush) : QBrush(colour));
    painter.drawEllipse(swatch);

    const QFont body = overlayFont(style::FontRole::Body);
    const QFont caption = overlayFont(style::FontRole::Caption);
    const int countLeft =
        row.right() + 1 - QFontMetrics(caption).horizontalAdvance(style::count(entry.count));
    const QRect name(row.left() + kSwatch + style::kSpace2, row.top(), style::scaled(kNameMost),
                     row.height());
    painter.setPen(hidden ? style::mixed(tokens.surface, tokens.secondary, 0.6) : tokens.text);
    painter.setFont(body);
    painter.drawText(
        name, Qt::AlignVCenter | Qt::AlignLeft,
        QFontMetrics(body).elidedText(entry.name, Qt::ElideRight, style::scaled(kNameMost)));
    painter.setFont(caption);
    painter.setPen(hidden ? style::mixed(tokens.surface, tokens.secondary, 0.6) : tokens.secondary);
    painter.drawText(QRect(countLeft, row.top(), row.right() + 1 - countLeft, row.height()),
                     Qt::AlignVCenter | Qt::AlignRight, style::count(entry.count));
}

void paintBar(QPainter& painter, const QRect& inner, const LegendContent& content)
{
    const style::Tokens& tokens = style::tokens();
    const QRectF bar(inner.left(), inner.top() + style::scaled(kHeading) + 3, inner.width(),
                     kBarHeight);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (int i = 0; i <= 16; ++i)
        gradient.setColorAt(i / 16.0, style::sequential(i / 16.0));
    painter.setPen(Qt::NoPen);
    painter.setBrush(gradient);
    painter.drawRoundedRect(bar, 2, 2);
    painter.setPen(tokens.secondary);
    painter.setFont(overlayFont(style::FontRole::Caption));
    const QRectF numbers(bar.left(), bar.bottom() + 2, bar.width(), 16);
    painter.drawText(numbers, Qt::AlignLeft | Qt::AlignTop, style::number(content.low));
    painter.drawText(numbers, Qt::AlignHCenter | Qt::AlignTop,
                     style::number((content.low + content.high) / 2));
    painter.drawText(numbers, Qt::AlignRight | Qt::AlignTop, style::number(content.high));
    painter.drawText(QRectF(bar.left(), numbers.bottom(), bar.width(), style::scaled(kNote)),
                     Qt::AlignLeft, content.note);
}

} // namespace

int legendCapacity(int height)
{
    return std::max(0, (height - 2 * kPadding - style::scaled(kHeading)) / style::scaled(kRow));
}

QRect legendRect(const LegendContent& content, QSize view)
{
    const QFontMetrics caption(overlayFont(style::FontRole::Caption));
    int width = caption.horizontalAdvance(content.heading);
    int height = style::scaled(kHeading);
    if (!content.missing.isEmpty()) {
        width = caption.horizontalAdvance(content.missing);
    } else if (content.continuous) {
        width =
            std::max({width, style::scaled(kBarWidth), caption.horizontalAdvance(content.note)});
        height += 3 + kBarHeight + 18 + (content.note.isEmpty() ? 0 : style::scaled(kNote));
    } else {
        width = std::max(width, kSwatch + style::kSpace2 + nameWidth(content) + style::kSpace3 +
                                    countWidth(content));
        const int room =
            view.height() - 2 * style::kSpace3 - 2 * kPadding - style::scaled(kHeading);
        const int rows =
            std::clamp(room / style::scaled(kRow), 1, std::max(1, int(content.entries.size())));
        height += rows * style::scaled(kRow);
    }
    width += 2 * kPadding;
    height += 2 * kPadding;
    return {view.width() - style::kSpace3 - width, style::kSpace3, width, height};
}

void paintLegend(QPainter& painter, const QRect& rect, const LegendContent& content, int marked)
{
    const style::Tokens& tokens = style::tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style::faded(tokens.surface, kBackingOpacity));
    painter.drawRoundedRect(rect, style::kRadius, style::kRadius);
    const QRect inner = rect.adjusted(kPadding, kPadding, -kPadding, -kPadding);
    painter.setPen(tokens.secondary);
    painter.setFont(overlayFont(style::FontRole::Caption));
    const int fits = legendCapacity(rect.height());
    const int total = int(content.entries.size());
    QString heading = content.missing.isEmpty() ? content.heading : content.missing;
    if (total > fits && !content.continuous)
        heading = QObject::tr("%1  %2-%3 of %4")
                      .arg(content.heading)
                      .arg(content.first + 1)
                      .arg(std::min(total, content.first + fits))
                      .arg(total);
    painter.drawText(QRect(inner.left(), inner.top(), inner.width(), style::scaled(kHeading) - 4),
                     Qt::AlignLeft | Qt::AlignVCenter, heading);
    if (content.continuous)
        paintBar(painter, inner, content);
    for (int i = content.first; i < std::min(total, content.first + fits); ++i) {
        const QRect row(inner.left(),
                        inner.top() + style::scaled(kHeading) +
                            (i - content.first) * style::scaled(kRow),
                        inner.width(), style::scaled(kRow));
        const LegendEntry& entry = content.entries[std::size_t(i)];
        paintEntry(painter, row, entry, content.hidden.count(entry.group) > 0, i == marked);
    }
    painter.restore();
}

Legend::Legend(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Legend"));
    setAccessibleDescription(tr("Space hides or shows a class, Enter shows it alone."));
    setToolTip(tr("Click hides or shows a class, double click shows it alone"));
}

void Legend::setContent(const LegendContent& content)
{
    const int first = m_content.first;
    m_content = content;
    m_marked = std::min(m_marked, int(content.entries.size()) - 1);
    scrollTo(first);
}

QRect Legend::entryRect(int entry) const
{
    const int place = entry - m_content.first;
    if (place < 0 || place >= legendCapacity(height()))
        return {};
    return {kPadding, kPadding + style::scaled(kHeading) + place * style::scaled(kRow),
            width() - 2 * kPadding, style::scaled(kRow)};
}

int Legend::entryAt(QPointF position) const
{
    for (int i = 0; i < int(m_content.entries.size()); ++i)
        if (entryRect(i).adjusted(-kPadding, 0, kPadding, 0).contains(position.toPoint()))
            return i;
    return -1;
}

void Legend::mark(int entry)
{
    if (entry == m_marked)
        return;
    m_marked = entry;
    Q_EMIT changed();
}

void Legend::scrollTo(int first)
{
    const int most = std::max(0, int(m_content.entries.size()) - legendCapacity(height()));
    m_content.first = std::clamp(first, 0, most);
    Q_EMIT changed();
}

void Legend::mousePressEvent(QMouseEvent* event)
{
    const int entry = entryAt(event->position());
    if (event->button() != Qt::LeftButton || entry < 0)
        return event->ignore();
    Q_EMIT toggled(m_content.entries[std::size_t(entry)].group);
}

void Legend::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int entry = entryAt(event->position());
    if (event->button() != Qt::LeftButton || entry < 0)
        return;
    const int group = m_content.entries[std::size_t(entry)].group;
    Q_EMIT toggled(group); // takes back what the first click did
    Q_EMIT soloed(group);
}

void Legend::mouseMoveEvent(QMouseEvent* event)
{
    mark(entryAt(event->position()));
}

void Legend::leaveEvent(QEvent*)
{
    mark(-1);
}

void Legend::wheelEvent(QWheelEvent* event)
{
    scrollTo(m_content.first - event->angleDelta().y() / 40);
    event->accept();
}

void Legend::keyPressEvent(QKeyEvent* event)
{
    const int total = int(m_content.entries.size());
    const int key = event->key();
    if (total > 0 && (key == Qt::Key_Down || key == Qt::Key_Up)) {
        mark(std::clamp(m_marked + (key == Qt::Key_Down ? 1 : -1), 0, total - 1));
        const int fits = legendCapacity(height());
        scrollTo(std::clamp(m_content.first, m_marked - fits + 1, m_marked));
    } else if (m_marked >= 0 && key == Qt::Key_Space) {
        Q_EMIT toggled(m_content.entries[std::size_t(m_marked)].group);
    } else if (m_marked >= 0 && (key == Qt::Key_Return || key == Qt::Key_Enter)) {
        Q_EMIT soloed(m_content.entries[std::size_t(m_marked)].group);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void Legend::focusInEvent(QFocusEvent* event)
{
    if (event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason)
        mark(m_content.entries.empty() ? -1 : std::max(m_marked, 0));
}

void Legend::focusOutEvent(QFocusEvent*)
{
    mark(-1);
}

} // namespace leafscope
