// SPDX-License-Identifier: MIT
// Where the parts of a chart lie.
#include "views/chart/chart.hpp"
#include "views/chart/chart_measures.hpp"
#include "views/chart/labels.hpp"
#include "views/style/theme.hpp"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace leafscope::chart {

namespace {

QFontMetricsF metrics()
{
    return QFontMetricsF(style::font(style::FontRole::Caption));
}

int yTickCount(double height)
{
    return std::clamp(int(height / 28), 2, 8);
}

std::vector<Tick> ticksOf(const Figure& figure, double height)
{
    const int most = yTickCount(height);
    return figure.logarithmic ? logTicks(figure.y, std::max(most, 3)) : niceTicks(figure.y, most);
}

} // namespace

std::size_t namedCount(const Figure& figure)
{
    return std::size_t(std::count_if(figure.series.begin(), figure.series.end(),
                                     [](const Series& s) { return !s.name.isEmpty(); }));
}

Chart::Chart(Figure figure, QRectF frame)
    : m_figure(std::move(figure))
    , m_frame(frame)
{
    layOut();
}

double Chart::gutterOf(const Figure& figure, double height)
{
    double widest = 0;
    for (const Tick& tick : ticksOf(figure, height))
        widest = std::max(widest, metrics().horizontalAdvance(tick.label));
    if (figure.xLabels != XLabels::Hidden && !figure.groups.empty())
        widest = std::max(widest, metrics().horizontalAdvance(figure.groupTitle));
    return widest + kTickGap;
}

double Chart::marginOf(const Figure& figure)
{
    double widest = 0;
    for (const Series& series : figure.series)
        widest = std::max(widest, metrics().horizontalAdvance(series.name));
    return widest > 0 && namedCount(figure) <= kMostDirectLabels ? widest + kEndLabelGap : 8;
}

void Chart::layOut()
{
    const double titleHeight = m_figure.title.isEmpty() ? 6 : metrics().height() + 8;
    const double left = std::max(m_figure.gutter, gutterOf(m_figure, m_frame.height()));
    const double right = std::max(m_figure.margin, marginOf(m_figure));
    m_plot = m_frame.adjusted(left, titleHeight, -right, 0);
    m_x = Scale(m_figure.x, m_plot.left(), m_plot.right());
    const double below = m_figure.xLabels == XLabels::Hidden ? 8 : layOutXLabels(titleHeight);
    m_plot.setBottom(std::max(m_plot.top() + 1, m_frame.bottom() - below));
    m_y = Scale(m_figure.y, m_plot.bottom(), m_plot.top(), m_figure.logarithmic);
}

/// Chooses the labels of the x axis and how they stand; returns the height they take below the
/// plot.
double Chart::layOutXLabels(double titleHeight)
{
    const QFontMetricsF font = metrics();
    std::vector<double> centres;
    std::vector<double> widths;
    std::size_t cursor = std::size_t(-1);
    for (const Tick& tick : m_figure.xTicks) {
        if (tick.at == placeOf(m_figure.cursor))
            cursor = centres.size();
        centres.push_back(m_x.toPixel(tick.at));
        widths.push_back(font.horizontalAdvance(tick.label));
    }
    m_labelled = fitting(centres, widths, 8, cursor);
    const double other = kTickGap + (m_figure.xTitle.isEmpty() ? 0 : font.height() + 2);
    double groups = m_figure.groups.empty() ? 0 : style::scaled(kGroupHeight);
    if (m_frame.height() - titleHeight - other - font.height() - groups < kLeastPlot) {
        m_figure.groups.clear();
        groups = 0;
    }
    // Numbers may be thinned out; names are slanted first, because each says something else.
    const bool words =
        std::any_of(m_figure.xTicks.begin(), m_figure.xTicks.end(), [](const Tick& tick) {
            return !tick.label.isEmpty() && tick.label.at(0).isLetter();
        });
    double widest = 0;
    for (const double width : widths)
        widest = std::max(widest, std::min<double>(width, style::scaled(kWidestSlanted)));
    const double slantedHeight = widest * std::sin(kSlant) + font.height() * std::cos(kSlant);
    const bool roomToSlant =
        m_frame.height() - titleHeight - other - groups - slantedHeight >= kLeastSlantedPlot;
    m_slanted =
        m_figure.xLabels == XLabels::Slanted || (m_figure.xLabels == XLabels::Auto && words &&
                                                 m_labelled.size() < centres.size() && roomToSlant);
    if (m_slanted) {
        const double line = font.height() / std::sin(kSlant);
        m_labelled = fitting(centres, std::vector<double>(centres.size(), line), 1, cursor);
    }
    return other + groups + (m_slanted ? slantedHeight : font.height());
}

std::vector<Tick> Chart::yTicks() const
{
    return ticksOf(m_figure, m_plot.height());
}

double Chart::placeOf(int point) const
{
    const bool there = point >= 0 && !m_figure.series.empty() &&
                       std::size_t(point) < m_figure.series.front().x.size();
    return there ? m_figure.series.front().x[std::size_t(point)]
                 : std::numeric_limits<double>::quiet_NaN();
}

int Chart::nearest(QPointF position) const
{
    if (m_figure.series.empty())
        return -1;
    const std::vector<double>& x = m_figure.series.front().x;
    int best = -1;
    double bestX = 0;
    double bestY = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double dx = std::abs(m_x.toPixel(x[i]) - position.x());
        double dy = std::numeric_limits<double>::infinity();
        for (const Series& series : m_figure.series)
            if (i < series.y.size() && std::isfinite(series.y[i]))
                dy = std::min(dy, std::abs(m_y.toPixel(series.y[i]) - position.y()));
        const bool closer = best < 0 || dx < bestX - kSamePixel ||
                            (std::abs(dx - bestX) <= kSamePixel && dy < bestY);
        if (closer) {
            best = int(i);
            bestX = dx;
            bestY = dy;
        }
    }
    return best;
}

} // namespace leafscope::chart
