// SPDX-License-Identifier: MIT
#include "views/timeline/heat_map.hpp"

#include "views/chart/labels.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kWidestName = 96; ///< longer names are elided
constexpr double kGap = 8;
constexpr double kTrack = 20;
constexpr double kLowTrack = 14;
constexpr double kLowFrame = 130; ///< below this height cells come before comfort
constexpr double kLegendWidth = 10;
constexpr double kLegendGap = 16;
constexpr double kGappedCell = 7; ///< from this extent cells stand apart
constexpr double kHatch = 6;
constexpr double kDot = 2;
constexpr int kGradientSteps = 64;

QFont captionFont()
{
    return style::font(style::FontRole::Caption);
}

QFontMetricsF metrics()
{
    return QFontMetricsF(captionFont());
}

QString epochTitle()
{
    return QCoreApplication::translate("leafscope::TimelineView", "epoch");
}

/// Lines from lower left to upper right, cut at the rectangle by arithmetic: not every paint
/// device clips.
void hatch(QPainter& painter, const QRectF& rect, const QColor& ink)
{
    painter.setPen(QPen(ink, 1));
    const double first = std::ceil((rect.left() + rect.top()) / kHatch) * kHatch;
    for (double sum = first; sum < rect.right() + rect.bottom(); sum += kHatch) {
        const double left = std::max(rect.left(), sum - rect.bottom());
        const double right = std::min(rect.right(), sum - rect.top());
        if (right > left)
            painter.drawLine(QPointF(left, sum - left), QPointF(right, sum - right));
    }
}

} // namespace

HeatMap::HeatMap(const HeatTable& table, QRectF frame, bool titled, bool tracks)
    : m_table(table)
    , m_titled(titled)
{
    layOut(frame, titled, tracks);
}

void HeatMap::layOut(QRectF frame, bool titled, bool tracks)
{
    const QFontMetricsF font = metrics();
    m_frame = frame;
    m_trackWidth = !tracks ? 0 : frame.height() < kLowFrame ? kLowTrack : kTrack;
    for (const QString& row : m_table.rows)
        m_nameWidth = std::max(m_nameWidth, font.horizontalAdvance(row));
    m_nameWidth = std::ceil(std::min(std::max(m_nameWidth, font.horizontalAdvance(epochTitle())),
                                     double(style::scaled(kWidestName))));
    m_plot = frame.adjusted(m_nameWidth + kGap + m_trackWidth, titled ? font.height() + kGap : 0, 0,
                            -(font.height() + 4 + m_trackWidth));
    m_legend = m_plot; // its height decides on the ticks
    double widest = 0;
    for (const chart::Tick& tick : legendTicks())
        widest = std::max(widest, font.horizontalAdvance(tick.label));
    m_plot.setRight(frame.right() - kLegendGap - kLegendWidth - 6 - std::ceil(widest));
    m_plot.setWidth(std::max(1.0, m_plot.width()));
    m_plot.setHeight(std::max(1.0, m_plot.height()));
    m_legend = QRectF(m_plot.right() + kLegendGap, m_plot.top(), kLegendWidth, m_plot.height());
}

QRectF HeatMap::cell(HeatPlace place) const
{
    const double width = m_plot.width() / double(std::max<std::size_t>(1, m_table.epochs.size()));
    const double height = m_plot.height() / double(std::max<std::size_t>(1, m_table.rows.size()));
    return {m_plot.left() + place.column * width, m_plot.top() + place.row * height, width, height};
}

double HeatMap::rowCentre(int row) const
{
    return cell({row, 0}).center().y();
}

double HeatMap::columnCentre(int column) const
{
    return cell({0, column}).center().x();
}

QRectF HeatMap::rowTrack() const
{
    return {m_plot.left() - m_trackWidth, m_plot.top(), m_trackWidth, m_plot.height()};
}

QRectF HeatMap::columnTrack() const
{
    return {m_plot.left(), m_plot.bottom(), m_plot.width(), m_trackWidth};
}

std::optional<HeatPlace> HeatMap::hit(QPointF position, HeatPlace current) const
{
    const int rows = int(m_table.rows.size());
    const int columns = int(m_table.epochs.size());
    if (rows == 0 || columns == 0)
        return std::nullopt;
    const auto index = [](double at, double from, double extent, int count) {
        return std::clamp(int(std::floor((at - from) / extent * count)), 0, count - 1);
    };
    const HeatPlace under{index(position.y(), m_plot.top(), m_plot.height(), rows),
                          index(position.x(), m_plot.left(), m_plot.width(), columns)};
    if (m_plot.contains(position))
        return under;
    const bool besideRows = position.y() >= m_plot.top() && position.y() < m_plot.bottom() &&
                            position.x() >= m_frame.left() && position.x() < m_plot.left();
    if (besideRows && current.column >= 0)
        return HeatPlace{under.row, current.column};
    const bool belowColumns = position.x() >= m_plot.left() && position.x() < m_plot.right() &&
                              position.y() >= m_plot.bottom() && position.y() <= m_frame.bottom();
    if (belowColumns)
        return HeatPlace{std::max(0, current.row), under.column};
    return std::nullopt;
}

std::vector<chart::Tick> HeatMap::legendTicks() const
{
    const int most = std::clamp(int(m_legend.height() / 26), 2, 6);
    return m_table.logarithmic ? chart::logTicks(m_table.range, std::max(3, most))
                               : chart::niceTicks(m_table.range, most);
}

void HeatMap::paint(QPainter& painter, HeatPlace current, HeatPlace pointed) const
{
    const style::Tokens& t = style::tokens();
    painter.save();
    painter.setFont(captionFont());
    if (m_titled) {
        painter.setPen(t.secondary);
        painter.drawText(QPointF(m_frame.left(), m_frame.top() + metrics().ascent()),
                         m_table.title);
    }
    for (int row = 0; row < int(m_table.rows.size()); ++row)
        for (int column = 0; column < int(m_table.epochs.size()); ++column)
            paintCell(painter, {row, column});
    paintNames(painter, current);
    paintEpochs(painter, current);
    paintLegend(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const auto ring = [&](HeatPlace place, const QColor& colour, double width) {
        if (place.row < 0 || place.column < 0)
            return;
        const QRectF rect = cell(place).adjusted(-0.5, -0.5, 0.5, 0.5);
        painter.setPen(QPen(t.surface, width + 2));
        painter.drawRoundedRect(rect, 2, 2);
        painter.setPen(QPen(colour, width));
        painter.drawRoundedRect(rect, 2, 2);
    };
    if (!(pointed == current))
        ring(pointed, t.text, 1);
    ring(current, t.accent, 2);
    painter.restore();
}

void HeatMap::paintCell(QPainter& painter, HeatPlace place) const
{
    const style::Tokens& t = style::tokens();
    const HeatCell& value = m_table.at(place.row, place.column);
    QRectF rect = cell(place);
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (rect.width() >= kGappedCell && rect.height() >= kGappedCell) {
        // Whole pixels, or some gaps look wider than others.
        rect = QRectF(QPointF(std::round(rect.left()), std::round(rect.top())),
                      QPointF(std::round(rect.right()) - 1, std::round(rect.bottom()) - 1));
    }
    if (std::isfinite(value.value)) {
        painter.fillRect(rect, style::sequential(m_table.shareOf(value.value)));
        paintValue(painter, place);
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect, style::mixed(t.surface, t.line, 0.35));
    const bool failed = value.readiness == Readiness::Failed;
    if (value.readiness != Readiness::Ready) // a value that does not exist is plain grey
        hatch(painter, rect, failed ? style::mixed(t.surface, t.danger, 0.6) : t.line);
    if (value.readiness == Readiness::Busy) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.secondary);
        const double radius = std::min(kDot, rect.height() / 4);
        for (int i = -1; i <= 1; ++i)
            painter.drawEllipse(rect.center() + QPointF(3 * radius * i, 0), radius, radius);
    }
}

void HeatMap::paintValue(QPainter& painter, HeatPlace place) const
{
    const QRectF rect = cell(place);
    const QFontMetricsF font(painter.font());
    const double value = m_table.at(place.row, place.column).value;
    const QString text = style::number(value);
    if (rect.height() < font.height() + 2 || rect.width() < font.horizontalAdvance(text) + 8)
        return;
    const QColor ground = style::sequential(m_table.shareOf(value));
    const style::Tokens& t = style::tokens();
    painter.setPen(
        style::contrast(t.text, ground) > style::contrast(t.surface, ground) ? t.text : t.surface);
    painter.drawText(rect, Qt::AlignCenter, text);
}

void HeatMap::paintNames(QPainter& painter, HeatPlace current) const
{
    const style::Tokens& t = style::tokens();
    std::vector<double> centres;
    for (int row = 0; row < int(m_table.rows.size()); ++row)
        centres.push_back(rowCentre(row));
    const std::vector<double> heights(centres.size(), metrics().ascent());
    for (const std::size_t i :
         chart::fitting(centres, heights, 1, std::size_t(std::max(0, current.row)))) {
        QFont font = captionFont();
        const bool chosen = int(i) == current.row && m_table.metric.perLayer;
        if (chosen)
            font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(chosen ? t.text : t.secondary);
        const QFontMetricsF measure(font);
        const QString text = measure.elidedText(m_table.rows[i], Qt::ElideMiddle, m_nameWidth + 1);
        const double right = m_plot.left() - m_trackWidth - kGap;
        painter.drawText(
            QPointF(right - measure.horizontalAdvance(text), centres[i] + measure.capHeight() / 2),
            text);
    }
    painter.setFont(captionFont());
}

void HeatMap::paintEpochs(QPainter& painter, HeatPlace current) const
{
    const style::Tokens& t = style::tokens();
    const QFontMetricsF font = metrics();
    std::vector<double> centres;
    std::vector<double> widths;
    for (std::size_t i = 0; i < m_table.epochs.size(); ++i) {
        centres.push_back(columnCentre(int(i)));
        widths.push_back(font.horizontalAdvance(QString::number(m_table.epochs[i])));
    }
    const double base = m_plot.bottom() + m_trackWidth + 3 + font.ascent();
    for (const std::size_t i :
         chart::fitting(centres, widths, kGap, std::size_t(std::max(0, current.column)))) {
        QFont strong = captionFont();
        const bool chosen = int(i) == current.column;
        if (chosen)
            strong.setWeight(QFont::DemiBold);
        painter.setFont(strong);
        painter.setPen(chosen ? t.text : t.secondary);
        const QString text = QString::number(m_table.epochs[i]);
        painter.drawText(
            QPointF(centres[i] - QFontMetricsF(strong).horizontalAdvance(text) / 2, base), text);
    }
    painter.setFont(captionFont());
    painter.setPen(t.secondary);
    const double right = m_plot.left() - m_trackWidth - kGap;
    painter.drawText(QPointF(right - font.horizontalAdvance(epochTitle()), base), epochTitle());
}

void HeatMap::paintLegend(QPainter& painter) const
{
    const style::Tokens& t = style::tokens();
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double step = m_legend.height() / kGradientSteps;
    for (int i = 0; i < kGradientSteps; ++i) {
        const double top = std::round(m_legend.bottom() - (i + 1) * step);
        const double bottom = std::round(m_legend.bottom() - i * step);
        painter.fillRect(QRectF(m_legend.left(), top, m_legend.width(), bottom - top),
                         style::sequential((i + 0.5) / kGradientSteps));
    }
    if (!std::any_of(m_table.cells.begin(), m_table.cells.end(),
                     [](const HeatCell& c) { return std::isfinite(c.value); }))
        return;
    const QFontMetricsF font = metrics();
    const std::vector<chart::Tick> ticks = legendTicks();
    std::vector<double> places; // upwards
    for (const chart::Tick& tick : ticks)
        places.push_back(m_table.shareOf(tick.at) * m_legend.height());
    const std::vector<double> heights(ticks.size(), font.ascent());
    for (const std::size_t i : chart::fitting(places, heights, 1)) {
        const chart::Tick& tick = ticks[i];
        const double y = std::floor(m_legend.bottom() - places[i]) + 0.5;
        painter.setPen(QPen(t.secondary, 1));
        painter.drawLine(QPointF(m_legend.right(), y), QPointF(m_legend.right() + 3, y));
        painter.drawText(QPointF(m_legend.right() + 6, y + font.capHeight() / 2), tick.label);
    }
}

} // namespace leafscope
