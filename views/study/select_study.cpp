// SPDX-License-Identifier: MIT
// `nnk select`: neighbourhoods of networks of several widths, or of one over its epochs.
#include "views/study/study_json.hpp"
#include "views/study/study_page.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

using namespace study;

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::StudyView", text);
}

StudyAxis axisOf(const Json& result)
{
    StudyAxis axis;
    axis.values = listAt(result, "axis");
    const bool overEpochs = textAt(result, "by") == "epoch";
    axis.title = overEpochs ? tr("Epoch") : tr("Width");
    axis.key = overEpochs ? "epoch" : "width";
    if (overEpochs) {
        axis.scale = AxisScale::Root; // most happens early
        for (const double epoch : axis.values)
            axis.epochs.push_back(std::isfinite(epoch) ? int(epoch) : -1);
        return axis;
    }
    if (std::all_of(axis.values.begin(), axis.values.end(), [](double w) { return w > 0; }))
        axis.scale = AxisScale::Logarithmic;
    return axis;
}

/// "least error of NNK at width 64 (model_64)"
QString noteOf(const Json& result, const StudyAxis& axis)
{
    const double best = numberAt(result, "best");
    if (!(best >= 0) || best >= double(axis.values.size()))
        return {};
    const auto at = std::size_t(best);
    QString note =
        tr("least NNK error at %1 %2").arg(axis.title.toLower(), studyNumber(axis.values[at]));
    const Json& names = fieldAt(result, "names");
    if (axis.epochs.empty() && names.is_array() && at < names.size() && names[at].is_string())
        note += QStringLiteral(" (%1)").arg(QString::fromStdString(names[at].get<std::string>()));
    return note;
}

StudyPage errorsPage(const Json& result, const StudyAxis& axis, const Reader& read)
{
    StudyPanel errors{tr("Wrong labels (%), with 95 % intervals"),
                      {readLine(read, {tr("test"), "test_error", LineRole::Other, 3}),
                       readLine(read, {tr("kNN"), "knn_loo_error", LineRole::Other, 1}),
                       readLine(read, {tr("NNK"), "loo_error", LineRole::Main, 0}, "loo_error")},
                      true};
    if (!anyKnown(errors.lines.front().y))
        errors.lines.erase(errors.lines.begin());
    return {"errors", tr("Errors"), noteOf(result, axis), ChartPage{axis, {errors}}};
}

} // namespace

std::vector<StudyPage> selectPages(const Json& result, const StudyContext&)
{
    const StudyAxis axis = axisOf(result);
    const Reader read = ofLists(result, axis.values.size());
    const StudyPanel foreign{
        tr("Samples with a neighbour of another label (%)"),
        {readLine(read, {QString(), "foreign_label_share", LineRole::Main, 1}, "foreign")},
        true};
    const StudyPanel purity{tr("Weight on the own label (%), mean"),
                            {readLine(read, {QString(), "mass_purity_mean", LineRole::Main, 2})},
                            true,
                            false,
                            false};
    const StudyPanel neighbors{
        tr("Neighbours per sample, mean"),
        {readLine(read, {QString(), "neighbors_mean", LineRole::Main, 0}, "neighbors")}};
    return {errorsPage(result, axis, read),
            {"foreign", tr("Other labels"), {}, ChartPage{axis, {foreign, purity}}},
            {"neighbors", tr("Neighbours"), {}, ChartPage{axis, {neighbors}}}};
}

} // namespace leafscope
