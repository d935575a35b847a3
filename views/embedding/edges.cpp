// SPDX-License-Identifier: MIT
#include "views/embedding/edges.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr std::array<std::pair<EdgeKind, const char*>, 3> kKinds{
    {{EdgeKind::None, "none"}, {EdgeKind::Nnk, "nnk"}, {EdgeKind::Knn, "knn"}}};

// Shares of the ink that the weakest and the strongest edge have in a graph of a few thousand
// edges.
constexpr double kFaintest = 0.2;
constexpr double kStrongest = 0.85;
constexpr double kForeign = 1.7; // times as much for edges between labels
constexpr double kMostForeign = 0.6;
constexpr double kFew = 3000;

struct Edge {
    std::uint32_t from;
    std::uint32_t to;
    float weight;
    bool foreign;
};

/// Less ink for many edges, so that they do not become one mass.
double inkFor(std::size_t edges)
{
    return std::clamp(1 - 0.42 * std::log10(double(edges) / kFew), 0.3, 1.0);
}

/// Calls body(i, j, weight) once per undirected edge.
template <class Body>
void forEachEdge(const NnkLayerGraph& layer, EdgeKind kind, const Body& body)
{
    const NnkGraph& graph = layer.graph;
    if (kind == EdgeKind::Nnk) {
        const UndirectedGraph& u = layer.undirected;
        for (Index i = 0; i < u.nodes(); ++i)
            for (auto e = u.indptr[std::size_t(i)]; e < u.indptr[std::size_t(i) + 1]; ++e)
                if (const Index j = u.indices[std::size_t(e)]; i < j)
                    body(i, j, u.weights[std::size_t(e)]);
        return;
    }
    for (Index i = 0; i < graph.rows(); ++i) {
        const Index count = graph.count(i);
        for (Index r = 0; r < count; ++r) {
            const Index j = graph.candidates(i, r);
            const auto back = graph.candidates.row(j);
            const Index other = graph.count(j);
            const bool mutual =
                std::find(back.data(), back.data() + other, std::int32_t(i)) != back.data() + other;
            if (!mutual || i < j) // once
                body(i, j, 1 - double(r) / double(count));
        }
    }
}

} // namespace

QString edgeKindKey(EdgeKind kind)
{
    for (const auto& [known, key] : kKinds)
        if (known == kind)
            return QLatin1String(key);
    return {};
}

std::optional<EdgeKind> edgeKindOf(const QString& key)
{
    for (const auto& [kind, known] : kKinds)
        if (key == QLatin1String(known))
            return kind;
    return std::nullopt;
}

bool fits(const NnkLayerGraph& graph, Index rows)
{
    return graph.graph.ofItself && graph.graph.rows() == rows;
}

EdgeParts edgeParts(const NnkLayerGraph& graph, const EmbeddingHeader* embedding,
                    const std::vector<std::uint8_t>& visible, const std::vector<QRgb>& colours,
                    const EdgeChoice& choice)
{
    EdgeParts parts;
    if (choice.kind == EdgeKind::None)
        return parts;
    const bool labelled = embedding && Index(embedding->labels.size()) == graph.graph.rows();
    std::vector<Edge> edges;
    float heaviest = 0;
    forEachEdge(graph, choice.kind, [&](Index i, Index j, double weight) {
        if (!visible[std::size_t(i)] || !visible[std::size_t(j)])
            return;
        const std::int32_t a = labelled ? embedding->labels[std::size_t(i)] : -1;
        const std::int32_t b = labelled ? embedding->labels[std::size_t(j)] : -1;
        const bool foreign = a >= 0 && b >= 0 && a != b;
        ++parts.all;
        parts.foreign += foreign ? 1 : 0;
        if (choice.foreignOnly && !foreign)
            return;
        heaviest = std::max(heaviest, float(weight));
        edges.push_back({std::uint32_t(i), std::uint32_t(j), float(weight), foreign});
    });
    parts.total = edges.size();
    const auto heavier = [](const Edge& x, const Edge& y) {
        if (x.weight != y.weight)
            return x.weight > y.weight;
        return x.from < y.from || (x.from == y.from && x.to < y.to);
    };
    if (edges.size() > LineCloud::kRestCount) {
        const auto end = edges.begin() + std::ptrdiff_t(LineCloud::kRestCount);
        std::nth_element(edges.begin(), end, edges.end(), heavier);
        edges.erase(end, edges.end());
    }
    std::sort(edges.begin(), edges.end(), heavier);
    const style::Tokens& tokens = style::tokens();
    const double ink = inkFor(edges.size());
    parts.segments.reserve(edges.size());
    for (const Edge& edge : edges) {
        const double weight = heaviest > 0 ? double(edge.weight / heaviest) : 0;
        const double plain = ink * (kFaintest + weight * (kStrongest - kFaintest));
        const double share = edge.foreign ? std::min(kForeign * plain, kMostForeign) : plain;
        const bool sameColour = colours[edge.from] == colours[edge.to];
        const QColor colour = edge.foreign ? tokens.text
                              : sameColour ? QColor::fromRgb(colours[edge.from])
                                           : tokens.secondary;
        parts.segments.push_back(
            {edge.from, edge.to, style::mixed(tokens.surface, colour, share).rgb()});
    }
    return parts;
}

} // namespace leafscope
