// SPDX-License-Identifier: MIT
// The edges of the NNK graph in the embedding view, and those of the sample under the cursor.
#include "views/embedding/embedding_view.hpp"
#include "views/embedding/tool_strip.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <algorithm>
#include <utility>
#include <vector>

namespace leafscope {

bool EmbeddingView::hasEdges() const
{
    const auto graph = session().graph();
    return hasCloud() && graph && fits(*graph, m_shown.rows());
}

EdgeParts EmbeddingView::wantedEdges() const
{
    if (!hasEdges())
        return {};
    return edgeParts(*session().graph(), m_shown.embedding.get(), *m_parts.visible,
                     m_parts.colouring->colours, m_edges);
}

void EmbeddingView::setEdges(const EdgeChoice& choice)
{
    if (choice == m_edges)
        return;
    m_edges = choice;
    refreshEdges();
    describe();
}

void EmbeddingView::cycleEdges()
{
    if (!hasEdges()) {
        if (!hasCloud())
            return;
        setEdges({EdgeKind::Nnk, m_edges.foreignOnly});
        Q_EMIT graphWanted();
        return;
    }
    const EdgeKind next = m_edges.kind == EdgeKind::None  ? EdgeKind::Nnk
                          : m_edges.kind == EdgeKind::Nnk ? EdgeKind::Knn
                                                          : EdgeKind::None;
    setEdges({next, m_edges.foreignOnly});
}

void EmbeddingView::refreshEdges()
{
    m_edgeParts = wantedEdges();
    m_lines->set(m_parts.display->points, m_edgeParts.segments);
    m_lines->setWidth(devicePixelRatioF());
    describeEdges();
    arrange(); // the caption may have another height
    m_scene->requestRender();
    refreshOverlay();
    Q_EMIT edgesChanged();
}

void EmbeddingView::describeEdges()
{
    QString text = tr("Edges (N): none");
    if (!hasEdges())
        text = tr("Edges (N): compute the NNK graph of this layer");
    else if (m_edges.kind == EdgeKind::Nnk)
        text = tr("Edges (N): NNK graph");
    else if (m_edges.kind == EdgeKind::Knn)
        text = tr("Edges (N): nearest neighbours, as many as NNK keeps");
    m_tools->setEdges(hasCloud(), hasEdges() && m_edges.kind != EdgeKind::None, text);
}

void EmbeddingView::addEdgeCounts(QStringList& parts, bool moving) const
{
    if (m_edges.kind == EdgeKind::None || !hasEdges())
        return;
    const NnkLayerGraph& layer = *session().graph();
    const std::size_t most = moving && m_edgeParts.segments.size() > LineCloud::kMovingCount
                                 ? LineCloud::kMovingCount
                                 : m_edgeParts.segments.size();
    const QString kind = m_edges.kind == EdgeKind::Nnk ? tr("NNK") : tr("kNN");
    QString text =
        most == m_edgeParts.total
            ? tr("%1 %2 edges").arg(style::count(qint64(most)), kind)
            : tr("the %1 strongest of %2 %3 edges")
                  .arg(style::count(qint64(most)), style::count(qint64(m_edgeParts.total)), kind);
    if (layer.layer.name != m_shown.layer->layer.name)
        text += tr(" of %1").arg(QString::fromStdString(layer.layer.name));
    text += tr(", k %1, %2")
                .arg(layer.graph.options.k)
                .arg(QString::fromStdString(kernelName(layer.graph.options.kernel)));
    if (m_edgeParts.all > 0 && m_shown.embedding && !m_shown.embedding->labels.empty())
        text +=
            tr(", %1 % between labels")
                .arg(style::number(100.0 * double(m_edgeParts.foreign) / double(m_edgeParts.all)));
    parts << text;
}

std::vector<Index> EmbeddingView::neighborsOf(Index row) const
{
    std::vector<Index> rows;
    if (m_edges.kind == EdgeKind::None || row < 0 || !hasEdges())
        return rows;
    const NnkGraph& graph = session().graph()->graph;
    for (Index j = 0; j < graph.count(row); ++j)
        rows.push_back(m_edges.kind == EdgeKind::Nnk ? Index(graph.neighbors(row)[std::size_t(j)])
                                                     : Index(graph.candidates(row, j)));
    return rows;
}

// The neighbourhood of one sample stands out from the rest of the graph.
void EmbeddingView::paintEdgesOf(QPainter& painter, Index row, const CameraControl& camera) const
{
    const std::vector<Index> neighbors = neighborsOf(row);
    const auto from = spotOf(row, camera);
    if (!from || neighbors.empty())
        return;
    const auto weights = session().graph()->graph.weightsOf(row);
    const double heaviest = *std::max_element(weights.begin(), weights.end());
    std::vector<std::pair<Spot, Index>> ends;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t j = 0; j < neighbors.size(); ++j) {
        const auto to = spotOf(neighbors[j], camera);
        if (!to)
            continue;
        const double share = m_edges.kind == EdgeKind::Nnk ? weights[j] / heaviest : 1;
        painter.setPen(QPen(style::faded(style::tokens().accent, 0.35 + 0.65 * share),
                            1 + 1.5 * share, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(from->at, to->at);
        ends.emplace_back(*to, neighbors[j]);
    }
    painter.restore();
    for (const auto& [spot, other] : ends)
        paintEnlarged(painter, spot,
                      QColor::fromRgb(m_parts.colouring->colours[std::size_t(other)]));
}

} // namespace leafscope
