// SPDX-License-Identifier: MIT
// The edges of an NNK graph as lines between the points of a layout.
#pragma once

#include "core/embedding/embedding.hpp"
#include "core/nnk/graph_file.hpp"
#include "views/scene/line_cloud.hpp"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace leafscope {

/// Knn: as many nearest candidates of each sample as it has NNK neighbours, so that both graphs
/// spend the same number of choices.
enum class EdgeKind { None, Nnk, Knn };

QString edgeKindKey(EdgeKind kind); ///< "none", "nnk", "knn"
std::optional<EdgeKind> edgeKindOf(const QString& key);

struct EdgeChoice {
    EdgeKind kind = EdgeKind::None;
    bool foreignOnly = false; ///< only edges between samples of different labels
    bool operator==(const EdgeChoice&) const = default;
};

struct EdgeParts {
    std::vector<Segment> segments; ///< the most important first, at most LineCloud::kRestCount
    std::size_t total = 0;         ///< edges between shown samples that the choice asks for
    std::size_t foreign = 0;       ///< of all edges between shown samples, those between labels
    std::size_t all = 0;           ///< all edges between shown samples
};

/// Whether the graph's rows are those of the embedding, so that its edges join its points.
bool fits(const NnkLayerGraph& graph, Index rows);

/// Weight is told by opacity, mixed with the surface, the less the more edges there are. An edge
/// has the colour of its ends if that is one, else it is grey; edges between samples of different
/// labels have the ink of text. `visible`, `colours`: one per row. Strongest edges first. O(edges).
EdgeParts edgeParts(const NnkLayerGraph& graph, const EmbeddingHeader* embedding,
                    const std::vector<std::uint8_t>& visible, const std::vector<QRgb>& colours,
                    const EdgeChoice& choice);

} // namespace leafscope
