// SPDX-License-Identifier: MIT
// Which colour each point has, and the legend that says so.
#pragma once

#include "core/embedding/embedding.hpp"

#include <QColor>
#include <QString>

#include <cstdint>
#include <set>
#include <vector>

namespace leafscope {

enum class ColourBy { Label, Prediction, Correctness, Confidence };

/// "label", "prediction", "correctness", "confidence": as in the view's state.
QString nameOf(ColourBy by);
/// For menus and the legend's heading.
QString titleOf(ColourBy by);
/// Throws Error(Format) for an unknown name.
ColourBy colourByName(const QString& name);

/// One line of the legend: a group of points with one colour.
struct LegendEntry {
    int group = 0;
    QString name;
    QColor colour;
    Index count = 0;
};

struct Colouring {
    std::vector<QRgb> colours;        ///< one per row
    std::vector<int> groups;          ///< one per row; the group of its legend entry
    std::vector<LegendEntry> entries; ///< ascending group; empty for a continuous colouring
    bool continuous = false;          ///< colours follow viridis from low to high
    double low = 0;
    double high = 1;
    QString missing; ///< why there is no colouring of this kind, or ""
};

/// Colours for n rows. What the embedding does not know (labels, predictions, confidences) gives
/// one neutral colour and says so in `missing`. `embedding` may be null.
Colouring makeColouring(ColourBy by, const EmbeddingHeader* embedding, Index n);

/// True if the embedding holds what this colouring shows.
bool isAvailable(ColourBy by, const EmbeddingHeader* embedding, Index n);

/// "Ankle boot", or the number if the class has no name.
QString className(const EmbeddingHeader& embedding, std::int32_t label);

/// One flag per row: 1 unless its group is hidden.
std::vector<std::uint8_t> visibleRows(const Colouring& colouring, const std::set<int>& hidden);

} // namespace leafscope
