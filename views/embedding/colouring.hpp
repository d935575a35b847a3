// SPDX-License-Identifier: MIT
// Which colour each point has, and the legend that says so.
//
// A colouring is named by a key, as the session and recipes keep it: label, prediction,
// correctness, confidence, or the key of one of the session's sample metrics.
#pragma once

#include "core/embedding/embedding.hpp"
#include "core/neighbors/neighbor_table.hpp"
#include "views/scene/legend.hpp"

#include <QColor>
#include <QString>

#include <cstdint>
#include <set>
#include <vector>

namespace leafscope {

/// One entry of a "Colour by" menu.
struct ColourChoice {
    QString key;
    QString title;
    bool available = false; ///< for this embedding
};

/// The four that come with an embedding, then the metrics. `embedding` may be null; n: rows shown.
std::vector<ColourChoice> colourChoices(const EmbeddingHeader* embedding,
                                        const std::vector<SampleMetric>& metrics, Index n);
/// For people; the key itself if nothing has it.
QString colourTitle(const QString& key, const std::vector<SampleMetric>& metrics);
/// True for the four that need no metric.
bool isPlainColouring(const QString& key);

struct Colouring {
    QString heading;                  ///< of the legend
    std::vector<QRgb> colours;        ///< one per row
    std::vector<int> groups;          ///< one per row; of its legend entry, or a bin of its value
    std::vector<LegendEntry> entries; ///< ascending group; empty for a continuous colouring
    bool continuous = false;          ///< colours follow viridis from low to high
    double low = 0;
    double high = 1;
    QString note;    ///< how low and high were chosen, and how many values are missing; or ""
    QString missing; ///< why there is no colouring of this kind, or ""
};

/// The theme's colours that a colouring uses, so that one can be made on any thread.
struct ColouringInks {
    QColor neutral; ///< where nothing is known
    QColor right;   ///< quiet
    QColor wrong;
    bool operator==(const ColouringInks&) const = default;
    static ColouringInks current(); ///< of the current theme, on the window's thread
};

/// Colours for n rows. What is not known (labels, a metric at this layer) gives one neutral colour
/// and says so in `missing`. `embedding` and `metric` may be null. A metric's colours run from its
/// 1st to its 99th percentile. O(n); any thread.
Colouring makeColouring(const QString& key, const EmbeddingHeader* embedding,
                        const SampleMetric* metric, Index n, const ColouringInks& inks);

/// "Ankle boot", or the number if the class has no name.
QString className(const EmbeddingHeader& embedding, std::int32_t label);

/// One flag per row: 1 unless its group is hidden. O(n).
std::vector<std::uint8_t> visibleRows(const Colouring& colouring, const std::set<int>& hidden);

/// What the legend says of it.
LegendContent legendOf(const Colouring& colouring, const std::set<int>& hidden);

} // namespace leafscope
