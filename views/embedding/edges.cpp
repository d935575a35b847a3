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

// Shares of the ink that the weakest and the strongest edge have.
constexpr double kFaintest = 0.14;
constexpr double kStrongest = 0.8;
constexpr double kFaintestForeign = 0.4;
constexpr std::size_t kShades = 64;

struct Edge {
    std::uint32_t from;
    std::uint32_t to;
    float weight;
    bool foreign;
};

/// From the surface to an ink, by weight.
std::array<QRgb, kShades> shadesOf(const QColor& ink, double faintest)
{
    std::array<QRgb, kShades> shades{};
    for (std::size_t i = 0; i < kShades; ++i) {
        const double t = double(i) / (kShades - 1);
        shades[i] =
            style::mixed(style::tokens().surface, ink, faintest + t * (kStrongest - faintest))
                .rgb();
    }
    return shades;
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
                    const std::vector<std::uint8_t>& visible, const EdgeChoice& choice)
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
    const auto own = shadesOf(style::tokens().secondary, kFaintest);
    const auto other = shadesOf(style::tokens().danger, kFaintestForeign);
    parts.segments.reserve(edges.size());
    for (const Edge& edge : edges) {
        const double share = heaviest > 0 ? double(edge.weight / heaviest) : 0;
        const auto shade = std::size_t(std::lround(share * (kShades - 1)));
        parts.segments.push_back({edge.from, edge.to, edge.foreign ? other[shade] : own[shade]});
    }
    return parts;
}

} // namespace leafscope
