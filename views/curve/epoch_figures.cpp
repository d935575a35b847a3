// SPDX-License-Identifier: MIT
// The curve view over the epochs of a series, for one layer.
#include "views/curve/curve_data.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace leafscope {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr int kTickTarget = 6;

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::CurveView", text);
}

template <class Value>
chart::Series overEpochs(const CurveSeries& series, const QString& layer, Value value)
{
    chart::Series line;
    for (int i = 0; i < int(series.members.size()); ++i) {
        const LayerDimension* found = dimensionAt(series, i, layer);
        line.x.push_back(double(i));
        line.y.push_back(found ? value(found->value) : kNone);
    }
    return line;
}

void setEpochAxis(chart::Figure& figure, const CurveSeries& series)
{
    figure.x = {-0.5, std::max(0.5, double(series.members.size()) - 0.5)};
    for (std::size_t i = 0; i < series.members.size(); ++i)
        figure.xTicks.push_back({double(i), QString::number(series.members[i].epoch)});
    figure.xTitle = tr("Epoch");
}

void setRange(chart::Figure& figure)
{
    std::vector<double> values;
    for (const chart::Series& line : figure.series) {
        values.insert(values.end(), line.y.begin(), line.y.end());
        values.insert(values.end(), line.low.begin(), line.low.end());
        values.insert(values.end(), line.high.begin(), line.high.end());
    }
    figure.y = chart::niceRange(chart::rangeOf(values), kTickTarget, true);
}

} // namespace

const LayerDimension* dimensionAt(const CurveSeries& series, int member, const QString& layer)
{
    if (member < 0 || member >= int(series.members.size()))
        return nullptr;
    const auto& profile = series.members[std::size_t(member)].profile;
    const int index = profile ? curveIndex(*profile, layer) : -1;
    return index < 0 ? nullptr : &profile->layers[std::size_t(index)];
}

chart::Figure dimensionOverEpochs(const CurveSeries& series, const QString& layer,
                                  const CurveOptions& options)
{
    chart::Figure figure;
    figure.title = options.interval ? tr("%1: intrinsic dimension (TwoNN, 95 % band)").arg(layer)
                                    : tr("%1: intrinsic dimension (TwoNN)").arg(layer);
    setEpochAxis(figure, series);
    if (options.fit) {
        chart::Series fit =
            overEpochs(series, layer, [](const Dimension& d) { return d.twonnFit; });
        fit.name = tr("fit");
        fit.colour = style::categorical(3);
        fit.width = 1.25;
        fit.markers = false;
        figure.series.push_back(fit);
    }
    chart::Series ml = overEpochs(series, layer, [](const Dimension& d) { return d.twonnMl; });
    ml.name = tr("ML");
    ml.colour = style::categorical(0);
    if (options.interval) {
        ml.low = overEpochs(series, layer, [](const Dimension& d) { return d.ci95[0]; }).y;
        ml.high = overEpochs(series, layer, [](const Dimension& d) { return d.ci95[1]; }).y;
    }
    figure.series.push_back(ml);
    setRange(figure);
    return figure;
}

chart::Figure spectrumOverEpochs(const CurveSeries& series, const QString& layer,
                                 const CurveOptions& options)
{
    chart::Figure figure;
    setEpochAxis(figure, series);
    if (options.participation) {
        chart::Series ratio =
            overEpochs(series, layer, [](const Dimension& d) { return d.participationRatio; });
        ratio.name = tr("PR");
        ratio.colour = style::categorical(4);
        ratio.width = 1.25;
        figure.series.push_back(ratio);
    }
    chart::Series pca = overEpochs(series, layer, [](const Dimension& d) {
        return d.pca90 > 0 ? double(d.pca90) : kNone; // 0 stands for "does not exist"
    });
    pca.name = tr("PCA");
    pca.colour = style::categorical(2);
    figure.series.push_back(pca);
    setRange(figure);
    double share = 0.9;
    for (const EpochCurve& member : series.members)
        if (member.profile)
            share = member.profile->options.pcaShare;
    figure.title = tr("PCA dimension (%1 % of variance)").arg(QString::number(100 * share, 'g', 4));
    return figure;
}

} // namespace leafscope
