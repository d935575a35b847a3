// SPDX-License-Identifier: MIT
// Colours by class, by correctness, by confidence and by a metric.
#include "views/embedding/colouring.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>

namespace leafscope {

namespace {

enum class By { Label, Prediction, Correctness, Confidence };

struct Kind {
    By by;
    const char* key;
    const char* title;
    const char* missing;
};

constexpr std::array<Kind, 4> kKinds{{
    {By::Label, "label", QT_TRANSLATE_NOOP("Colouring", "Label"),
     QT_TRANSLATE_NOOP("Colouring", "no labels")},
    {By::Prediction, "prediction", QT_TRANSLATE_NOOP("Colouring", "Prediction"),
     QT_TRANSLATE_NOOP("Colouring", "no predictions")},
    {By::Correctness, "correctness", QT_TRANSLATE_NOOP("Colouring", "Correctness"),
     QT_TRANSLATE_NOOP("Colouring", "no labels with predictions")},
    {By::Confidence, "confidence", QT_TRANSLATE_NOOP("Colouring", "Confidence"),
     QT_TRANSLATE_NOOP("Colouring", "no confidences")},
}};

constexpr int kShades = 256;      // of viridis; finer than 8 bits tell apart
constexpr int kBins = 16;         // groups of a continuous colouring, for stratified drawing
constexpr double kPercent = 0.01; // of the values that lie beyond each end of the scale

const Kind* kindOf(const QString& key)
{
    const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                    [&](const Kind& k) { return key == QLatin1String(k.key); });
    return found == kKinds.end() ? nullptr : &*found;
}

QString translated(const char* text)
{
    return QCoreApplication::translate("Colouring", text);
}

bool isAvailable(By by, const EmbeddingHeader* embedding, Index n)
{
    if (!embedding)
        return false;
    const auto rows = std::size_t(n);
    const bool labels = embedding->labels.size() == rows;
    const bool predictions = embedding->predictions.size() == rows;
    switch (by) {
    case By::Label:
        return labels;
    case By::Prediction:
        return predictions;
    case By::Correctness:
        return labels && predictions;
    case By::Confidence:
        return embedding->confidences.size() == rows;
    }
    return false;
}

void colourClasses(Colouring& result, const EmbeddingHeader& embedding,
                   const std::vector<std::int32_t>& classes, const ColouringInks& inks)
{
    std::map<std::int32_t, LegendEntry> entries;
    std::array<LegendEntry*, 1024> known{}; // small numbers of classes without a search
    for (std::size_t row = 0; row < classes.size(); ++row) {
        const std::int32_t label = classes[row];
        const bool small = label >= 0 && std::size_t(label) < known.size();
        LegendEntry* entry = small ? known[std::size_t(label)] : nullptr;
        if (!entry) {
            const auto [place, added] = entries.try_emplace(label);
            entry = &place->second;
            if (added)
                *entry = {label, className(embedding, label),
                          label < 0 ? inks.neutral : style::categorical(label), 0};
            if (small)
                known[std::size_t(label)] = entry;
        }
        ++entry->count;
        result.groups[row] = label;
        result.colours[row] = entry->colour.rgb();
    }
    for (const auto& [label, entry] : entries)
        result.entries.push_back(entry);
}

void colourCorrectness(Colouring& result, const EmbeddingHeader& embedding,
                       const ColouringInks& inks)
{
    Index mistakes = 0;
    for (std::size_t row = 0; row < result.colours.size(); ++row) {
        const bool mistaken = embedding.labels[row] != embedding.predictions[row];
        result.groups[row] = mistaken ? 1 : 0;
        result.colours[row] = (mistaken ? inks.wrong : inks.right).rgb();
        mistakes += mistaken;
    }
    result.entries = {
        {0, translated("Correct"), inks.right, Index(result.colours.size()) - mistakes},
        {1, translated("Wrong"), inks.wrong, mistakes}};
}

// From low to high in viridis; what is not finite in the neutral colour and a group of its own.
Index colourValues(Colouring& result, const std::vector<float>& values, const ColouringInks& inks)
{
    result.continuous = true;
    std::array<QRgb, kShades> shades{};
    for (int i = 0; i < kShades; ++i)
        shades[std::size_t(i)] = style::sequential(double(i) / (kShades - 1)).rgb();
    const double extent = result.high - result.low;
    const double scale = extent > 0 ? 1 / extent : 0;
    Index unknown = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (!std::isfinite(values[row])) {
            result.colours[row] = inks.neutral.rgb();
            result.groups[row] = kBins;
            ++unknown;
            continue;
        }
        const double t = std::clamp((double(values[row]) - result.low) * scale, 0.0, 1.0);
        result.colours[row] = shades[std::size_t(t * (kShades - 1) + 0.5)];
        result.groups[row] = std::min(int(t * kBins), kBins - 1);
    }
    return unknown;
}

/// A choice: the first is quiet where it is the usual one of many, classes have their own colours.
void colourChoice(Colouring& result, const SampleMetric& metric, const ColouringInks& inks)
{
    const int count = int(metric.categories.size());
    const bool hasUsual = !metric.unit.empty(); // "of the rules": what differs shall stand out
    std::vector<Index> counts(std::size_t(count) + 1, 0);
    const auto colourOf = [&](int group) {
        if (group == count)
            return inks.neutral;
        return hasUsual && group == 0 ? inks.right : style::categorical(group);
    };
    for (std::size_t row = 0; row < metric.values.size(); ++row) {
        const float value = metric.values[row];
        const bool known = std::isfinite(value) && value >= 0 && value < float(count);
        const int group = known ? int(value) : count;
        ++counts[std::size_t(group)];
        result.groups[row] = group;
        result.colours[row] = colourOf(group).rgb();
    }
    for (int group = 0; group < count; ++group)
        result.entries.push_back({group,
                                  QString::fromStdString(metric.categories[std::size_t(group)]),
                                  colourOf(group), counts[std::size_t(group)]});
    if (counts.back() > 0)
        result.entries.push_back({count, translated("Not known"), inks.neutral, counts.back()});
}

void colourMetric(Colouring& result, const SampleMetric& metric, const ColouringInks& inks)
{
    if (!metric.categories.empty()) {
        colourChoice(result, metric, inks);
        return;
    }
    std::vector<float> finite;
    finite.reserve(metric.values.size());
    std::copy_if(metric.values.begin(), metric.values.end(), std::back_inserter(finite),
                 [](float value) { return std::isfinite(value); });
    if (finite.empty()) {
        result.missing = translated("no value at this layer");
        return;
    }
    const auto quantile = [&](double share) {
        const auto place = finite.begin() + std::ptrdiff_t(share * double(finite.size() - 1) + 0.5);
        std::nth_element(finite.begin(), place, finite.end());
        return double(*place);
    };
    result.low = quantile(kPercent);
    result.high = quantile(1 - kPercent);
    const Index unknown = colourValues(result, metric.values, inks);
    result.note = translated("1st to 99th percentile");
    if (unknown > 0)
        result.note +=
            QStringLiteral("; ") + translated("%1 without value").arg(style::count(unknown));
}

} // namespace

ColouringInks ColouringInks::current()
{
    // Quiet where the model is right, so that its mistakes stand out.
    const style::Tokens& tokens = style::tokens();
    return {tokens.secondary, style::mixed(tokens.surface, tokens.secondary, 0.45),
            style::categorical(3)};
}

bool isPlainColouring(const QString& key)
{
    return kindOf(key) != nullptr;
}

std::vector<ColourChoice> colourChoices(const EmbeddingHeader* embedding,
                                        const std::vector<SampleMetric>& metrics, Index n)
{
    std::vector<ColourChoice> choices;
    for (const Kind& kind : kKinds)
        choices.push_back(
            {QLatin1String(kind.key), translated(kind.title), isAvailable(kind.by, embedding, n)});
    for (const SampleMetric& metric : metrics)
        choices.push_back({QString::fromStdString(metric.key), QString::fromStdString(metric.title),
                           Index(metric.values.size()) == n});
    return choices;
}

QString colourTitle(const QString& key, const std::vector<SampleMetric>& metrics)
{
    for (const ColourChoice& choice : colourChoices(nullptr, metrics, 0))
        if (choice.key == key)
            return choice.title;
    return key;
}

QString className(const EmbeddingHeader& embedding, std::int32_t label)
{
    if (label >= 0 && std::size_t(label) < embedding.classNames.size())
        return QString::fromStdString(embedding.classNames[std::size_t(label)]);
    return QString::number(label);
}

Colouring makeColouring(const QString& key, const EmbeddingHeader* embedding,
                        const SampleMetric* metric, Index n, const ColouringInks& inks)
{
    Colouring result;
    result.colours.assign(std::size_t(n), inks.neutral.rgb());
    result.groups.assign(std::size_t(n), 0);
    const Kind* kind = kindOf(key);
    if (!kind) {
        result.heading = metric ? QString::fromStdString(metric->title) : key;
        if (metric && !metric->unit.empty())
            result.heading += QStringLiteral(" (%1)").arg(QString::fromStdString(metric->unit));
        if (metric && Index(metric->values.size()) == n)
            colourMetric(result, *metric, inks);
        else
            result.missing = translated("%1: not computed at this layer").arg(result.heading);
        return result;
    }
    result.heading = translated(kind->title);
    if (!isAvailable(kind->by, embedding, n)) {
        result.missing = translated(kind->missing);
        return result;
    }
    switch (kind->by) {
    case By::Label:
        colourClasses(result, *embedding, embedding->labels, inks);
        break;
    case By::Prediction:
        colourClasses(result, *embedding, embedding->predictions, inks);
        break;
    case By::Correctness:
        colourCorrectness(result, *embedding, inks);
        break;
    case By::Confidence:
        colourValues(result, embedding->confidences, inks);
        break;
    }
    return result;
}

std::vector<std::uint8_t> visibleRows(const Colouring& colouring, const std::set<int>& hidden)
{
    std::vector<std::uint8_t> visible(colouring.groups.size(), 1);
    if (colouring.continuous || hidden.empty())
        return visible;
    int before = 0; // neighbours in the order of the rows are often of one group
    bool shown = !hidden.count(before);
    for (std::size_t row = 0; row < visible.size(); ++row) {
        if (colouring.groups[row] != before) {
            before = colouring.groups[row];
            shown = !hidden.count(before);
        }
        visible[row] = shown;
    }
    return visible;
}

LegendContent legendOf(const Colouring& colouring, const std::set<int>& hidden)
{
    LegendContent content;
    content.heading = colouring.heading;
    content.entries = colouring.entries;
    content.hidden = hidden;
    content.continuous = colouring.continuous;
    content.low = colouring.low;
    content.high = colouring.high;
    content.note = colouring.note;
    content.missing = colouring.missing;
    return content;
}

} // namespace leafscope
