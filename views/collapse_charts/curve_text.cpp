// SPDX-License-Identifier: MIT
// The numbers of the curves in words: the read-out under the mouse, and the table.
#include "views/collapse_charts/curve_page.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace leafscope::collapse {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::CollapseCharts", text);
}

/// "0.031, test 0.052"; "" if neither is known.
QString valueText(const CollapseEpoch& at, const CollapseMeasure& measure)
{
    const double train = at.train.*measure.value;
    const double test = at.test ? (*at.test).*measure.value : kUndefined;
    const bool same = QString::fromUtf8(measure.key).endsWith(QLatin1String("_classifiers"));
    if (!std::isfinite(train) && !std::isfinite(test))
        return {};
    return std::isfinite(test) && !same
               ? tr("%1, test %2").arg(style::number(train), style::number(test))
               : style::number(train);
}

QString nameOf(const CurvePanel& panel, const CollapseMeasure& measure)
{
    if (panel.shortTitle.isEmpty())
        return QString::fromUtf8(measure.title);
    if (panel.measures.size() < 2)
        return panel.shortTitle;
    return &measure == panel.measures.front() ? tr("%1, means").arg(panel.shortTitle)
                                              : tr("%1, classifiers").arg(panel.shortTitle);
}

void addRun(chart::Card& card, const CurvePage& page, int epoch)
{
    using chart::CardRowKind;
    const ShownRun& shown = page.chosen();
    const CollapseEpoch* at = measuredAt(*shown.layer, epoch);
    if (!at)
        return;
    for (const CurvePanel& each : page.panels)
        for (const CollapseMeasure* measure : each.measures)
            if (const QString value = valueText(*at, *measure); !value.isEmpty())
                card.push_back({CardRowKind::Value, nameOf(each, *measure), value});
    if (page.panels.size() == 1)
        card.push_back(
            {CardRowKind::Note, QString::fromUtf8(page.panels[0].measures[0]->help), {}});
}

void addRuns(chart::Card& card, const CurvePage& page, std::size_t panel, int epoch)
{
    using chart::CardRowKind;
    for (const CollapseMeasure* measure : page.panels[panel].measures) {
        card.push_back({CardRowKind::Note, QString::fromUtf8(measure->title), {}});
        std::vector<ShownRun> inOrder = page.runs;
        std::sort(inOrder.begin(), inOrder.end(),
                  [](const ShownRun& a, const ShownRun& b) { return a.place < b.place; });
        for (const ShownRun& shown : inOrder) {
            const CollapseEpoch* at = measuredAt(*shown.layer, epoch);
            QString value = at ? valueText(*at, *measure) : tr("not measured");
            if (value.isEmpty())
                value = tr("not defined");
            card.push_back({CardRowKind::Value, QString::fromStdString(shown.run->name), value});
        }
    }
}

QByteArray quoted(const std::string& text)
{
    QByteArray field = QByteArray::fromStdString(text);
    if (field.contains(',') || field.contains('"') || field.contains('\n'))
        field = '"' + field.replace("\"", "\"\"") + '"';
    return field;
}

} // namespace

chart::Card cardOf(const CurvePage& page, std::size_t panel, int epoch)
{
    chart::Card card{{chart::CardRowKind::Title, tr("Epoch %1").arg(epoch), {}}};
    if (page.runs.size() == 1)
        addRun(card, page, epoch);
    else
        addRuns(card, page, std::min(panel, page.panels.size() - 1), epoch);
    const auto& terminal = page.chosen().run->terminal;
    if (terminal && epoch >= *terminal)
        card.push_back({chart::CardRowKind::Note, tr("in the terminal phase of training"), {}});
    return card;
}

QByteArray tableOf(const CurvePage& page)
{
    std::vector<const CollapseMeasure*> measures;
    for (const CurvePanel& panel : page.panels)
        measures.insert(measures.end(), panel.measures.begin(), panel.measures.end());
    std::vector<ShownRun> inOrder = page.runs;
    std::sort(inOrder.begin(), inOrder.end(),
              [](const ShownRun& a, const ShownRun& b) { return a.place < b.place; });
    return tableOf(inOrder, measures);
}

QByteArray tableOf(const std::vector<ShownRun>& runs,
                   const std::vector<const CollapseMeasure*>& measures)
{
    QByteArray csv = "run,layer,epoch,set";
    for (const CollapseMeasure* measure : measures)
        csv += QByteArray(",") + measure->key;
    csv += '\n';
    for (const ShownRun& shown : runs)
        for (const CollapseEpoch& at : shown.layer->epochs)
            for (const bool test : {false, true}) {
                if (test && !at.test)
                    continue;
                const CollapseMeasures& numbers = test ? *at.test : at.train;
                csv += quoted(shown.run->name) + ',' + quoted(shown.layer->name) + ',' +
                       QByteArray::number(at.epoch) + (test ? ",test" : ",train");
                for (const CollapseMeasure* measure : measures) {
                    const double value = numbers.*measure->value;
                    csv += ',';
                    if (std::isfinite(value))
                        csv += QByteArray::number(value, 'g', 9);
                }
                csv += '\n';
            }
    return csv;
}

} // namespace leafscope::collapse
