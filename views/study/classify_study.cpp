// SPDX-License-Identifier: MIT
// `nnk classify`: labels from neighbours, over the numbers of candidates.
#include "views/study/study_json.hpp"
#include "views/study/study_page.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <cmath>

namespace leafscope {

namespace {

using namespace study;

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::StudyView", text);
}

StudyAxis overCandidates(const Json& result)
{
    StudyAxis axis;
    axis.title = tr("Candidates k");
    axis.key = "k";
    axis.values = listAt(result, "k");
    axis.scale = AxisScale::Logarithmic;
    return axis;
}

StudyPanel accuracyPanel(const QString& title, const Json& accuracies, const std::string& keys,
                         std::size_t length)
{
    const Reader read = ofLists(accuracies, length);
    StudyPanel panel;
    panel.title = title;
    panel.isShare = true;
    panel.fromZero = false;
    if (const double head = numberAt(accuracies, "head"); std::isfinite(head))
        panel.lines.push_back({tr("network"), keys + "head", LineRole::Baseline, 0,
                               std::vector<double>(length, head)});
    const auto add = [&](const char* key, const QString& name, LineRole role, int colour) {
        StudyLine line = readLine(read, {name, key, role, colour}, key);
        line.key = keys + key;
        panel.lines.push_back(std::move(line));
    };
    add("weighted_knn", tr("weighted kNN"), LineRole::Other, 2);
    add("knn", tr("kNN"), LineRole::Other, 1);
    add("nnk", tr("NNK"), LineRole::Main, 0);
    return panel;
}

StudyPage accuracyPage(const Json& result)
{
    const StudyAxis axis = overCandidates(result);
    ChartPage page{axis, {}};
    page.panels.push_back(accuracyPanel(tr("Right label from the others (%), with 95 % intervals"),
                                        fieldAt(result, "loo"), "loo_", axis.values.size()));
    if (const Json& test = fieldAt(result, "test"); test.is_object())
        page.panels.push_back(accuracyPanel(tr("Right label of test samples (%)"), test, "test_",
                                            axis.values.size()));
    return {"accuracy", tr("Accuracy over k"), {}, page};
}

StudyPage errorPage(const Json& result)
{
    const StudyAxis axis = overCandidates(result);
    StudyLine soft = readLine(ofLists(fieldAt(result, "loo"), axis.values.size()),
                              {QString(), "nnk_soft", LineRole::Main, 0});
    for (double& weight : soft.y)
        weight = 1 - weight;
    soft.key = "soft_error";
    StudyPanel softPanel{tr("Weight on other classes (%), mean"), {soft}, true};
    StudyPanel error{tr("Reconstruction error E, mean"),
                     {readLine(ofLists(result, axis.values.size()),
                               {QString(), "error_mean", LineRole::Main, 3})}};
    return {"error", tr("Soft error and E over k"), {}, ChartPage{axis, {softPanel, error}}};
}

StudyPage neighborsPage(const Json& result)
{
    const StudyAxis axis = overCandidates(result);
    const Reader read = ofLists(result, axis.values.size());
    StudyPanel count{tr("Neighbours per sample, mean"),
                     {readLine(read, {tr("effective"), "effective_mean", LineRole::Other, 2}),
                      readLine(read, {tr("number"), "neighbors_mean", LineRole::Main, 0})}};
    StudyPanel labels{
        tr("Labels among the neighbours (%)"),
        {readLine(read, {tr("same label, by weight"), "mass_purity_mean", LineRole::Other, 2}),
         readLine(read, {tr("any other label"), "foreign_label_share", LineRole::Main, 1},
                  "foreign")},
        true};
    return {"neighbors", tr("Neighbours over k"), {}, ChartPage{axis, {count, labels}}};
}

QString className(const StudyContext& context, double label)
{
    if (!std::isfinite(label) || label < 0)
        return QStringLiteral("\u2013");
    const auto at = std::size_t(label);
    return at < context.classNames.size() ? QString::fromStdString(context.classNames[at])
                                          : QString::number(qlonglong(label));
}

StudyPage suspectsPage(const Json& result, const StudyContext& context)
{
    ListPage page;
    page.columns = {tr("Sample"), tr("Label"), tr("Neighbours say"), tr("Weight of its label"),
                    tr("Reliability")};
    page.keys = {"sample", "label", "suggested", "same_mass", "reliability"};
    const Json& suspects = fieldAt(result, "suspects");
    if (suspects.is_array())
        for (const Json& suspect : suspects) {
            const double sample = numberAt(suspect, "sample");
            if (!std::isfinite(sample))
                continue;
            page.samples.push_back(std::int64_t(sample));
            page.rows.push_back({QString::number(qlonglong(sample)),
                                 className(context, numberAt(suspect, "label")),
                                 className(context, numberAt(suspect, "suggested")),
                                 style::number(numberAt(suspect, "same_mass")),
                                 style::number(numberAt(suspect, "reliability"))});
        }
    return {"suspects", tr("Suspected labels"),
            tr("Labels that the neighbours contradict, the least supported first"), page};
}

StudyPage farPage(const Json& result)
{
    ListPage page;
    page.columns = {tr("Sample"), tr("Reconstruction error E")};
    page.keys = {"sample", "error"};
    const Json& far = fieldAt(result, "far");
    if (far.is_array())
        for (const Json& one : far) {
            const double sample = numberAt(one, "sample");
            if (!std::isfinite(sample))
                continue;
            page.samples.push_back(std::int64_t(sample));
            page.rows.push_back(
                {QString::number(qlonglong(sample)), style::number(numberAt(one, "error"))});
        }
    return {"far", tr("Far samples"),
            tr("Samples that their neighbours reconstruct worst, the worst first"), page};
}

} // namespace

std::vector<StudyPage> classifyPages(const Json& result, const StudyContext& context)
{
    return {accuracyPage(result), errorPage(result), neighborsPage(result),
            suspectsPage(result, context), farPage(result)};
}

} // namespace leafscope
