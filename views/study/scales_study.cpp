// SPDX-License-Identifier: MIT
// `nnk scales`: geometry of a point set whose neighbours are merged, round by round.
#include "views/study/study_json.hpp"
#include "views/study/study_page.hpp"

#include <QCoreApplication>

namespace leafscope {

namespace {

using namespace study;

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::StudyView", text);
}

StudyAxis overPoints(const Json& rounds)
{
    StudyAxis axis;
    axis.title = tr("Points left");
    axis.key = "points";
    axis.values = columnOf(rounds, "points");
    axis.scale = AxisScale::Logarithmic;
    axis.descending = true;
    axis.numeric = true;
    return axis;
}

/// Many rounds stand close together: lines without marks.
StudyLine plain(StudyLine line)
{
    line.role = line.role == LineRole::Baseline ? line.role : LineRole::Plain;
    return line;
}

} // namespace

std::vector<StudyPage> scalesPages(const Json& result, const StudyContext&)
{
    const Json& rounds = fieldAt(result, "rounds");
    const StudyAxis axis = overPoints(rounds);
    const Reader read = ofObjects(rounds);
    const auto page = [&](const char* key, const QString& name, StudyPanel panel) {
        std::erase_if(panel.lines, [](const StudyLine& line) { return !anyKnown(line.y); });
        for (StudyLine& line : panel.lines)
            line = plain(std::move(line));
        return StudyPage{key, name, {}, ChartPage{axis, {std::move(panel)}}};
    };
    const LineRole main = LineRole::Main;
    return {page("dimension", tr("Dimension"),
                 {tr("Local dimension, mean and 80 % of the points"),
                  {readLine(read, {tr("random"), "dimension_random", LineRole::Baseline}),
                   readLine(read, {tr("neighbours"), "dimension", main, 0}, "dimension")}}),
            page("curvature", tr("Curvature"),
                 {tr("Angle to the neighbour's subspace (degrees), mean and 80 %"),
                  {readLine(read,
                            {tr("random partner"), "curvature_random_degrees", LineRole::Baseline},
                            "curvature_random_degrees"),
                   readLine(read, {tr("neighbour"), "curvature_degrees", main, 0},
                            "curvature_degrees")}}),
            page("diameter", tr("Diameter"),
                 {tr("Diameter of the polytope, mean and 80 % of the points"),
                  {readLine(read, {tr("kernel width \u03c3"), "sigma", main, 3}),
                   readLine(read, {tr("diameter"), "diameter_mean", main, 0}, "diameter")}}),
            page("neighbors", tr("Neighbours"),
                 {tr("Neighbours per point, mean and 80 % of the points"),
                  {readLine(read, {QString(), "neighbors_mean", main, 0}, "neighbors")}})};
}

} // namespace leafscope
