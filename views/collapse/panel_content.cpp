// SPDX-License-Identifier: MIT
// What the panel says of a moment.
#include "views/collapse/collapse_panel.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kDependent = 0.05; // s_{C-1} / s_1 below which means are nearly dependent

QString tr(const char* text)
{
    return QCoreApplication::translate("CollapsePanel", text);
}

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

QString helpOf(const char* key)
{
    const CollapseMeasure* measure = findCollapseMeasure(key);
    return measure ? QString::fromUtf8(measure->help) : QString();
}

QStringList badgesOf(const CollapseFigure& figure)
{
    QStringList out;
    const CollapseRun& run = *figure.run;
    const CollapseMeasures& m = figure.moment.epoch->train;
    const Index most = std::min(run.classCount() - 1, figure.layer->width);
    if (!hasSimplex(run, *figure.layer))
        out << tr("No simplex exists: %1 classes in %2 dimensions")
                   .arg(run.classCount())
                   .arg(figure.layer->width);
    if (m.rank < most)
        out << tr("Class means span %1 of %2 dimensions").arg(m.rank).arg(most);
    else if (m.rankRatio < kDependent)
        out << tr("Class means are nearly dependent (%1)").arg(style::number(m.rankRatio, 2));
    if (!run.counts.empty()) {
        const auto [least, largest] = std::minmax_element(run.counts.begin(), run.counts.end());
        if (*least != *largest)
            out << tr("Classes differ in size: %1 to %2")
                       .arg(style::count(*least), style::count(*largest));
    }
    return out;
}

std::vector<CollapseGauge> gaugesOf(const CollapseFigure& figure)
{
    const CollapseEpoch& epoch = *figure.moment.epoch;
    std::vector<CollapseGauge> out;
    out.push_back({tr("Feature variance inside"), epoch.train.featureInside,
                   tr("Share of the variance of the features in the span of the class means; the "
                      "rest is not in the picture, but for residual axes.")});
    if (!figure.moment.classifiers.empty())
        out.push_back({tr("Classifier norm inside"), epoch.train.classifierInside,
                       tr("Share of the squared norm of the classifiers in the span of the class "
                          "means. They are scaled as a whole to the size of the simplex.")});
    out.push_back({tr("Means shown by the pose"), poseShare(figure.pose, epoch),
                   tr("Share of the squared length of the class means in these three dimensions")});
    return out;
}

std::vector<CollapseNumber> numbersOf(const CollapseFigure& figure)
{
    const CollapseEpoch& epoch = *figure.moment.epoch;
    const CollapseMeasures& m = epoch.train;
    std::vector<CollapseNumber> out;
    out.push_back({tr("NC1, train"), style::number(m.nc1), helpOf("nc1")});
    if (epoch.test && figure.settings.test)
        out.push_back({tr("NC1, test"), style::number(epoch.test->nc1), helpOf("nc1")});
    out.push_back(
        {tr("Distance to simplex"),
         hasSimplex(*figure.run, *figure.layer) ? style::number(m.etfDistance) : tr("none exists"),
         helpOf("etf_distance")});
    out.push_back({tr("Rank of the means"),
                   tr("%1 of %2")
                       .arg(m.rank)
                       .arg(std::min(figure.run->classCount() - 1, figure.layer->width)),
                   tr("Dimensions that the class means span around their centre")});
    return out;
}

} // namespace

CollapsePanelContent panelContent(const CollapseFigure& figure)
{
    CollapsePanelContent content;
    if (!figure.owner)
        return content;
    const CollapseMoment& at = figure.moment;
    content.heading =
        at.interpolated ? tr("Epoch %1").arg(at.time, 0, 'f', 1) : tr("Epoch %1").arg(int(at.time));
    content.detail = at.interpolated ? tr("interpolated, numbers of epoch %1").arg(at.epoch->epoch)
                                     : tr("measured, %1 layer %2")
                                           .arg(figure.layer->isLast ? tr("last") : QString(),
                                                text(figure.layer->name))
                                           .simplified();
    content.gauges = gaugesOf(figure);
    content.numbers = numbersOf(figure);
    content.badges = badgesOf(figure);
    content.paper = figure.settings.paper;
    content.hasSimplex = !at.vertices.empty();
    content.hasClassifiers = !at.classifiers.empty();
    content.shown = figure.settings;
    content.shown.test = figure.settings.test && !at.testFeatures.empty();
    for (const std::string& name : figure.run->classNames)
        content.classes << text(name);
    content.chosen = figure.pose.classes;
    content.choosable = figure.pose.kind == PoseKind::Face || figure.pose.kind == PoseKind::Span;
    return content;
}

} // namespace leafscope
