// SPDX-License-Identifier: MIT
#include "views/inspector/bars.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr int kLargestImage = 280;
constexpr double kBarHeight = 6;
constexpr double kLegendLine = 18;
constexpr double kSwatch = 8;

QColor colourOf(const ClassShare& share)
{
    return share.label >= 0 ? style::categorical(share.label)
                            : style::mixed(style::tokens().line, style::tokens().secondary, 0.4);
}

} // namespace

void SampleImage::setImage(const QImage& image)
{
    m_image = image;
    setVisible(!image.isNull());
    updateGeometry();
    update();
}

QSizeF SampleImage::drawnSize(int width) const
{
    const double ratio = devicePixelRatioF();
    const double room = std::min(width, kLargestImage) * ratio;
    const int longest = std::max(m_image.width(), m_image.height());
    const double factor = room >= longest ? std::floor(room / longest) : room / longest;
    return QSizeF(m_image.size()) * factor / ratio;
}

int SampleImage::heightForWidth(int width) const
{
    return m_image.isNull() ? 0 : std::max(1, int(std::ceil(drawnSize(width).height())));
}

void SampleImage::paintEvent(QPaintEvent*)
{
    if (m_image.isNull())
        return;
    QPainter painter(this);
    const QSizeF size = drawnSize(width());
    const double ratio = devicePixelRatioF();
    const double left = std::floor((width() - size.width()) / 2 * ratio) / ratio;
    painter.setRenderHint(QPainter::SmoothPixmapTransform, size.width() < m_image.width());
    painter.drawImage(QRectF(QPointF(left, 0), size), m_image);
    painter.setPen(QPen(style::tokens().line, 1));
    painter.drawRect(QRectF(QPointF(left + 0.5, 0.5), size - QSizeF(1, 1)));
}

ShareBar::ShareBar(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(int(kBarHeight));
}

void ShareBar::setShare(double share)
{
    m_share = std::clamp(share, 0.0, 1.0);
    update();
}

void ShareBar::paintEvent(QPaintEvent*)
{
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style::mixed(t.surface, t.line, 0.8));
    painter.drawRoundedRect(rect(), kBarHeight / 2, kBarHeight / 2);
    QPainterPath clip;
    clip.addRoundedRect(rect(), kBarHeight / 2, kBarHeight / 2);
    painter.setClipPath(clip);
    painter.setBrush(style::mixed(t.surface, t.text, 0.65));
    painter.drawRect(QRectF(0, 0, width() * m_share, height()));
}

void MixBar::setMix(std::vector<ClassShare> mix)
{
    m_mix = std::move(mix);
    QStringList said;
    for (const ClassShare& share : m_mix)
        said << QStringLiteral("%1: %2").arg(share.name, style::count(share.count));
    setAccessibleName(tr("Classes of the selection"));
    setAccessibleDescription(said.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize MixBar::sizeHint() const
{
    return {200, int(kBarHeight + 8 + style::scaled(kLegendLine) * double(m_mix.size()))};
}

QSize MixBar::minimumSizeHint() const
{
    return {100, sizeHint().height()};
}

void MixBar::paintEvent(QPaintEvent*)
{
    double total = 0;
    for (const ClassShare& share : m_mix)
        total += double(share.count);
    if (total <= 0)
        return;
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(style::font(style::FontRole::Caption));
    const QFontMetricsF font(painter.font());

    painter.save();
    QPainterPath clip;
    clip.addRoundedRect(QRectF(0, 0, width(), kBarHeight), kBarHeight / 2, kBarHeight / 2);
    painter.setClipPath(clip);
    double x = 0;
    for (const ClassShare& share : m_mix) {
        const double wide = width() * double(share.count) / total;
        painter.fillRect(QRectF(x, 0, std::max(0.0, wide - (wide > 3 ? 1 : 0)), kBarHeight),
                         colourOf(share));
        x += wide;
    }
    painter.restore();

    double y = kBarHeight + 8;
    for (const ClassShare& share : m_mix) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colourOf(share));
        painter.drawEllipse(
            QRectF(0, y + (style::scaled(kLegendLine) - kSwatch) / 2, kSwatch, kSwatch));
        const QString percent =
            QStringLiteral("%1 %").arg(qRound(100 * double(share.count) / total));
        const QString number = style::count(share.count);
        const double percentWidth = font.horizontalAdvance(QStringLiteral("100 %"));
        const double numberRight = width() - percentWidth - 10;
        const double nameRight = numberRight - font.horizontalAdvance(number) - 8;
        const QRectF line(kSwatch + 8, y, width(), style::scaled(kLegendLine));
        painter.setPen(t.text);
        painter.drawText(
            QRectF(line.left(), y, nameRight - line.left(), style::scaled(kLegendLine)),
            int(Qt::AlignLeft | Qt::AlignVCenter),
            font.elidedText(share.name, Qt::ElideRight, nameRight - line.left()));
        painter.drawText(QRectF(0, y, numberRight, style::scaled(kLegendLine)),
                         int(Qt::AlignRight | Qt::AlignVCenter), number);
        painter.setPen(t.secondary);
        painter.drawText(QRectF(0, y, width(), style::scaled(kLegendLine)),
                         int(Qt::AlignRight | Qt::AlignVCenter), percent);
        y += style::scaled(kLegendLine);
    }
}

void NumberList::setNumbers(std::vector<SampleNumber> numbers)
{
    m_numbers = std::move(numbers);
    QStringList said;
    for (const SampleNumber& number : m_numbers)
        said << QStringLiteral("%1: %2").arg(number.tip, style::number(number.value));
    setAccessibleName(tr("Numbers of the sample"));
    setAccessibleDescription(said.join(QStringLiteral(", ")));
    setFixedHeight(sizeHint().height());
    update();
}

QSize NumberList::sizeHint() const
{
    return {200, int(style::scaled(kLegendLine) * double(m_numbers.size()))};
}

bool NumberList::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto line = std::size_t(std::max(0, help->pos().y()) / style::scaled(kLegendLine));
    if (line < m_numbers.size())
        QToolTip::showText(help->globalPos(), m_numbers[line].tip, this);
    return true;
}

void NumberList::paintEvent(QPaintEvent*)
{
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.setFont(style::font(style::FontRole::Caption));
    const QFontMetricsF font(painter.font());
    double y = 0;
    for (const SampleNumber& number : m_numbers) {
        const QRectF line(0, y, width(), style::scaled(kLegendLine));
        const QString value = style::number(number.value);
        const double room = width() - font.horizontalAdvance(value) - 8;
        painter.setPen(t.secondary);
        painter.drawText(line, int(Qt::AlignLeft | Qt::AlignVCenter),
                         font.elidedText(number.title, Qt::ElideRight, room));
        painter.setPen(t.text);
        painter.drawText(line, int(Qt::AlignRight | Qt::AlignVCenter), value);
        y += style::scaled(kLegendLine);
    }
}

} // namespace leafscope
