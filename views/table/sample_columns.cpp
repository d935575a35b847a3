// SPDX-License-Identifier: MIT
#include "views/table/sample_columns.hpp"

#include "core/nnk/graph_file.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::SampleTable", text);
}

/// "label_agreement" -> "Label agreement"
QString heading(const QString& key)
{
    QString title = key;
    title.replace(QLatin1Char('_'), QLatin1Char(' '));
    if (!title.isEmpty())
        title[0] = title[0].toUpper();
    return title;
}

void takeRows(SampleColumns& c)
{
    if (c.embedding) {
        c.n = c.embedding->n;
        c.samples = c.embedding->indices;
        c.labels = c.embedding->labels;
        c.predictions = c.embedding->predictions;
        c.classNames = c.embedding->classNames;
        if (c.labels.empty() && c.data && !c.data->labels.empty()) {
            for (const std::int64_t sample : c.embedding->indices)
                c.gathered.push_back(std::size_t(sample) < c.data->labels.size()
                                         ? c.data->labels[std::size_t(sample)]
                                         : -1);
            c.labels = c.gathered;
        }
    } else if (c.data) {
        c.n = c.data->size();
        c.labels = c.data->labels;
    }
    if (c.classNames.empty() && c.data)
        c.classNames = c.data->classNames;
    for (const auto& classes : {c.labels, c.predictions})
        if (!classes.empty())
            c.classCount =
                std::max(c.classCount, 1 + *std::max_element(classes.begin(), classes.end()));
}

void addNumber(SampleColumns& c, const QString& key, const QString& tip,
               const std::vector<float>& values)
{
    if (Index(values.size()) != c.n)
        return;
    const QString search = tr("Search: %1:<0.5").arg(key);
    c.columns.push_back(
        {ColumnKind::Number, key, heading(key), tip + QLatin1Char('\n') + search, values});
}

void addMetrics(SampleColumns& c, const std::vector<SampleMetric>& metrics)
{
    for (const SampleMetric& metric : metrics)
        addNumber(c, QString::fromStdString(metric.key),
                  tr("%1, at %2").arg(QString::fromStdString(metric.title), c.layer),
                  metric.values);
}

void addColumns(SampleColumns& c)
{
    if (c.data && c.data->isImage())
        c.columns.push_back({ColumnKind::Image, QStringLiteral("image"), {}, tr("Image"), {}});
    c.columns.push_back({ColumnKind::Id,
                         QStringLiteral("id"),
                         QStringLiteral("#"),
                         tr("Number of the sample in its data set"),
                         {}});
    if (!c.labels.empty())
        c.columns.push_back({ColumnKind::Label,
                             QStringLiteral("label"),
                             tr("Label"),
                             tr("Class that the data set says"),
                             {}});
    if (!c.predictions.empty())
        c.columns.push_back({ColumnKind::Prediction,
                             QStringLiteral("prediction"),
                             tr("Prediction"),
                             tr("Class that the network says"),
                             {}});
    if (!c.predictions.empty() && !c.labels.empty())
        c.columns.push_back({ColumnKind::Correct,
                             QStringLiteral("correct"),
                             tr("Correct"),
                             tr("Whether the prediction is the label"),
                             {}});
    if (c.embedding)
        addNumber(c, QStringLiteral("confidence"), tr("Probability of the prediction"),
                  c.embedding->confidences);
    if (const LayerNeighbors* layer =
            c.neighbors ? c.neighbors->find(c.layer.toStdString()) : nullptr)
        addMetrics(c, layer->metrics);
    if (c.graph && c.graph->layer.name == c.layer.toStdString())
        addMetrics(c, c.graph->metrics);
    addMetrics(c, c.studies);
    if (c.trace) {
        addNumber(c, QLatin1String(kTraceMetric),
                  QStringLiteral("%1 (%2)").arg(QString::fromStdString(c.trace->title),
                                                QString::fromStdString(c.trace->unit)),
                  c.trace->values);
        c.columns.back().title = tr("log tr G");
    }
}

double sortValue(const SampleColumns& c, const SampleColumn& column, Index row)
{
    constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
    const auto known = [](std::int32_t label) { return label < 0 ? kUnknown : double(label); };
    switch (column.kind) {
    case ColumnKind::Label:
        return known(c.labelAt(row));
    case ColumnKind::Prediction:
        return known(c.predictionAt(row));
    case ColumnKind::Correct: {
        const auto correct = c.correctAt(row);
        return correct ? double(*correct) : kUnknown;
    }
    case ColumnKind::Number:
        return double(column.values[std::size_t(row)]);
    default:
        return double(c.sampleAt(row));
    }
}

QByteArray quotedCsv(const QString& text)
{
    QString field = text;
    if (!field.contains(QLatin1Char(',')) && !field.contains(QLatin1Char('"')) &&
        !field.contains(QLatin1Char('\n')))
        return field.toUtf8();
    field.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return '"' + field.toUtf8() + '"';
}

QByteArray csvField(const SampleColumns& c, const SampleColumn& column, Index row)
{
    switch (column.kind) {
    case ColumnKind::Id:
        return QByteArray::number(qint64(c.sampleAt(row)));
    case ColumnKind::Label:
        return quotedCsv(c.className(c.labelAt(row)));
    case ColumnKind::Prediction:
        return quotedCsv(c.className(c.predictionAt(row)));
    case ColumnKind::Correct: {
        const auto correct = c.correctAt(row);
        return correct ? QByteArray(*correct ? "1" : "0") : QByteArray();
    }
    default: {
        const float value = column.values[std::size_t(row)];
        return std::isnan(value) ? QByteArray() : QByteArray::number(double(value), 'g', 9);
    }
    }
}

} // namespace

std::shared_ptr<const SampleColumns> SampleColumns::of(const Session& session)
{
    auto columns = std::make_shared<SampleColumns>();
    columns->data = session.data();
    columns->embedding = session.embedding();
    columns->neighbors = session.neighbors();
    columns->graph = session.graph();
    columns->trace = session.traceMetric();
    columns->studies = session.studyMetrics();
    columns->layer = session.layer();
    takeRows(*columns);
    if (columns->n > 0)
        addColumns(*columns);
    return columns;
}

std::optional<bool> SampleColumns::correctAt(Index row) const
{
    const std::int32_t label = labelAt(row);
    const std::int32_t prediction = predictionAt(row);
    if (label < 0 || prediction < 0)
        return std::nullopt;
    return label == prediction;
}

QString SampleColumns::className(std::int32_t label) const
{
    if (label < 0)
        return {};
    return std::size_t(label) < classNames.size()
               ? QString::fromStdString(classNames[std::size_t(label)])
               : QString::number(label);
}

const SampleColumn* SampleColumns::find(const QString& key) const
{
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const SampleColumn& c) { return c.key == key; });
    return found == columns.end() ? nullptr : &*found;
}

QueryTable SampleColumns::queryTable() const
{
    QueryTable table;
    table.n = n;
    table.samples = samples;
    table.labels = labels;
    table.predictions = predictions;
    table.classNames = classNames;
    table.classCount = classCount;
    for (const SampleColumn& column : columns)
        if (column.kind == ColumnKind::Number)
            table.numbers.emplace_back(column.key.toStdString(), column.values);
    return table;
}

std::vector<std::int32_t> orderedRows(const OrderRequest& request)
{
    const SampleColumns& columns = *request.columns;
    QueryTable table = columns.queryTable();
    table.selected = request.selected.values();
    for (const auto& [name, samples] : request.slices)
        table.slices.emplace_back(name.toStdString(), samples.values());
    std::vector<std::int32_t> rows = request.query.rows(table);
    if (request.filter)
        std::erase_if(rows, [&](std::int32_t row) {
            return !request.filter->contains(columns.sampleAt(row));
        });
    const SampleColumn* by = columns.find(request.sortKey);
    if (!by)
        return rows;
    struct Keyed {
        double key;
        std::int32_t row;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(rows.size());
    for (const std::int32_t row : rows) {
        const double value = sortValue(columns, *by, row);
        const double key = request.descending ? -value : value;
        keyed.push_back({std::isnan(key) ? std::numeric_limits<double>::infinity() : key, row});
    }
    std::sort(keyed.begin(), keyed.end(), [](const Keyed& a, const Keyed& b) {
        return a.key < b.key || (a.key == b.key && a.row < b.row);
    });
    std::transform(keyed.begin(), keyed.end(), rows.begin(), [](const Keyed& k) { return k.row; });
    return rows;
}

QByteArray columnsToCsv(const SampleColumns& columns, const std::vector<std::int32_t>& rows)
{
    QByteArray csv;
    const char* separator = "";
    for (const SampleColumn& column : columns.columns) {
        if (column.kind == ColumnKind::Image)
            continue;
        csv += separator +
               (column.kind == ColumnKind::Id ? QByteArrayLiteral("sample") : column.key.toUtf8());
        separator = ",";
    }
    csv += '\n';
    for (const std::int32_t row : rows) {
        separator = "";
        for (const SampleColumn& column : columns.columns) {
            if (column.kind == ColumnKind::Image)
                continue;
            csv += separator;
            csv += csvField(columns, column, row);
            separator = ",";
        }
        csv += '\n';
    }
    return csv;
}

} // namespace leafscope
