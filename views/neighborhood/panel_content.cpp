// SPDX-License-Identifier: MIT
// The numbers and the curves of the panel as values.
#include "views/neighborhood/neighborhood_panel.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kTicks = 4;

QString tr(const char* text)
{
    return QCoreApplication::translate("NeighborhoodPanel", text);
}

QString percent(double share)
{
    return std::isfinite(share) ? style::number(100 * share) + QStringLiteral(" %")
                                : QStringLiteral("\u2013");
}

/// "0.42, was 0.40" while the point is moved.
QString compared(double now, const Reading* home, double Reading::*member)
{
    const QString text = style::number(now);
    return home ? tr("%1, was %2").arg(text, style::number(home->*member)) : text;
}

void addCounts(std::vector<PanelNumber>& out, const Reading& r, const Reading* home)
{
    out.push_back(
        {tr("Neighbours"),
         home ? tr("%1 of %2, was %3").arg(r.neighbors).arg(r.k).arg(home->neighbors)
              : tr("%1 of %2 candidates").arg(r.neighbors).arg(r.k),
         tr("Candidates with a weight. It depends on k and on the width of the kernel: it "
            "is not an intrinsic dimension.")});
    out.push_back({tr("Effective count"), compared(r.effective, home, &Reading::effective),
                   tr("Exponential of the entropy of the normalised weights: how many neighbours "
                      "count.")});
    out.push_back({tr("Diameter"), compared(r.diameter, home, &Reading::diameter),
                   r.picked->live.kind() == KernelKind::Cosine
                       ? tr("Largest distance between two neighbours, as unit directions: 0 to 2.")
                       : tr("Largest distance between two neighbours.")});
    out.push_back({r.nnk ? tr("Error E") : tr("Error of kNN"),
                   compared(r.error, home, &Reading::error),
                   tr("Squared distance of the query to the weighted sum of its neighbours, in the "
                      "space of the kernel.")});
}

void addLabels(std::vector<PanelNumber>& out, const Reading& r)
{
    if (r.votes.empty())
        return;
    out.push_back({tr("Mass purity"), percent(r.purity),
                   tr("Share of the weights that lies on samples with the query's label.")});
    out.push_back({tr("Label entropy"), tr("%1 bits").arg(style::number(r.entropy)),
                   tr("Of the shares of the labels in the weights; 0 if all have one label.")});
}

void addSolution(std::vector<PanelNumber>& out, const Reading& r)
{
    out.push_back({tr("Sum of weights"), style::number(r.sum), {}});
    if (r.nnk)
        out.push_back({tr("KKT certificate"), style::number(r.found.kkt, 2),
                       tr("Largest violation of the conditions that only the optimum fulfils.")});
    out.push_back(
        {tr("Polytope spans"),
         tr("%1 of %2").arg(r.dimension).arg(std::min<Index>(r.picked->dim, r.picked->points - 1)),
         tr("Principal components of the neighbours with at least a tenth of the variance "
            "of the first, and the coordinates there are.")});
    if (r.kernel.kind == KernelKind::Gaussian)
        out.push_back({tr("Width"),
                       QStringLiteral("\u03c3 = %1").arg(style::number(r.kernel.sigma)),
                       tr("Of the Gaussian kernel.")});
    out.push_back(
        {tr("Threshold"),
         r.nnk ? tr("weight > %1").arg(style::number(NeighborhoodOptions().threshold)) : tr("none"),
         tr("Smaller weights count as zero.")});
}

chart::Series seriesOf(const std::vector<LivePoint>& points, bool error, bool logarithmic)
{
    chart::Series series;
    series.colour = style::categorical(0);
    series.markers = false;
    series.width = 1.6;
    for (const LivePoint& point : points) {
        series.x.push_back(logarithmic ? std::log10(point.at) : point.at);
        series.y.push_back(error ? point.error : double(point.count));
    }
    return series;
}

/// The point of a curve that is nearest to where the setting stands.
int nearestTo(const std::vector<double>& x, double at)
{
    int best = -1;
    for (std::size_t i = 0; i < x.size(); ++i)
        if (best < 0 || std::abs(x[i] - at) < std::abs(x[std::size_t(best)] - at))
            best = int(i);
    return best;
}

chart::Figure figureOf(const std::vector<LivePoint>& points, bool error, bool overSigma, double at)
{
    chart::Figure figure;
    figure.series.push_back(seriesOf(points, error, overSigma));
    const chart::Series& series = figure.series.front();
    figure.x = chart::rangeOf(series.x);
    if (overSigma) {
        const chart::Range values{std::pow(10, figure.x.low), std::pow(10, figure.x.high)};
        for (chart::Tick tick : chart::logTicks(values, kTicks)) {
            tick.at = std::log10(tick.at);
            figure.xTicks.push_back(tick);
        }
    } else {
        figure.x.low = 1;
        figure.x.high = std::max(figure.x.high, 2.0);
        figure.xTicks = chart::niceTicks(figure.x, kTicks + 1);
        figure.xTicks.insert(figure.xTicks.begin(), {1, QStringLiteral("1")});
    }
    figure.xLabels = chart::XLabels::Flat;
    figure.y = chart::niceRange(chart::rangeOf(series.y), 3, true);
    figure.cursor = nearestTo(series.x, overSigma ? std::log10(at) : at);
    figure.gutter = 34;
    return figure;
}

} // namespace

std::vector<PanelNumber> panelNumbers(const PanelContent& content)
{
    std::vector<PanelNumber> out;
    if (!content.reading || content.reading->k == 0)
        return out;
    const Reading& r = *content.reading;
    const Reading* home = r.picked->isMoved() ? content.home.get() : nullptr;
    addCounts(out, r, home);
    addLabels(out, r);
    addSolution(out, r);
    return out;
}

QString queryName(const PanelContent& content)
{
    if (!content.reading || !content.embedding)
        return {};
    const Index row = content.reading->picked->question.row;
    const auto& indices = content.embedding->indices;
    const std::int64_t sample =
        std::size_t(row) < indices.size() ? indices[std::size_t(row)] : std::int64_t(row);
    QString name = QStringLiteral("#%1").arg(sample);
    if (const QString label = labelName(*content.embedding, content.reading->label);
        !label.isEmpty())
        name += QLatin1Char(' ') + label;
    return name;
}

chart::Figure errorFigure(const PanelContent& content)
{
    if (!content.curves || !content.reading || content.curves->alongK.empty())
        return {};
    chart::Figure figure =
        figureOf(content.curves->alongK, true, false, double(content.reading->k));
    figure.title = tr("Error E over k");
    return figure;
}

chart::Figure countFigure(const PanelContent& content)
{
    if (!content.curves || !content.reading || content.curves->alongK.empty())
        return {};
    const bool overSigma = !content.curves->alongSigma.empty();
    chart::Figure figure =
        overSigma ? figureOf(content.curves->alongSigma, false, true, content.reading->kernel.sigma)
                  : figureOf(content.curves->alongK, false, false, double(content.reading->k));
    figure.title = overSigma ? tr("Neighbours over \u03c3") : tr("Neighbours over k");
    return figure;
}

} // namespace leafscope
