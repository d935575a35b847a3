// SPDX-License-Identifier: MIT
// From a page of charts to figures.
#include "views/study/study_page.hpp"
#include "views/style/theme.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

constexpr int kTickTarget = 6;
constexpr int kValueTicks = 9;    ///< of an axis of values
constexpr int kMostOwnTicks = 12; ///< up to here every point has its tick
constexpr double kPercent = 100;

/// Where a value stands along the axis.
double placeOf(const StudyAxis& axis, double value)
{
    double place = value;
    if (axis.scale == AxisScale::Logarithmic)
        place = std::log10(value);
    else if (axis.scale == AxisScale::Root)
        place = std::sqrt(std::max(value, 0.0));
    return axis.descending ? -place : place;
}

std::vector<double> placesOf(const StudyAxis& axis)
{
    std::vector<double> places;
    for (const double value : axis.values)
        places.push_back(placeOf(axis, value));
    return places;
}

double stepOf(const std::vector<double>& places)
{
    return places.size() > 1 ? std::abs(places[1] - places[0]) : 1;
}

std::vector<chart::Tick> ticksOf(const StudyAxis& axis)
{
    const bool named = !axis.names.isEmpty() && !axis.numeric;
    std::vector<chart::Tick> ticks;
    if (named || (!axis.numeric && int(axis.values.size()) <= kMostOwnTicks)) {
        for (std::size_t i = 0; i < axis.values.size(); ++i)
            if (const double place = placeOf(axis, axis.values[i]); std::isfinite(place))
                ticks.push_back({place, named ? axis.names[int(i)] : studyNumber(axis.values[i])});
    } else {
        const bool logarithmic = axis.scale == AxisScale::Logarithmic;
        const chart::Range range = chart::rangeOf(axis.values, logarithmic);
        ticks = logarithmic ? chart::logTicks(range, kTickTarget)
                            : chart::niceTicks(range, kValueTicks);
        for (chart::Tick& tick : ticks)
            tick.at = placeOf(axis, tick.at);
    }
    // What is laid out in a row goes from left to right.
    std::sort(ticks.begin(), ticks.end(),
              [](const chart::Tick& a, const chart::Tick& b) { return a.at < b.at; });
    return ticks;
}

QColor colourOf(const StudyLine& line)
{
    return line.role == LineRole::Baseline ? style::tokens().secondary
                                           : style::categorical(line.colour);
}

std::vector<double> scaled(std::vector<double> values, double factor)
{
    for (double& value : values)
        value *= factor;
    return values;
}

chart::Series seriesOf(const StudyLine& line, const std::vector<double>& places, double factor)
{
    chart::Series series;
    series.name = line.name;
    series.colour = colourOf(line);
    series.width = line.role == LineRole::Main || line.role == LineRole::Plain ? 2 : 1.25;
    series.markers = line.role == LineRole::Main;
    series.dashed = line.role == LineRole::Baseline;
    series.x = places;
    series.y = scaled(line.y, factor);
    if (line.role != LineRole::Other) { // bands over bands cannot be told apart
        series.low = scaled(line.low, factor);
        series.high = scaled(line.high, factor);
    }
    if (line.bars)
        series.bar = stepOf(places);
    // A place without a logarithm is not drawn, and does not catch the mouse either.
    for (std::size_t i = 0; i < places.size(); ++i)
        if (!std::isfinite(places[i])) {
            series.x[i] = chart::rangeOf(places).low;
            if (i < series.y.size())
                series.y[i] = std::numeric_limits<double>::quiet_NaN();
        }
    return series;
}

void setRanges(chart::Figure& figure, const StudyPanel& panel, const std::vector<double>& places)
{
    const bool bars = std::any_of(panel.lines.begin(), panel.lines.end(),
                                  [](const StudyLine& line) { return line.bars; });
    const chart::Range x = chart::rangeOf(places);
    const double room = bars ? stepOf(places) / 2 : x.span() > 0 ? 0.03 * x.span() : 0.5;
    figure.x = {x.low - room, x.high + room};
    std::vector<double> values;
    for (const chart::Series& series : figure.series)
        for (const auto* part : {&series.y, &series.low, &series.high})
            values.insert(values.end(), part->begin(), part->end());
    const chart::Range y = chart::rangeOf(values, panel.logarithmic);
    figure.logarithmic = panel.logarithmic;
    figure.y = panel.logarithmic ? chart::niceLogRange(y)
                                 : chart::niceRange(y, kTickTarget, panel.fromZero || bars);
    if (panel.isShare && !panel.logarithmic) // there is nothing beyond
        figure.y = {std::max(figure.y.low, 0.0), std::min(figure.y.high, kPercent)};
}

} // namespace

chart::Figure figureOf(const StudyAxis& axis, const StudyPanel& panel, int cursor, int pointed)
{
    const std::vector<double> places = placesOf(axis);
    chart::Figure figure;
    figure.title = panel.title;
    figure.xTitle = axis.title;
    figure.xTicks = ticksOf(axis);
    for (const StudyLine& line : panel.lines)
        figure.series.push_back(seriesOf(line, places, panel.isShare ? kPercent : 1));
    setRanges(figure, panel, places);
    figure.cursor = cursor;
    figure.pointed = pointed;
    return figure;
}

int cursorOf(const StudyAxis& axis, const StudyContext& context)
{
    for (std::size_t i = 0; i < axis.values.size(); ++i)
        if ((i < axis.layers.size() && axis.layers[i] == context.layer) ||
            (i < axis.epochs.size() && axis.epochs[i] == context.epoch))
            return int(i);
    return -1;
}

} // namespace leafscope
