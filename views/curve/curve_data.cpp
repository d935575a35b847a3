// SPDX-License-Identifier: MIT
#include "views/curve/curve_data.hpp"

#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kLogSpan = 20; // above this ratio a straight axis flattens the small values
constexpr double kSameDepth = 1e-9;
constexpr int kTickTarget = 6;

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::CurveView", text);
}

QString text(const std::string& s)
{
    return QString::fromStdString(s);
}

/// 0 stands for "does not exist" in a number of components.
double componentsOf(const Dimension& d)
{
    return d.pca90 > 0 ? double(d.pca90) : kNone;
}

template <class Value>
chart::Series seriesOf(const DimensionProfile& profile, CurveAxis axis, Value value)
{
    chart::Series result;
    for (std::size_t i = 0; i < profile.layers.size(); ++i) {
        result.x.push_back(curvePlace(profile, i, axis));
        result.y.push_back(value(profile.layers[i].value));
    }
    return result;
}

QString depthLabel(double depth)
{
    return depth == std::round(depth) ? QString::number(depth, 'f', 0)
                                      : QString::number(depth, 'f', 2);
}

/// Layers that follow each other at one depth, with a bracket that reaches a little beyond them.
std::vector<chart::Group> depthGroups(const DimensionProfile& profile)
{
    std::vector<chart::Group> groups;
    const auto& layers = profile.layers;
    for (std::size_t i = 0; i < layers.size();) {
        std::size_t end = i + 1;
        while (end < layers.size() &&
               std::abs(layers[end].layer.depth - layers[i].layer.depth) < kSameDepth)
            ++end;
        groups.push_back(
            {double(i) - 0.32, double(end) - 1 + 0.32, depthLabel(layers[i].layer.depth)});
        i = end;
    }
    return groups;
}

void setHorizontalAxis(chart::Figure& figure, const DimensionProfile& profile, CurveAxis axis)
{
    if (axis == CurveAxis::Depth) {
        figure.x = {-0.02, 1.02};
        figure.xTicks = chart::niceTicks({0, 1}, 6);
        figure.xTitle = tr("Relative depth");
        return;
    }
    figure.x = {-0.5, std::max(0.5, double(profile.layers.size()) - 0.5)};
    for (std::size_t i = 0; i < profile.layers.size(); ++i)
        figure.xTicks.push_back({double(i), text(profile.layers[i].layer.name)});
    const bool oneDepth =
        std::all_of(profile.layers.begin(), profile.layers.end(), [&](const LayerDimension& layer) {
            return std::abs(layer.layer.depth - profile.layers.front().layer.depth) < kSameDepth;
        });
    if (!oneDepth) {
        figure.groups = depthGroups(profile);
        figure.groupTitle = tr("depth");
    }
}

std::vector<double> allValues(const chart::Figure& figure)
{
    std::vector<double> values;
    for (const chart::Series& s : figure.series) {
        values.insert(values.end(), s.y.begin(), s.y.end());
        values.insert(values.end(), s.low.begin(), s.low.end());
        values.insert(values.end(), s.high.begin(), s.high.end());
    }
    return values;
}

/// Quotes a field if it needs it (RFC 4180).
QString field(const QString& value)
{
    if (!value.contains(QLatin1Char(',')) && !value.contains(QLatin1Char('"')) &&
        !value.contains(QLatin1Char('\n')))
        return value;
    QString quoted = value;
    quoted.replace(QLatin1Char('"'), QLatin1String("\"\""));
    return QLatin1Char('"') + quoted + QLatin1Char('"');
}

/// Shortest text that reads back as the same double; empty for a value that does not exist.
QString exact(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest)
                                : QString();
}

QString withInterval(double value, const Interval& interval)
{
    if (!std::isfinite(interval[0]) || !std::isfinite(interval[1]))
        return style::number(value);
    return QStringLiteral("%1  [%2, %3]")
        .arg(style::number(value), style::number(interval[0]), style::number(interval[1]));
}

/// A layer's value in a profile, by name.
template <class Value>
double valueAt(const DimensionProfile& profile, const std::string& layer, Value value)
{
    for (const LayerDimension& found : profile.layers)
        if (found.layer.name == layer)
            return value(found.value);
    return kNone;
}

/// The other epochs behind the one that is shown, from dark to bright in their order.
template <class Value>
void addBackdrop(chart::Figure& figure, const DimensionProfile& profile,
                 const CurveOptions& options, const CurveSeries& series, Value value)
{
    if (!options.epochs)
        return;
    const int last = int(series.members.size()) - 1;
    for (int i = 0; i <= last; ++i) {
        const EpochCurve& member = series.members[std::size_t(i)];
        if (i == series.shown || !member.profile)
            continue;
        chart::Series line;
        line.colour = style::sequential(double(i) / std::max(1, last));
        line.width = 1;
        line.markers = false;
        line.backdrop = true;
        if (i == 0 || i == last)
            line.name = tr("epoch %1").arg(member.epoch);
        for (std::size_t k = 0; k < profile.layers.size(); ++k) {
            line.x.push_back(curvePlace(profile, k, options.axis));
            line.y.push_back(valueAt(*member.profile, profile.layers[k].layer.name, value));
        }
        figure.series.push_back(line);
    }
}

/// Beside other epochs a line is called by its own.
QString mainName(const QString& name, const CurveOptions& options, const CurveSeries& series)
{
    if (!options.epochs || series.shown < 0 || !series.hasOthers())
        return name;
    return tr("epoch %1").arg(series.members[std::size_t(series.shown)].epoch);
}

void setSpectrumRange(chart::Figure& figure, double pcaShare)
{
    const std::vector<double> values = allValues(figure);
    const chart::Range positive = chart::rangeOf(values, true);
    figure.logarithmic = positive.high > kLogSpan * positive.low && positive.low > 0;
    figure.y = figure.logarithmic ? chart::niceLogRange(positive)
                                  : chart::niceRange(chart::rangeOf(values), kTickTarget, true);
    figure.title = tr("PCA dimension (%1 % of variance%2)")
                       .arg(QString::number(100 * pcaShare, 'g', 4),
                            figure.logarithmic ? tr(", log axis") : QString());
}

QByteArray tableLine(const LayerDimension& layer)
{
    const Dimension& d = layer.value;
    const QStringList fields{field(text(layer.layer.name)),
                             exact(layer.layer.depth),
                             QString::number(d.n),
                             QString::number(d.dim),
                             exact(d.twonnMl),
                             exact(d.ci95[0]),
                             exact(d.ci95[1]),
                             exact(d.twonnFit),
                             exact(componentsOf(d)),
                             exact(d.participationRatio),
                             QString::number(d.duplicates)};
    return fields.join(QLatin1Char(',')).toUtf8() + '\n';
}

const char* const kTableHeader = "name,depth,n,dim,twonn_ml,ci_low,ci_high,twonn_fit,pca90,"
                                 "participation_ratio,duplicates\n";

} // namespace

bool CurveSeries::hasOthers() const
{
    for (int i = 0; i < int(members.size()); ++i)
        if (i != shown && members[std::size_t(i)].profile)
            return true;
    return false;
}

Json CurveOptions::toJson() const
{
    const char* const x = axis == CurveAxis::Epoch   ? "epoch"
                          : axis == CurveAxis::Depth ? "depth"
                                                     : "layer";
    return {{"x", x},
            {"fit", fit},
            {"interval", interval},
            {"pca", pca},
            {"participation", participation},
            {"epochs", epochs}};
}

CurveOptions CurveOptions::fromJson(const Json& json)
{
    CurveOptions options;
    if (!json.is_object())
        return options;
    const auto flag = [&json](const char* name, bool& value) {
        const auto found = json.find(name);
        if (found != json.end() && found->is_boolean())
            value = found->get<bool>();
    };
    const auto axis = json.find("x");
    if (axis != json.end() && *axis == "depth")
        options.axis = CurveAxis::Depth;
    if (axis != json.end() && *axis == "epoch")
        options.axis = CurveAxis::Epoch;
    flag("fit", options.fit);
    flag("interval", options.interval);
    flag("pca", options.pca);
    flag("participation", options.participation);
    flag("epochs", options.epochs);
    return options;
}

double curvePlace(const DimensionProfile& profile, std::size_t i, CurveAxis axis)
{
    return axis != CurveAxis::Depth ? double(i) : profile.layers[i].layer.depth;
}

int curveIndex(const DimensionProfile& profile, const QString& layer)
{
    const std::string name = layer.toStdString();
    for (std::size_t i = 0; i < profile.layers.size(); ++i)
        if (profile.layers[i].layer.name == name)
            return int(i);
    return -1;
}

chart::Figure dimensionFigure(const DimensionProfile& profile, const CurveOptions& options,
                              const CurveSeries& series)
{
    chart::Figure figure;
    figure.title = options.interval ? tr("Intrinsic dimension (TwoNN, 95 % band)")
                                    : tr("Intrinsic dimension (TwoNN)");
    setHorizontalAxis(figure, profile, options.axis);
    addBackdrop(figure, profile, options, series, [](const Dimension& d) { return d.twonnMl; });
    if (options.fit) {
        chart::Series fit =
            seriesOf(profile, options.axis, [](const Dimension& d) { return d.twonnFit; });
        fit.name = tr("fit");
        fit.colour = style::categorical(3);
        fit.width = 1.25;
        fit.markers = false;
        figure.series.push_back(fit);
    }
    chart::Series ml =
        seriesOf(profile, options.axis, [](const Dimension& d) { return d.twonnMl; });
    ml.name = mainName(tr("ML"), options, series);
    ml.colour = style::categorical(0);
    if (options.interval)
        for (const LayerDimension& layer : profile.layers) {
            ml.low.push_back(layer.value.ci95[0]);
            ml.high.push_back(layer.value.ci95[1]);
        }
    figure.series.push_back(ml);
    figure.y = chart::niceRange(chart::rangeOf(allValues(figure)), kTickTarget, true);
    return figure;
}

chart::Figure spectrumFigure(const DimensionProfile& profile, const CurveOptions& options,
                             const CurveSeries& series)
{
    chart::Figure figure;
    setHorizontalAxis(figure, profile, options.axis);
    addBackdrop(figure, profile, options, series, componentsOf);
    if (options.participation) {
        chart::Series ratio = seriesOf(profile, options.axis,
                                       [](const Dimension& d) { return d.participationRatio; });
        ratio.name = tr("PR");
        ratio.colour = style::categorical(4);
        ratio.width = 1.25;
        figure.series.push_back(ratio);
    }
    // The main line comes last: it lies on top and carries the ring of the current layer.
    chart::Series pca = seriesOf(profile, options.axis, componentsOf);
    pca.name = mainName(tr("PCA"), options, series);
    pca.colour = style::categorical(2);
    figure.series.push_back(pca);
    setSpectrumRange(figure, profile.options.pcaShare);
    return figure;
}

chart::Card curveCard(const LayerDimension& layer, const DimensionOptions& options)
{
    using chart::CardRowKind;
    const Dimension& d = layer.value;
    QString place = text(layer.layer.type);
    if (!place.isEmpty())
        place += QStringLiteral(", ");
    place += tr("depth %1").arg(depthLabel(layer.layer.depth));
    chart::Card card{
        {CardRowKind::Title, text(layer.layer.name), {}},
        {CardRowKind::Note, place, {}},
        {CardRowKind::Value, tr("TwoNN ML"), withInterval(d.twonnMl, d.ci95)},
        {CardRowKind::Value, tr("TwoNN fit"), withInterval(d.twonnFit, d.ci95Fit)},
        {CardRowKind::Value, tr("PCA %1 %").arg(QString::number(100 * options.pcaShare, 'g', 4)),
         d.pca90 > 0 ? style::count(d.pca90) : style::number(kNone)},
        {CardRowKind::Value, tr("Participation ratio"), style::number(d.participationRatio)},
        {CardRowKind::Value, tr("Features D"), style::count(d.dim)},
        {CardRowKind::Value, tr("Samples n"), style::count(d.n)},
        {CardRowKind::Value, tr("Duplicates removed"), style::count(d.duplicates)}};
    for (const std::string& warning : d.warnings)
        card.push_back({CardRowKind::Warning, text(warning), {}});
    return card;
}

QString curveCaption(const DimensionProfile& profile, const QString& sampling)
{
    if (profile.layers.empty())
        return {};
    Index least = profile.layers.front().value.n;
    Index most = least;
    for (const LayerDimension& layer : profile.layers) {
        least = std::min(least, layer.value.n);
        most = std::max(most, layer.value.n);
    }
    if (!sampling.isEmpty())
        return sampling;
    return least == most ? tr("%1 samples").arg(style::count(most))
                         : tr("%1 to %2 samples").arg(style::count(least), style::count(most));
}

QByteArray curveTable(const DimensionProfile& profile)
{
    QByteArray csv = kTableHeader;
    for (const LayerDimension& layer : profile.layers)
        csv += tableLine(layer);
    return csv;
}

QByteArray curveTable(const CurveSeries& series, const QString& layer)
{
    QByteArray csv = QByteArray("epoch,") + kTableHeader;
    for (const EpochCurve& member : series.members)
        if (member.profile)
            for (const LayerDimension& found : member.profile->layers)
                if (layer.isEmpty() || text(found.layer.name) == layer)
                    csv += QByteArray::number(member.epoch) + ',' + tableLine(found);
    return csv;
}

} // namespace leafscope
