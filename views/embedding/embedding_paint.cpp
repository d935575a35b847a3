// SPDX-License-Identifier: MIT
// What the embedding view writes and marks above its points, and its table.
#include "views/embedding/embedding_view.hpp"
#include "views/embedding/legend.hpp"
#include "views/embedding/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/colour.hpp"
#include "views/style/sample_image.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <algorithm>
#include <numeric>

namespace leafscope {

namespace {

constexpr int kThumbnail = 84;
constexpr QPointF kAxesFromCorner(106, 62); // from the left, and from the caption's top

QString times()
{
    return QString(QChar(0x00d7));
}

} // namespace

void EmbeddingView::refreshOverlay()
{
    m_hoverDrawn = hoverRegion();
    m_legend->setVisible(hasCloud() && !notice());
    m_overlay->update();
}

// Only the mark and the card are painted again, so that hovering stays cheap in a large view.
void EmbeddingView::refreshHover()
{
    const QRegion now = hoverRegion();
    m_overlay->update(m_hoverDrawn.united(now));
    m_hoverDrawn = now;
}

void EmbeddingView::describe()
{
    const QString text = hasCloud()
                             ? tr("Layer %1, %2").arg(session().layer(), captionParts().join(", "))
                             : tr("Nothing to show yet");
    setAccessibleDescription(text);
    m_scene->setAccessibleName(accessibleName());
    m_scene->setAccessibleDescription(text);
    refreshOverlay();
}

QString EmbeddingView::layerDetail() const
{
    const LayerHeader& layer = m_layer->layer;
    QStringList sizes;
    for (const std::int64_t size : layer.shape)
        sizes << QString::number(size);
    const QString shape =
        sizes.isEmpty() ? tr("%1 dimensions").arg(style::count(layer.dim)) : sizes.join(times());
    const QString type = QString::fromStdString(layer.type);
    return type.isEmpty() ? shape : type + QStringLiteral("  ") + shape;
}

QStringList EmbeddingView::captionParts() const
{
    if (!hasCloud())
        return {};
    QStringList parts;
    const auto embedding = session().embedding();
    const Index n = m_layer->coordinates.rows();
    const auto shown = std::count(m_visible.begin(), m_visible.end(), std::uint8_t(1));
    if (shown != n)
        parts << tr("%1 of %2 shown").arg(style::count(shown), style::count(n));
    if (embedding && !embedding->sampling.empty())
        parts << QString::fromStdString(embedding->sampling);
    else if (embedding && embedding->total > 0)
        parts << tr("%1 of %2").arg(style::count(n), style::count(embedding->total));
    else
        parts << tr("%1 points").arg(style::count(n));
    parts << QString::fromStdString(m_layout->method).toUpper();
    const double share = std::accumulate(m_display.share.begin(), m_display.share.end(), 0.0) * 100;
    parts << tr("%1 % of variance").arg(style::number(share, share >= 10 ? 3 : 2));
    if (m_display.axes < 3)
        parts << tr("only %n axis(es) with variance", nullptr, m_display.axes);
    if (m_display.notFinite > 0)
        parts << tr("%1 without finite coordinates, drawn at 0")
                     .arg(style::count(m_display.notFinite));
    return parts;
}

std::optional<Spot> EmbeddingView::spotOf(Index row, const CameraControl& camera) const
{
    if (row < 0 || std::size_t(row) >= m_points.size() || !m_visible[std::size_t(row)])
        return {};
    const Projected p = camera.project(m_points[std::size_t(row)].cast<double>());
    if (p.depth < camera.clippingRange().x())
        return {};
    const double distance = camera.pose().parallel ? 1 : p.depth;
    return Spot{QPointF(p.x, p.y), pointSize(camera).diameter(camera.nominalDistance(), distance),
                false};
}

std::optional<QPointF> EmbeddingView::positionOf(Index row) const
{
    const auto spot = spotOf(row, m_scene->camera());
    return spot ? std::optional<QPointF>(spot->at) : std::nullopt;
}

std::vector<Spot> EmbeddingView::ringedSpots(const CameraControl& camera) const
{
    std::vector<Spot> spots;
    for (const std::int64_t sample : session().selected())
        if (auto spot = spotOf(session().rowOf(sample), camera)) {
            spot->current = sample == session().current();
            spots.push_back(*spot);
        }
    return spots;
}

std::optional<Notice> EmbeddingView::notice() const
{
    const FactState& state = session().state(fact());
    switch (state.readiness) {
    case Readiness::Failed:
        return Notice{QStringLiteral("warning"), tr("The layout failed"), state.message, true};
    case Readiness::Busy:
        return Notice{QStringLiteral("tasks"), tr("Computing the layout"), state.message, false};
    case Readiness::Empty:
        return Notice{QStringLiteral("cube"), tr("No embedding yet"), state.message, false};
    case Readiness::Ready:
        break;
    }
    if (!m_problem.isEmpty())
        return Notice{QStringLiteral("warning"), tr("Nothing to draw"), m_problem, true};
    if (!hasCloud())
        return Notice{QStringLiteral("cube"), tr("No layer chosen"),
                      tr("Choose a layer in the explorer or in the curve."), false};
    if (m_points.empty())
        return Notice{QStringLiteral("cube"), tr("No samples"),
                      tr("The layer %1 has no rows.").arg(session().layer()), false};
    return {};
}

void EmbeddingView::paintFurniture(QPainter& painter, QSize size, const CameraControl& camera) const
{
    if (hasCloud()) {
        paintRings(painter, ringedSpots(camera));
        const QStringList caption = captionParts();
        const double floor = size.height() - style::kSpace3 - captionHeight(size, caption);
        if (size.height() >= 260)
            paintAxes(painter, QPointF(kAxesFromCorner.x(), floor - kAxesFromCorner.y()), camera,
                      m_display);
        paintTitle(painter, size, QString::fromStdString(m_layer->layer.name), layerDetail());
        paintCaption(painter, size, caption);
    }
    if (const auto shown = notice()) {
        if (hasCloud()) // an old picture stays in sight, but cannot be taken for a current one
            painter.fillRect(QRect(QPoint(), size), style::faded(style::tokens().surface, 0.72));
        paintNotice(painter, size, *shown);
    }
}

void EmbeddingView::paintHover(QPainter& painter) const
{
    if (notice())
        return;
    const CameraControl& camera = m_scene->camera();
    if (m_scene->isMoving()) {
        const Projected centre = camera.project(camera.rotationCentre());
        paintCentre(painter, QPointF(centre.x, centre.y));
    }
    const Index row = markedRow();
    const auto spot = spotOf(row, camera);
    if (!spot)
        return;
    paintEnlarged(painter, *spot, QColor::fromRgb(m_colouring.colours[std::size_t(row)]));
    if (m_hovered >= 0) {
        const Card card = cardOf(row);
        paintCard(painter, cardRect(card, spot->at, size()), card);
    }
}

// The row under the cursor here, else the one that another view highlights.
Index EmbeddingView::markedRow() const
{
    return m_hovered >= 0 ? m_hovered : session().rowOf(session().highlighted());
}

QRegion EmbeddingView::hoverRegion() const
{
    const auto spot = spotOf(markedRow(), m_scene->camera());
    if (!spot)
        return {};
    const int reach = int(spot->diameter) + 8;
    const QPoint at = spot->at.toPoint();
    QRegion region(QRect(at - QPoint(reach, reach), at + QPoint(reach, reach)));
    if (m_hovered >= 0)
        region += cardRect(cardOf(m_hovered), spot->at, size()).adjusted(-8, -8, 8, 8);
    return region;
}

Card EmbeddingView::cardOf(Index row) const
{
    Card card;
    const auto at = std::size_t(row);
    const auto embedding = session().embedding();
    const auto samples = session().data();
    const std::int64_t sample = session().sampleAt(row);
    card.heading = sample >= 0 ? tr("#%1").arg(sample) : tr("row %1").arg(row);
    if (samples && sample >= 0 && sample < samples->size() && samples->isImage())
        card.image = style::sampleThumbnail(*samples, Index(sample), kThumbnail);
    if (!embedding)
        return card;
    const auto n = m_points.size();
    const bool labelled = embedding->labels.size() == n;
    if (labelled) {
        card.heading += QLatin1Char(' ') + className(*embedding, embedding->labels[at]);
        card.swatch = style::categorical(embedding->labels[at]);
    }
    if (embedding->predictions.size() == n) {
        card.line = tr("predicted %1").arg(className(*embedding, embedding->predictions[at]));
        if (embedding->confidences.size() == n)
            card.line +=
                QLatin1Char(' ') + QString::number(double(embedding->confidences[at]), 'f', 2);
        card.wrong = labelled && embedding->predictions[at] != embedding->labels[at];
    }
    return card;
}

QByteArray EmbeddingView::table() const
{
    QByteArray text = "sample,label,prediction,confidence,pc1,pc2,pc3\n";
    if (!hasCloud())
        return text;
    const auto embedding = session().embedding();
    const MatrixF& x = m_layer->coordinates;
    for (Index row = 0; row < x.rows(); ++row) {
        const auto at = std::size_t(row);
        if (!m_visible[at])
            continue;
        const std::int64_t sample = session().sampleAt(row);
        text += QByteArray::number(sample >= 0 ? qlonglong(sample) : qlonglong(row)) + ',';
        if (embedding && at < embedding->labels.size())
            text += QByteArray::number(embedding->labels[at]);
        text += ',';
        if (embedding && at < embedding->predictions.size())
            text += QByteArray::number(embedding->predictions[at]);
        text += ',';
        if (embedding && at < embedding->confidences.size())
            text += QByteArray::number(double(embedding->confidences[at]), 'g', 9);
        for (Index axis = 0; axis < 3; ++axis)
            text += ',' + QByteArray::number(axis < x.cols() ? double(x(row, axis)) : 0, 'g', 9);
        text += '\n';
    }
    return text;
}

} // namespace leafscope
