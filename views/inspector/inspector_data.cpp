// SPDX-License-Identifier: MIT
#include "views/inspector/inspector_data.hpp"

#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::Inspector", text);
}

/// The label of a sample: from the data set, else from the embedding; -1 if nobody knows it.
std::int32_t labelOf(const Session& session, std::int64_t sample)
{
    const auto data = session.data();
    if (data && sample >= 0 && std::size_t(sample) < data->labels.size())
        return data->labels[std::size_t(sample)];
    const auto embedding = session.embedding();
    const Index row = session.rowOf(sample);
    if (embedding && row >= 0 && std::size_t(row) < embedding->labels.size())
        return embedding->labels[std::size_t(row)];
    return -1;
}

QString nameOf(const Session& session, std::int32_t label)
{
    if (label < 0)
        return {};
    const auto embedding = session.embedding();
    const auto data = session.data();
    const auto at = std::size_t(label);
    if (data && at < data->classNames.size())
        return QString::fromStdString(data->classNames[at]);
    if (embedding && at < embedding->classNames.size())
        return QString::fromStdString(embedding->classNames[at]);
    return QString::number(label);
}

void addPrediction(SampleFacts& facts, const Session& session)
{
    const auto embedding = session.embedding();
    if (!embedding) {
        facts.note = tr("No embedding yet, so nothing is known of a prediction.");
        return;
    }
    const Index row = session.rowOf(facts.sample);
    if (row < 0) {
        facts.note = tr("This sample is not part of the embedding.");
        return;
    }
    const auto at = std::size_t(row);
    if (at >= embedding->predictions.size()) {
        facts.note = tr("The embedding holds no predictions.");
        return;
    }
    const std::int32_t predicted = embedding->predictions[at];
    facts.hasPrediction = true;
    facts.prediction = nameOf(session, predicted);
    if (at < embedding->confidences.size() && std::isfinite(embedding->confidences[at]))
        facts.confidence = embedding->confidences[at];
    if (facts.labelIndex >= 0)
        facts.correct = predicted == facts.labelIndex;
}

} // namespace

SampleFacts sampleFacts(const Session& session, std::int64_t sample)
{
    SampleFacts facts;
    facts.sample = sample;
    if (sample < 0)
        return facts;
    facts.labelIndex = labelOf(session, sample);
    facts.label = nameOf(session, facts.labelIndex);
    addPrediction(facts, session);
    if (const auto data = session.data())
        for (const std::string& warning : data->warnings)
            facts.warnings.push_back(QString::fromStdString(warning));
    return facts;
}

std::vector<NeighborFacts> neighborFacts(const Session& session, std::int64_t sample)
{
    const auto table = session.neighbors();
    const LayerNeighbors* layer = table ? table->find(session.layer().toStdString()) : nullptr;
    const Index row = session.rowOf(sample);
    std::vector<NeighborFacts> found;
    if (!layer || row < 0 || std::size_t((row + 1) * table->k) > layer->rows.size())
        return found;
    const std::int32_t own = labelOf(session, sample);
    for (Index j = row * table->k; j < (row + 1) * table->k; ++j) {
        NeighborFacts facts;
        facts.sample = session.sampleAt(layer->rows[std::size_t(j)]);
        if (facts.sample < 0)
            continue; // the neighbours of another embedding
        facts.label = labelOf(session, facts.sample);
        facts.differs = own >= 0 && facts.label >= 0 && facts.label != own;
        facts.distance = double(layer->distances[std::size_t(j)]);
        const QString number = QStringLiteral("#%1").arg(facts.sample);
        facts.name = facts.label >= 0 ? nameOf(session, facts.label) : number;
        facts.text = tr("%1, distance %2")
                         .arg(facts.label >= 0 ? number + QLatin1Char(' ') + facts.name : number,
                              style::number(facts.distance));
        if (facts.differs)
            facts.text += tr(", another label");
        found.push_back(std::move(facts));
    }
    return found;
}

std::vector<SampleNumber> sampleNumbers(const Session& session, std::int64_t sample)
{
    const auto table = session.neighbors();
    const LayerNeighbors* layer = table ? table->find(session.layer().toStdString()) : nullptr;
    const Index row = session.rowOf(sample);
    std::vector<SampleNumber> numbers;
    if (!layer || row < 0)
        return numbers;
    for (const SampleMetric& metric : layer->metrics) {
        if (std::size_t(row) >= metric.values.size())
            continue;
        QString title = QString::fromStdString(metric.key);
        title.replace(QLatin1Char('_'), QLatin1Char(' '));
        title.replace(0, 1, title.left(1).toUpper());
        numbers.push_back(
            {title, QString::fromStdString(metric.title), double(metric.values[std::size_t(row)])});
    }
    return numbers;
}

std::vector<ClassShare> classMix(const Session& session, const std::vector<std::int64_t>& samples)
{
    std::map<std::int32_t, std::int64_t> counts;
    for (const std::int64_t sample : samples)
        ++counts[labelOf(session, sample)];
    std::vector<ClassShare> mix;
    for (const auto& [label, count] : counts)
        mix.push_back({label, label < 0 ? tr("no label") : nameOf(session, label), count});
    std::stable_sort(mix.begin(), mix.end(),
                     [](const ClassShare& a, const ClassShare& b) { return a.count > b.count; });
    return mix;
}

std::vector<ClassShare> shortened(std::vector<ClassShare> mix, std::size_t most)
{
    if (mix.size() <= most || most == 0)
        return mix;
    ClassShare others;
    for (std::size_t i = most - 1; i < mix.size(); ++i)
        others.count += mix[i].count;
    others.name = tr("%1 more classes").arg(mix.size() - (most - 1));
    mix.resize(most - 1);
    mix.push_back(others);
    return mix;
}

} // namespace leafscope
