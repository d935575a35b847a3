// SPDX-License-Identifier: MIT
// Colours by class, by correctness and by confidence.
#include "views/embedding/colouring.hpp"

#include "core/base/error.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <map>

namespace leafscope {

namespace {

struct Kind {
    ColourBy by;
    const char* name;
    const char* title;
    const char* missing;
};

constexpr std::array<Kind, 4> kKinds{{
    {ColourBy::Label, "label", QT_TRANSLATE_NOOP("Colouring", "Label"),
     QT_TRANSLATE_NOOP("Colouring", "no labels")},
    {ColourBy::Prediction, "prediction", QT_TRANSLATE_NOOP("Colouring", "Prediction"),
     QT_TRANSLATE_NOOP("Colouring", "no predictions")},
    {ColourBy::Correctness, "correctness", QT_TRANSLATE_NOOP("Colouring", "Correctness"),
     QT_TRANSLATE_NOOP("Colouring", "no labels with predictions")},
    {ColourBy::Confidence, "confidence", QT_TRANSLATE_NOOP("Colouring", "Confidence"),
     QT_TRANSLATE_NOOP("Colouring", "no confidences")},
}};

const Kind& kind(ColourBy by)
{
    return *std::find_if(kKinds.begin(), kKinds.end(), [by](const Kind& k) { return k.by == by; });
}

QString translated(const char* text)
{
    return QCoreApplication::translate("Colouring", text);
}

void colourClasses(Colouring& result, const EmbeddingHeader& embedding,
                   const std::vector<std::int32_t>& classes)
{
    std::map<std::int32_t, Index> counts;
    for (const std::int32_t label : classes)
        ++counts[label];
    for (const auto& [label, count] : counts)
        result.entries.push_back(
            {label, className(embedding, label), style::categorical(label), count});
    std::map<std::int32_t, QRgb> colours;
    for (const LegendEntry& entry : result.entries)
        colours[entry.group] = entry.colour.rgb();
    for (std::size_t row = 0; row < classes.size(); ++row) {
        result.groups[row] = classes[row];
        result.colours[row] = colours[classes[row]];
    }
}

void colourCorrectness(Colouring& result, const EmbeddingHeader& embedding)
{
    // Quiet where the model is right, so that its mistakes stand out.
    const style::Tokens& tokens = style::tokens();
    const QColor right = style::mixed(tokens.surface, tokens.secondary, 0.45);
    const QColor wrong = style::categorical(3);
    Index mistakes = 0;
    for (std::size_t row = 0; row < result.colours.size(); ++row) {
        const bool mistaken = embedding.labels[row] != embedding.predictions[row];
        result.groups[row] = mistaken ? 1 : 0;
        result.colours[row] = (mistaken ? wrong : right).rgb();
        mistakes += mistaken;
    }
    result.entries = {{0, translated("Correct"), right, Index(result.colours.size()) - mistakes},
                      {1, translated("Wrong"), wrong, mistakes}};
}

void colourConfidence(Colouring& result, const EmbeddingHeader& embedding)
{
    result.continuous = true;
    for (std::size_t row = 0; row < result.colours.size(); ++row)
        result.colours[row] = style::sequential(double(embedding.confidences[row])).rgb();
}

} // namespace

QString nameOf(ColourBy by)
{
    return QLatin1String(kind(by).name);
}

QString titleOf(ColourBy by)
{
    return translated(kind(by).title);
}

ColourBy colourByName(const QString& name)
{
    for (const Kind& k : kKinds)
        if (name == QLatin1String(k.name))
            return k.by;
    throw Error(ErrorKind::Format, "There is no colouring \"" + name.toStdString() + "\".",
                "colourBy", "Known are label, prediction, correctness and confidence.",
                "Use one of these.");
}

QString className(const EmbeddingHeader& embedding, std::int32_t label)
{
    if (label >= 0 && std::size_t(label) < embedding.classNames.size())
        return QString::fromStdString(embedding.classNames[std::size_t(label)]);
    return QString::number(label);
}

bool isAvailable(ColourBy by, const EmbeddingHeader* embedding, Index n)
{
    if (!embedding)
        return false;
    const auto rows = std::size_t(n);
    const bool labels = embedding->labels.size() == rows;
    const bool predictions = embedding->predictions.size() == rows;
    switch (by) {
    case ColourBy::Label:
        return labels;
    case ColourBy::Prediction:
        return predictions;
    case ColourBy::Correctness:
        return labels && predictions;
    case ColourBy::Confidence:
        return embedding->confidences.size() == rows;
    }
    return false;
}

Colouring makeColouring(ColourBy by, const EmbeddingHeader* embedding, Index n)
{
    Colouring result;
    const QColor neutral = style::categorical(0);
    result.colours.assign(std::size_t(n), neutral.rgb());
    result.groups.assign(std::size_t(n), 0);
    if (!isAvailable(by, embedding, n)) {
        result.missing = translated(kind(by).missing);
        return result;
    }
    switch (by) {
    case ColourBy::Label:
        colourClasses(result, *embedding, embedding->labels);
        break;
    case ColourBy::Prediction:
        colourClasses(result, *embedding, embedding->predictions);
        break;
    case ColourBy::Correctness:
        colourCorrectness(result, *embedding);
        break;
    case ColourBy::Confidence:
        colourConfidence(result, *embedding);
        break;
    }
    return result;
}

std::vector<std::uint8_t> visibleRows(const Colouring& colouring, const std::set<int>& hidden)
{
    std::vector<std::uint8_t> visible(colouring.groups.size(), 1);
    if (!colouring.continuous)
        for (std::size_t row = 0; row < visible.size(); ++row)
            visible[row] = hidden.count(colouring.groups[row]) ? 0 : 1;
    return visible;
}

} // namespace leafscope
