// SPDX-License-Identifier: MIT
#include "views/scene/furniture.hpp"

#include "views/style/colour.hpp"

#include <QFontMetricsF>
#include <QIcon>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kMargin = style::kSpace3;
constexpr double kAxisLength = 28;

void paintBacking(QPainter& painter, const QRectF& rect)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(style::faded(style::tokens().surface, kBackingOpacity));
    painter.drawRoundedRect(rect, style::kRadius, style::kRadius);
}

QStringList captionLines(QSize view, const QStringList& parts)
{
    const QFontMetricsF metrics(overlayFont(style::FontRole::Caption));
    const QString dot = QStringLiteral(" %1 ").arg(QChar(0x00b7));
    QStringList lines;
    for (const QString& part : parts) {
        const QString longer = lines.isEmpty() ? part : lines.back() + dot + part;
        if (!lines.isEmpty() && metrics.horizontalAdvance(longer) <= view.width() - 2 * kMargin)
            lines.back() = longer;
        else
            lines << part;
    }
    return lines;
}

struct Axis {
    QPointF tip;    ///< from the centre, y down
    double towards; ///< positive: towards the viewer
    QString label;
    QRectF place; ///< of the label
    bool flat = false;
};

std::array<Axis, 3> axesOf(const CameraControl& camera, const std::array<AxisLabel, 3>& labels)
{
    const Vec3 right = camera.pose().right();
    const Vec3 forward = camera.pose().forward();
    const Vec3 up = right.cross(forward);
    const QFontMetricsF metrics(overlayFont(style::FontRole::Caption));
    std::array<Axis, 3> axes;
    for (int i = 0; i < 3; ++i) {
        Axis& axis = axes[std::size_t(i)];
        const Vec3 direction = Vec3::Unit(i);
        axis.tip = QPointF(right.dot(direction), -up.dot(direction)) * kAxisLength;
        axis.towards = -forward.dot(direction);
        axis.flat = labels[std::size_t(i)].flat;
        axis.label = labels[std::size_t(i)].text;
        const double length = std::max(std::hypot(axis.tip.x(), axis.tip.y()), 1.0);
        const QSizeF size(metrics.horizontalAdvance(axis.label), metrics.height());
        // Beyond the tip, on the side to which the axis points.
        const QPointF out = axis.tip / length;
        const QPointF middle =
            axis.tip + QPointF(out.x() * (size.width() / 2 + 7), out.y() * (size.height() / 2 + 5));
        axis.place = QRectF(middle - QPointF(size.width() / 2, size.height() / 2), size);
    }
    return axes;
}

// Labels that would overlap move apart vertically, the upper one up.
void separate(std::array<Axis, 3>& axes)
{
    for (int round = 0; round < 4; ++round)
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = i + 1; j < 3; ++j) {
                QRectF& a = axes[i].place;
                QRectF& b = axes[j].place;
                const QRectF common = a.intersected(b);
                if (common.isEmpty())
                    continue;
                const double way = common.height() / 2 + 0.5;
                const bool above = a.center().y() <= b.center().y();
                a.translate(0, above ? -way : way);
                b.translate(0, above ? way : -way);
            }
}

} // namespace

QFont overlayFont(style::FontRole role)
{
    QFont font = style::font(role);
    font.setStyleStrategy(
        QFont::StyleStrategy(QFont::PreferAntialias | QFont::NoSubpixelAntialias));
    return font;
}

void paintTitle(QPainter& painter, QSize view, const QString& name, const QString& detail)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont title = overlayFont(style::FontRole::Title);
    const QFont body = overlayFont(style::FontRole::Body);
    const QFontMetricsF big(title);
    const QFontMetricsF small(body);
    const double room = view.width() - 2 * kMargin;
    const QString shown = big.elidedText(name, Qt::ElideMiddle, room * 0.6);
    const double gap = detail.isEmpty() ? 0 : 10;
    const double width = big.horizontalAdvance(shown) + gap + small.horizontalAdvance(detail);
    paintBacking(painter, QRectF(kMargin - 6, kMargin - 4, width + 12, big.height() + 8));
    const double baseline = kMargin + big.ascent();
    painter.setFont(title);
    painter.setPen(style::tokens().text);
    painter.drawText(QPointF(kMargin, baseline), shown);
    painter.setFont(body);
    painter.setPen(style::tokens().secondary);
    painter.drawText(QPointF(kMargin + big.horizontalAdvance(shown) + gap, baseline), detail);
    painter.restore();
}

int captionHeight(QSize view, const QStringList& parts)
{
    const QFontMetricsF metrics(overlayFont(style::FontRole::Caption));
    return int(std::ceil(double(captionLines(view, parts).size()) * metrics.lineSpacing()));
}

void paintCaption(QPainter& painter, QSize view, const QStringList& parts)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont font = overlayFont(style::FontRole::Caption);
    const QFontMetricsF metrics(font);
    const QStringList lines = captionLines(view, parts);
    double width = 0;
    for (const QString& line : lines)
        width = std::max(width, metrics.horizontalAdvance(line));
    const double height = double(lines.size()) * metrics.lineSpacing();
    const double top = view.height() - kMargin - height;
    paintBacking(painter, QRectF(kMargin - 6, top - 3, width + 12, height + 6));
    painter.setFont(font);
    painter.setPen(style::tokens().secondary);
    for (qsizetype i = 0; i < lines.size(); ++i)
        painter.drawText(
            QPointF(kMargin, top + metrics.ascent() + double(i) * metrics.lineSpacing()), lines[i]);
    painter.restore();
}

void paintAxes(QPainter& painter, QPointF centre, const CameraControl& camera,
               const std::array<AxisLabel, 3>& labels)
{
    std::array<Axis, 3> axes = axesOf(camera, labels);
    separate(axes);
    std::sort(axes.begin(), axes.end(),
              [](const Axis& a, const Axis& b) { return a.towards < b.towards; });
    const style::Tokens& tokens = style::tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(overlayFont(style::FontRole::Caption));
    painter.translate(centre);
    for (const Axis& axis : axes) {
        if (axis.label.isEmpty())
            continue;
        // Axes that point away are paler; one without variance is dotted.
        const double strength = axis.flat ? 0.4 : 0.72 + 0.28 * axis.towards;
        const QColor ink = style::mixed(tokens.surface, tokens.secondary, strength);
        QPen pen(ink, 1.5, axis.flat ? Qt::DotLine : Qt::SolidLine, Qt::RoundCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(0, 0), axis.tip);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawEllipse(axis.tip, 2.2, 2.2);
        paintBacking(painter, axis.place.adjusted(-2, 0, 2, 0));
        painter.setPen(axis.flat ? ink : tokens.secondary);
        painter.drawText(axis.place, Qt::AlignCenter | Qt::TextDontClip, axis.label);
    }
    painter.restore();
}

void paintNotice(QPainter& painter, QSize view, const Notice& notice)
{
    const style::Tokens& tokens = style::tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont headline = overlayFont(style::FontRole::Title);
    const QFont body = overlayFont(style::FontRole::Body);
    const int width = std::min(view.width() - 4 * kMargin, 460);
    const int flags = Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap;
    const QRect room(0, 0, width, view.height());
    const int textHeight = QFontMetrics(body).boundingRect(room, flags, notice.text).height();
    const int headHeight =
        QFontMetrics(headline).boundingRect(room, flags, notice.headline).height();
    constexpr int kIcon = 32;
    const int total = kIcon + style::kSpace3 + headHeight + style::kSpace2 + textHeight;
    const int left = (view.width() - width) / 2;
    int y = std::max(kMargin, (view.height() - total) / 2);
    style::icon(notice.icon).paint(&painter, QRect((view.width() - kIcon) / 2, y, kIcon, kIcon));
    y += kIcon + style::kSpace3;
    painter.setFont(headline);
    painter.setPen(notice.failed ? tokens.danger : tokens.text);
    painter.drawText(QRect(left, y, width, headHeight), flags, notice.headline);
    y += headHeight + style::kSpace2;
    painter.setFont(body);
    painter.setPen(tokens.secondary);
    painter.drawText(QRect(left, y, width, view.height() - y - kMargin), flags, notice.text);
    painter.restore();
}

void paintChip(QPainter& painter, QSize view, const QString& text)
{
    const style::Tokens& tokens = style::tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont font = overlayFont(style::FontRole::Body);
    const QFontMetrics metrics(font);
    constexpr int kIcon = 16;
    const int room = std::max(80, view.width() - 4 * kMargin - kIcon);
    const QString shown = metrics.elidedText(text, Qt::ElideRight, room);
    const int width = metrics.horizontalAdvance(shown) + kIcon + 3 * style::kSpace2;
    const QRect chip((view.width() - width) / 2, 56, width, style::kControlHeight);
    painter.setPen(QPen(tokens.line, 1));
    painter.setBrush(tokens.surface);
    painter.drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), style::kRadius,
                            style::kRadius);
    style::icon(QStringLiteral("tasks"))
        .paint(&painter, QRect(chip.left() + style::kSpace2, chip.top() + 6, kIcon, kIcon));
    painter.setFont(font);
    painter.setPen(tokens.text);
    painter.drawText(chip.adjusted(kIcon + 2 * style::kSpace2, 0, -style::kSpace2, 0),
                     Qt::AlignVCenter | Qt::AlignLeft, shown);
    painter.restore();
}

} // namespace leafscope
