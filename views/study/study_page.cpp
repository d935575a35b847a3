// SPDX-License-Identifier: MIT
// What the pages of all studies have in common: read-out, table, caption.
#include "views/study/study_page.hpp"

#include "views/study/study_json.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::StudyView", text);
}

QString told(double value, bool isShare)
{
    return isShare && std::isfinite(value) ? tr("%1 %").arg(style::number(100 * value))
                                           : style::number(value);
}

double at(const std::vector<double>& values, int point)
{
    return std::size_t(point) < values.size() ? values[std::size_t(point)] : std::nan("");
}

QByteArray csvNumber(double value)
{
    return std::isfinite(value) ? QByteArray::number(value, 'g', 9) : QByteArray();
}

QByteArray quoted(const QString& text)
{
    QString field = text;
    if (!field.contains(QLatin1Char(',')) && !field.contains(QLatin1Char('"')) &&
        !field.contains(QLatin1Char('\n')))
        return field.toUtf8();
    field.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return '"' + field.toUtf8() + '"';
}

QString nameOf(const StudyAxis& axis, int point)
{
    if (point < axis.names.size())
        return axis.names[point];
    return QStringLiteral("%1 %2").arg(axis.title, studyNumber(at(axis.values, point)));
}

bool isKnown(const StudyPage& page)
{
    if (const auto* charts = std::get_if<ChartPage>(&page.content))
        return std::any_of(charts->panels.begin(), charts->panels.end(), [](const auto& panel) {
            return std::any_of(panel.lines.begin(), panel.lines.end(),
                               [](const StudyLine& line) { return study::anyKnown(line.y); });
        });
    if (const auto* grid = std::get_if<GridPage>(&page.content))
        return study::anyKnown(grid->grid.values);
    return true; // an empty list says that there is nothing to worry about
}

QByteArray chartTable(const ChartPage& page)
{
    QByteArray csv = QByteArray::fromStdString(page.axis.key);
    std::vector<const std::vector<double>*> columns;
    const auto add = [&](const std::string& key, const std::vector<double>& values) {
        if (values.empty())
            return;
        csv += ',' + QByteArray::fromStdString(key);
        columns.push_back(&values);
    };
    for (const StudyPanel& panel : page.panels)
        for (const StudyLine& line : panel.lines) {
            add(line.key, line.y);
            add(line.key + "_low", line.low);
            add(line.key + "_high", line.high);
        }
    csv += '\n';
    const bool named = !page.axis.names.isEmpty() && !page.axis.numeric;
    for (std::size_t i = 0; i < page.axis.values.size(); ++i) {
        csv += named ? quoted(page.axis.names[int(i)]) : csvNumber(page.axis.values[i]);
        for (const auto* column : columns)
            csv += ',' + csvNumber(at(*column, int(i)));
        csv += '\n';
    }
    return csv;
}

QByteArray gridTable(const GridPage& page)
{
    const chart::Grid& grid = page.grid;
    QByteArray csv = QByteArray::fromStdString(page.rowKey);
    for (const QString& column : grid.columns)
        csv += ',' + quoted(column);
    csv += '\n';
    for (int row = 0; row < grid.rows.size(); ++row) {
        csv += quoted(grid.rows[row]);
        for (int column = 0; column < grid.columns.size(); ++column)
            csv += ',' + csvNumber(grid.values[grid.at(row, column)]);
        csv += '\n';
    }
    return csv;
}

QByteArray listTable(const ListPage& page)
{
    QByteArray csv;
    for (std::size_t i = 0; i < page.keys.size(); ++i)
        csv += (i ? "," : "") + QByteArray::fromStdString(page.keys[i]);
    csv += '\n';
    for (const QStringList& row : page.rows) {
        for (int i = 0; i < row.size(); ++i)
            csv += (i ? "," : "") + quoted(row[i]);
        csv += '\n';
    }
    return csv;
}

} // namespace

QString studyNumber(double value)
{
    constexpr double kMost = 1e9;
    return std::abs(value) < kMost && value == std::round(value) ? style::count(qint64(value))
                                                                 : style::number(value);
}

std::vector<StudyPage> studyPages(const std::string& analysis, const Json& result,
                                  const StudyContext& context)
{
    using Make = std::vector<StudyPage> (*)(const Json&, const StudyContext&);
    constexpr std::pair<const char*, Make> kMakers[] = {{"nnk classify", classifyPages},
                                                        {"nnk profile", profilePages},
                                                        {"nnk select", selectPages},
                                                        {"nnk scales", scalesPages},
                                                        {"nnk channels", channelPages},
                                                        {"collapse rules", rulePages}};
    std::vector<StudyPage> pages;
    for (const auto& [name, make] : kMakers)
        if (analysis == name)
            pages = make(result, context);
    std::erase_if(pages, [](const StudyPage& page) { return !isKnown(page); });
    return pages;
}

QString studyCaption(const Json& result)
{
    QStringList parts;
    const auto addText = [&](const char* key, const QString& pattern) {
        if (const std::string text = study::textAt(result, key); !text.empty())
            parts << pattern.arg(QString::fromStdString(text));
    };
    const auto addNumber = [&](const char* key, const QString& pattern) {
        if (const double value = study::numberAt(result, key); std::isfinite(value))
            parts << pattern.arg(studyNumber(value));
    };
    addText("layer", QStringLiteral("%1"));
    if (const double n = study::numberAt(result, "n"); std::isfinite(n))
        parts << tr("%1 samples").arg(style::count(qint64(n)));
    addNumber("k", tr("%1 candidates"));
    addText("method", tr("merged by %1"));
    addText("kernel", tr("%1 kernel"));
    addText("bandwidth", tr("width: %1"));
    addNumber("sigma", QStringLiteral("\u03c3 %1"));
    if (study::textAt(result, "mode") == "literal")
        parts << tr("published algorithm");
    addNumber("threshold", tr("weights above %1"));
    if (const Json& notes = study::fieldAt(result, "warnings"); notes.is_array() && !notes.empty())
        parts << tr("%n warning(s)").replace(QStringLiteral("%n"), QString::number(notes.size()));
    return parts.join(QStringLiteral(", "));
}

chart::Card cardOf(const ChartPage& page, int point)
{
    using chart::CardRowKind;
    chart::Card card{{CardRowKind::Title, nameOf(page.axis, point), {}}};
    for (const StudyPanel& panel : page.panels) {
        const bool alone = panel.lines.size() == 1 && panel.lines[0].name.isEmpty();
        if (!alone)
            card.push_back({CardRowKind::Note, panel.title, {}});
        for (auto line = panel.lines.rbegin(); line != panel.lines.rend(); ++line) {
            QString value = told(at(line->y, point), panel.isShare);
            const double low = at(line->low, point);
            const double high = at(line->high, point);
            if (std::isfinite(low) && std::isfinite(high))
                value += tr(" (%1 to %2)").arg(told(low, panel.isShare), told(high, panel.isShare));
            card.push_back({CardRowKind::Value, alone ? panel.title : line->name, value});
        }
    }
    return card;
}

chart::Card cardOf(const GridPage& page, int cell)
{
    using chart::CardRowKind;
    const auto columns = int(page.grid.columns.size());
    return {{CardRowKind::Title,
             page.cellText.arg(page.grid.rows[cell / columns], page.grid.columns[cell % columns]),
             {}},
            {CardRowKind::Value, page.grid.title, told(at(page.grid.values, cell), false)}};
}

GridPage arrangedAlike(GridPage page)
{
    const chart::Grid before = page.grid;
    for (int row = 0; row < int(page.alike.size()); ++row) {
        page.grid.rows[row] = before.rows[page.alike[std::size_t(row)]];
        page.grid.columns[row] = before.columns[page.alike[std::size_t(row)]];
        for (int column = 0; column < int(page.alike.size()); ++column)
            page.grid.values[page.grid.at(row, column)] = before.values[before.at(
                page.alike[std::size_t(row)], page.alike[std::size_t(column)])];
    }
    return page;
}

QByteArray tableOf(const StudyPage& page)
{
    if (const auto* charts = std::get_if<ChartPage>(&page.content))
        return chartTable(*charts);
    if (const auto* grid = std::get_if<GridPage>(&page.content))
        return gridTable(*grid);
    return listTable(std::get<ListPage>(page.content));
}

} // namespace leafscope
