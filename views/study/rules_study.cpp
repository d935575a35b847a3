// SPDX-License-Identifier: MIT
// `collapse rules`: decision rules, how often they agree, and on which samples they do not.
#include "views/study/study_json.hpp"
#include "views/study/study_page.hpp"
#include "views/style/theme.hpp"

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

struct Rule {
    std::string key;
    QString name;
};

std::vector<Rule> rulesOf(const Json& result)
{
    std::vector<Rule> rules;
    const Json& list = fieldAt(result, "rules");
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i)
        if (list[i].is_object())
            rules.push_back({list[i].value("key", std::string()),
                             QString::fromStdString(list[i].value("name", std::string()))});
    return rules;
}

StudyPage agreementPage(const Json& set, const std::vector<Rule>& rules, const std::string& key,
                        const QString& title)
{
    GridPage page;
    page.rowKey = "rule";
    page.cellText = tr("%1 and %2");
    page.grid.title = tr("Same class");
    for (const Rule& rule : rules)
        page.grid.rows << rule.name;
    page.grid.columns = page.grid.rows;
    page.grid.values.assign(rules.size() * rules.size(), std::nan(""));
    const Json& agreement = fieldAt(set, "agreement");
    for (std::size_t a = 0; agreement.is_array() && a < std::min(rules.size(), agreement.size());
         ++a)
        for (std::size_t b = 0; agreement[a].is_array() && b < rules.size(); ++b)
            if (a != b && b < agreement[a].size() && agreement[a][b].is_number()) // with itself: 1
                page.grid.values[page.grid.at(int(a), int(b))] = agreement[a][b].get<double>();
    double least = 0.999; // rules that agree everywhere still have a scale
    for (const double value : page.grid.values)
        if (std::isfinite(value))
            least = std::min(least, value);
    page.grid.range = {least, 1}; // from 0 the differences would not be seen
    const double n = numberAt(set, "n");
    const double disputed = numberAt(set, "disputed");
    QString note;
    if (std::isfinite(n) && std::isfinite(disputed))
        note = tr("%1 of %2 samples are disputed")
                   .arg(style::count(qint64(disputed)), style::count(qint64(n)));
    return {key, title, note, page};
}

StudyPage accuracyPage(const Json& result, const std::vector<Rule>& rules)
{
    StudyAxis axis;
    axis.title = tr("Decision rule");
    axis.key = "rule";
    for (std::size_t i = 0; i < rules.size(); ++i) {
        axis.values.push_back(double(i));
        axis.names << rules[i].name;
    }
    StudyPanel panel{tr("Accuracy (%)"), {}, true, false, false};
    const auto add = [&](const char* set, const QString& name, LineRole role, int colour) {
        StudyLine line{name, set, role, colour};
        const Json& accuracy = fieldAt(fieldAt(result, set), "accuracy");
        for (const Rule& rule : rules)
            line.y.push_back(numberAt(accuracy, rule.key.c_str()));
        panel.lines.push_back(std::move(line));
    };
    if (!fieldAt(result, "test").is_null())
        add("test", tr("test"), LineRole::Other, 1);
    add("train", tr("train"), LineRole::Main, 0);
    return {"accuracy", tr("Accuracy"), {}, ChartPage{axis, {panel}}};
}

StudyPage disputedPage(const Json& result, const std::vector<Rule>& rules,
                       const StudyContext& context)
{
    ListPage page;
    page.columns = {tr("Sample"), tr("Label")};
    page.keys = {"sample", "label"};
    for (const Rule& rule : rules) {
        page.columns << rule.name;
        page.keys.push_back(rule.key);
    }
    const auto name = [&](double label) {
        if (!std::isfinite(label) || label < 0)
            return QStringLiteral("\u2013");
        const auto at = std::size_t(label);
        return at < context.classNames.size() ? QString::fromStdString(context.classNames[at])
                                              : QString::number(qlonglong(label));
    };
    const Json& list = fieldAt(result, "disputed");
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
        const double sample = numberAt(list[i], "sample");
        if (!std::isfinite(sample))
            continue;
        page.samples.push_back(std::int64_t(sample));
        QStringList row{QString::number(qlonglong(sample)), name(numberAt(list[i], "label"))};
        for (const Rule& rule : rules)
            row << name(numberAt(list[i], rule.key.c_str()));
        page.rows.push_back(row);
    }
    return {"disputed", tr("Disputed samples"),
            tr("Colour by \"Which decision rule differs\" to see them"), page};
}

} // namespace

std::vector<StudyPage> rulePages(const Json& result, const StudyContext& context)
{
    const std::vector<Rule> rules = rulesOf(result);
    std::vector<StudyPage> pages{
        agreementPage(fieldAt(result, "train"), rules, "agreement", tr("Agreement"))};
    if (!fieldAt(result, "test").is_null())
        pages.push_back(
            agreementPage(fieldAt(result, "test"), rules, "agreement_test", tr("Agreement, test")));
    pages.push_back(accuracyPage(result, rules));
    pages.push_back(disputedPage(result, rules, context));
    return pages;
}

} // namespace leafscope
