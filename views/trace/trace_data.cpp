// SPDX-License-Identifier: MIT
#include "views/trace/trace_data.hpp"

#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr int kTickTarget = 6;
constexpr int kMostListed = 3; ///< eigenvalues in the read-out, beside the smallest
// Of the sequential palette: neither end, of which each is hard to see on one of the themes.
constexpr double kFirstShade = 0.25;
constexpr double kLastShade = 0.75;

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::TraceView", text);
}

double log10OrNone(double value)
{
    return value > 0 ? std::log10(value) : kNone;
}

template <class Value>
chart::Series overEpochs(const LeafTrace& trace, Value value)
{
    chart::Series line;
    for (const TraceEpoch& at : trace.epochs) {
        line.x.push_back(tracePlace(at.epoch));
        line.y.push_back(log10OrNone(value(at.numbers)));
    }
    return line;
}

chart::Figure overEpochs(const LeafTrace& trace)
{
    chart::Figure figure;
    const double first = tracePlace(trace.epochs.front().epoch);
    const double last = tracePlace(trace.epochs.back().epoch);
    const double room = last > first ? 0.02 * (last - first) : 0.5;
    figure.x = {first - room, last + room};
    for (const TraceEpoch& at : trace.epochs)
        figure.xTicks.push_back({tracePlace(at.epoch), QString::number(at.epoch)});
    figure.xTitle = tr("Epoch");
    return figure;
}

void setRange(chart::Figure& figure)
{
    std::vector<double> values;
    for (const chart::Series& line : figure.series) {
        values.insert(values.end(), line.y.begin(), line.y.end());
        values.insert(values.end(), line.low.begin(), line.low.end());
        values.insert(values.end(), line.high.begin(), line.high.end());
    }
    figure.y = chart::niceRange(chart::rangeOf(values), kTickTarget, false);
}

QString per(const LeafTrace& trace)
{
    return QString::fromStdString(trace.perUnit());
}

} // namespace

Json TraceOptions::toJson() const
{
    return {{"mean", mean}, {"spectrum", spectrum}};
}

TraceOptions TraceOptions::fromJson(const Json& json)
{
    TraceOptions options;
    const auto take = [&](const char* name, bool& value) {
        if (json.is_object() && json.contains(name) && json[name].is_boolean())
            value = json[name].get<bool>();
    };
    take("mean", options.mean);
    take("spectrum", options.spectrum);
    return options;
}

double tracePlace(int epoch)
{
    return std::sqrt(double(std::max(epoch, 0)));
}

chart::Figure traceFigure(const LeafTrace& trace, const TraceOptions& options)
{
    chart::Figure figure = overEpochs(trace);
    figure.title = tr("log10 trace of G per %1, with quartiles").arg(per(trace));
    if (options.mean) {
        chart::Series mean = overEpochs(trace, [](const TraceNumbers& n) { return n.mean; });
        mean.name = tr("mean");
        mean.colour = style::categorical(3);
        mean.width = 1.25;
        mean.markers = false;
        figure.series.push_back(std::move(mean));
    }
    chart::Series median = overEpochs(trace, [](const TraceNumbers& n) { return n.median; });
    median.name = tr("median");
    median.colour = style::categorical(0);
    median.low = overEpochs(trace, [](const TraceNumbers& n) { return n.q25; }).y;
    median.high = overEpochs(trace, [](const TraceNumbers& n) { return n.q75; }).y;
    figure.series.push_back(std::move(median));
    setRange(figure);
    return figure;
}

chart::Figure traceSpectrumFigure(const LeafTrace& trace)
{
    chart::Figure figure = overEpochs(trace);
    const std::size_t count = trace.epochs.front().numbers.spectrum.size();
    figure.title = tr("log10 eigenvalues of G, medians");
    // The largest last: on top, and ringed.
    for (std::size_t k = count; k-- > 0;) {
        chart::Series line =
            overEpochs(trace, [k](const TraceNumbers& n) { return n.spectrum[k]; });
        if (k == 0)
            line.name = tr("largest");
        else if (k + 1 == count)
            line.name = tr("smallest");
        const double share = count > 1 ? double(k) / double(count - 1) : 0;
        line.colour = style::sequential(kFirstShade + share * (kLastShade - kFirstShade));
        line.width = 1.25;
        line.markers = false;
        line.backdrop = k > 0;
        figure.series.push_back(std::move(line));
    }
    setRange(figure);
    return figure;
}

chart::Card traceCard(const LeafTrace& trace, std::size_t at)
{
    using chart::CardRowKind;
    const TraceEpoch& epoch = trace.epochs[at];
    const TraceNumbers& n = epoch.numbers;
    chart::Card card{
        {CardRowKind::Title, tr("Epoch %1").arg(epoch.epoch), {}},
        {CardRowKind::Note, tr("per %1").arg(per(trace)), {}},
        {CardRowKind::Value, tr("tr G, median"), style::number(n.median)},
        {CardRowKind::Value, tr("tr G, quartiles"),
         tr("%1 to %2").arg(style::number(n.q25), style::number(n.q75))},
        {CardRowKind::Value, tr("tr G, mean"), style::number(n.mean)},
    };
    const std::size_t count = n.spectrum.size();
    for (std::size_t k = 0; k < count; ++k)
        if (k < kMostListed || k + 1 == count)
            card.push_back({CardRowKind::Value, tr("Eigenvalue %1, median").arg(k + 1),
                            style::number(n.spectrum[k])});
    card.push_back({CardRowKind::Value, tr("Rank, median"),
                    tr("%1 of %2").arg(n.rank).arg(count)});
    card.push_back(
        {CardRowKind::Value, tr("Samples below full rank"), style::count(qint64(n.deficient))});
    return card;
}

QByteArray traceTable(const LeafTrace& trace)
{
    QByteArray csv = "epoch,trace_median,trace_q25,trace_q75,trace_mean,rank,metric_rank,deficient";
    const std::size_t count = trace.epochs.empty() ? 0 : trace.epochs[0].numbers.spectrum.size();
    for (std::size_t k = 0; k < count; ++k)
        csv += ",eigenvalue_" + QByteArray::number(qulonglong(k + 1));
    csv += '\n';
    for (const TraceEpoch& at : trace.epochs) {
        const TraceNumbers& n = at.numbers;
        csv += QByteArray::number(at.epoch);
        std::vector<double> fields{n.median,           n.q25, n.q75, n.mean, n.rank, n.metricRank,
                                   double(n.deficient)};
        fields.insert(fields.end(), n.spectrum.begin(), n.spectrum.end());
        for (const double value : fields)
            csv += ',' + (std::isfinite(value) ? QByteArray::number(value, 'g', 9) : QByteArray());
        csv += '\n';
    }
    return csv;
}

} // namespace leafscope
