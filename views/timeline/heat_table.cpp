// SPDX-License-Identifier: MIT
#include "views/timeline/heat_table.hpp"

#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kLogSpan = 20; // above this ratio a straight scale flattens the small values

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::TimelineView", text);
}

const LayerDimension* dimensionOf(const Frame& frame, const std::string& layer)
{
    if (frame.dimension)
        for (const LayerDimension& found : frame.dimension->layers)
            if (found.layer.name == layer)
                return &found;
    return nullptr;
}

/// The number, and whether the frame holds the result it is taken from.
HeatCell valueOf(const Frame& frame, const std::string& layer, HeatMetric metric)
{
    HeatCell cell{kUnknown, {kUnknown, kUnknown}, frame.state.readiness, frame.state.message};
    const auto is = [&](double value) {
        cell.value = value;
        cell.readiness = Readiness::Ready;
    };
    if (metric == HeatMetric::Accuracy || metric == HeatMetric::Confidence) {
        if (frame.embedding)
            is(metric == HeatMetric::Accuracy ? accuracyOf(*frame.embedding)
                                              : confidenceOf(*frame.embedding));
        return cell;
    }
    if (metric == HeatMetric::Share) {
        const LayerLayout* found = frame.layout ? frame.layout->find(layer) : nullptr;
        if (found) {
            double sum = 0;
            for (const double share : found->share)
                sum += share;
            is(sum);
        }
        return cell;
    }
    const LayerDimension* found = dimensionOf(frame, layer);
    if (!found) {
        if (cell.readiness == Readiness::Ready)
            cell.readiness = Readiness::Empty; // it can be shown, but its curve is not there
        return cell;
    }
    const Dimension& d = found->value;
    if (metric == HeatMetric::TwonnMl) {
        is(d.twonnMl);
        cell.interval = d.ci95;
    } else if (metric == HeatMetric::TwonnFit) {
        is(d.twonnFit);
        cell.interval = d.ci95Fit;
    } else if (metric == HeatMetric::Pca) {
        is(d.pca90 > 0 ? double(d.pca90) : kUnknown);
    } else {
        is(d.participationRatio);
    }
    return cell;
}

std::vector<QString> layersOf(const Session& session)
{
    std::vector<QString> names;
    for (const QString& layer : session.layers())
        names.push_back(layer);
    for (const SeriesEntry& entry : session.series()) {
        if (!names.empty())
            break;
        if (const auto& profile = session.frame(entry.epoch).dimension)
            for (const LayerDimension& layer : profile->layers)
                names.push_back(QString::fromStdString(layer.layer.name));
    }
    return names;
}

void setRange(HeatTable& table)
{
    std::vector<double> values;
    for (const HeatCell& cell : table.cells)
        values.push_back(cell.value);
    table.range = chart::rangeOf(values);
    if (!(table.range.span() > 0))
        table.range = {table.range.low - 0.5, table.range.high + 0.5};
    table.logarithmic = table.range.low > 0 && table.range.high > kLogSpan * table.range.low;
}

/// The PCA dimension names the share of variance that it was computed for.
QString titleOf(const Session& session, const HeatMetricInfo& info)
{
    if (info.metric != HeatMetric::Pca)
        return info.title;
    for (const SeriesEntry& entry : session.series())
        if (const auto& profile = session.frame(entry.epoch).dimension)
            return tr("PCA dimension (%1 %)")
                .arg(QString::number(100 * profile->options.pcaShare, 'g', 4));
    return info.title;
}

QString exact(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest)
                                : QString();
}

QString quoted(QString text)
{
    if (!text.contains(QLatin1Char(',')) && !text.contains(QLatin1Char('"')))
        return text;
    text.replace(QLatin1Char('"'), QLatin1String("\"\""));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

} // namespace

const std::vector<HeatMetricInfo>& heatMetrics()
{
    static const std::vector<HeatMetricInfo> all{
        {HeatMetric::TwonnMl, "twonn_ml", tr("TwoNN, ML"), true, Fact::Dimension},
        {HeatMetric::TwonnFit, "twonn_fit", tr("TwoNN, fit"), true, Fact::Dimension},
        {HeatMetric::Pca, "pca", tr("PCA dimension"), true, Fact::Dimension},
        {HeatMetric::Participation, "participation_ratio", tr("Participation ratio"), true,
         Fact::Dimension},
        {HeatMetric::Share, "share3", tr("Variance in 3 axes"), true, Fact::Layout},
        {HeatMetric::Accuracy, "accuracy", tr("Accuracy"), false, Fact::Layout},
        {HeatMetric::Confidence, "confidence", tr("Mean confidence"), false, Fact::Layout}};
    return all;
}

const HeatMetricInfo& heatMetric(HeatMetric metric)
{
    return heatMetrics()[std::size_t(metric)];
}

int HeatTable::rowOf(const QString& layer) const
{
    if (!metric.perLayer)
        return rows.empty() ? -1 : 0;
    const auto found = std::find(rows.begin(), rows.end(), layer);
    return found == rows.end() ? -1 : int(found - rows.begin());
}

int HeatTable::columnOf(int epoch) const
{
    const auto found = std::find(epochs.begin(), epochs.end(), epoch);
    return found == epochs.end() ? -1 : int(found - epochs.begin());
}

double HeatTable::shareOf(double value) const
{
    if (!(range.span() > 0))
        return 0.5;
    const double t = logarithmic ? std::log(value / range.low) / std::log(range.high / range.low)
                                 : (value - range.low) / range.span();
    return std::clamp(t, 0.0, 1.0);
}

HeatTable heatTable(const Session& session, HeatMetric metric)
{
    HeatTable table;
    table.metric = heatMetric(metric);
    table.title = titleOf(session, table.metric);
    if (table.metric.perLayer)
        table.rows = layersOf(session);
    else
        table.rows = {tr("network")};
    for (const SeriesEntry& entry : session.series())
        table.epochs.push_back(entry.epoch);
    for (const QString& row : table.rows)
        for (const int epoch : table.epochs)
            table.cells.push_back(valueOf(session.frame(epoch), row.toStdString(), metric));
    setRange(table);
    return table;
}

chart::Card heatCard(const HeatTable& table, int row, int column)
{
    using chart::CardRowKind;
    const HeatCell& cell = table.at(row, column);
    const QString epoch = tr("epoch %1").arg(table.epochs[std::size_t(column)]);
    chart::Card card{{CardRowKind::Title,
                      table.metric.perLayer
                          ? QStringLiteral("%1, %2").arg(table.rows[std::size_t(row)], epoch)
                          : epoch,
                      {}}};
    if (cell.readiness == Readiness::Failed) {
        card.push_back({CardRowKind::Warning, cell.message, {}});
        card.push_back({CardRowKind::Note, tr("Click to try again."), {}});
        return card;
    }
    if (cell.readiness != Readiness::Ready) {
        const bool busy = cell.readiness == Readiness::Busy;
        card.push_back({CardRowKind::Note,
                        busy ? cell.message : tr("Not computed yet; a click computes it."),
                        {}});
        return card;
    }
    card.push_back({CardRowKind::Value, table.title, style::number(cell.value)});
    if (std::isfinite(cell.interval[0]) && std::isfinite(cell.interval[1]))
        card.push_back(
            {CardRowKind::Value, tr("95 % interval"),
             QStringLiteral("[%1, %2]")
                 .arg(style::number(cell.interval[0]), style::number(cell.interval[1]))});
    if (!std::isfinite(cell.value))
        card.push_back({CardRowKind::Note, tr("The value does not exist here."), {}});
    return card;
}

QByteArray heatCsv(const HeatTable& table)
{
    QByteArray csv = "epoch,layer," + QByteArray(table.metric.key) + ",ci_low,ci_high\n";
    for (std::size_t column = 0; column < table.epochs.size(); ++column)
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const HeatCell& cell = table.at(int(row), int(column));
            const QStringList fields{QString::number(table.epochs[column]),
                                     table.metric.perLayer ? quoted(table.rows[row]) : QString(),
                                     exact(cell.value), exact(cell.interval[0]),
                                     exact(cell.interval[1])};
            csv += fields.join(QLatin1Char(',')).toUtf8() + '\n';
        }
    return csv;
}

double accuracyOf(const EmbeddingHeader& embedding)
{
    const std::size_t n = embedding.predictions.size();
    if (n == 0 || embedding.labels.size() != n)
        return kUnknown;
    std::size_t right = 0;
    for (std::size_t i = 0; i < n; ++i)
        right += embedding.predictions[i] == embedding.labels[i] ? 1 : 0;
    return double(right) / double(n);
}

double confidenceOf(const EmbeddingHeader& embedding)
{
    if (embedding.confidences.empty())
        return kUnknown;
    double sum = 0;
    for (const float confidence : embedding.confidences)
        sum += double(confidence);
    return sum / double(embedding.confidences.size());
}

} // namespace leafscope
