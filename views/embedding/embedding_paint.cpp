// SPDX-License-Identifier: MIT
// What the embedding view writes and marks above its points, and its table.
#include "views/embedding/embedding_view.hpp"
#include "views/embedding/tool_strip.hpp"
#include "views/scene/legend.hpp"
#include "views/scene/overlay_widget.hpp"
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
    m_tools->setVisible(!m_legend->isHidden());
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
    const QString text = hasCloud() ? tr("Layer %1, %2")
                                          .arg(QString::fromStdString(m_shown.layer->layer.name),
                                               captionParts().join(", "))
                                    : tr("Nothing to show yet");
    setAccessibleDescription(text);
    m_scene->setAccessibleName(accessibleName());
    m_scene->setAccessibleDescription(text);
    refreshOverlay();
}

QString EmbeddingView::layerDetail() const
{
    const LayerHeader& layer = m_shown.layer->layer;
    QStringList sizes;
    for (const std::int64_t size : layer.shape)
        sizes << QString::number(size);
    const QString shape =
        sizes.isEmpty() ? tr("%1 dimensions").arg(style::count(layer.dim)) : sizes.join(times());
    const QString type = QString::fromStdString(layer.type);
    return type.isEmpty() ? shape : type + QStringLiteral("  ") + shape;
}

// How many of the samples are shown, and how many of these are drawn.
void EmbeddingView::addCounts(QStringList& parts, bool moving) const
{
    const Index n = m_shown.rows();
    const auto shown = Index(m_parts.order->rows.size());
    if (m_shown.filter)
        parts << tr("%1 of %2 shown (filter: %3)")
                     .arg(style::count(shown), style::count(n),
                          m_shown.filter->text.isEmpty() ? tr("chosen samples")
                                                         : m_shown.filter->text);
    else if (shown != n)
        parts << tr("%1 of %2 shown").arg(style::count(shown), style::count(n));
    const auto drawn = Index(moving ? m_parts.order->moving : m_parts.order->rest);
    if (drawn != shown)
        parts << (moving ? tr("%1 drawn while it moves (stratified)").arg(style::count(drawn))
                         : tr("%1 of %2 drawn (stratified)")
                               .arg(style::count(drawn), style::count(shown)));
    if (m_marked)
        parts << tr("%1 selected").arg(style::count(qint64(session().selected().size())));
}

QStringList EmbeddingView::captionParts(bool moving) const
{
    if (!hasCloud())
        return {};
    QStringList parts;
    addCounts(parts, moving);
    addEdgeCounts(parts, moving);
    const auto& embedding = m_shown.embedding;
    const Index n = m_shown.rows();
    if (embedding && !embedding->sampling.empty())
        parts << QString::fromStdString(embedding->sampling);
    else if (embedding && embedding->total > 0)
        parts << tr("%1 of %2").arg(style::count(n), style::count(embedding->total));
    else
        parts << tr("%1 points").arg(style::count(n));
    parts << QString::fromStdString(m_shown.layout->method).toUpper();
    const DisplayPoints& display = *m_parts.display;
    const double share = std::accumulate(display.share.begin(), display.share.end(), 0.0) * 100;
    parts << tr("%1 % of variance").arg(style::number(share, share >= 10 ? 3 : 2));
    if (isAligned())
        parts << tr("aligned: %1").arg(QString::fromStdString(m_shown.layer->alignment));
    if (display.axes < 3)
        parts << tr("only %n axis(es) with variance", nullptr, display.axes);
    if (display.notFinite > 0)
        parts
            << tr("%1 without finite coordinates, drawn at 0").arg(style::count(display.notFinite));
    return parts;
}

// Onto another frame: its axes are then no principal axes.
bool EmbeddingView::isAligned() const
{
    return hasCloud() && m_shown.layer->alignment != "none";
}

std::optional<Spot> EmbeddingView::spotOf(Index row, const CameraControl& camera) const
{
    if (row < 0 || row >= m_shown.rows() || !(*m_parts.visible)[std::size_t(row)])
        return {};
    const Projected p = camera.project(pointAt(row).cast<double>());
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
    const auto add = [&](std::int64_t sample) {
        const Index row = rowOf(sample);
        if (auto spot = spotOf(row, camera)) {
            spot->current = sample == session().current();
            // A large cloud may leave out the point itself; a ring around nothing would puzzle.
            spot->fill = QColor::fromRgb(m_parts.colouring->colours[std::size_t(row)]);
            spots.push_back(*spot);
        }
    };
    if (m_marked) {
        add(session().current());
    } else {
        for (const std::int64_t sample : session().selected())
            add(sample);
    }
    if (m_parts.order->rest == m_parts.order->rows.size())
        for (Spot& spot : spots)
            spot.fill = QColor();
    return spots;
}

std::optional<Notice> EmbeddingView::notice() const
{
    if (isStale() && session().state(fact()).readiness != Readiness::Failed)
        return {}; // a small notice says so
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
    if (!hasCloud() && isArranging())
        return Notice{QStringLiteral("tasks"), tr("Arranging the points"),
                      style::count(m_wanted.rows()), false};
    if (!hasCloud())
        return Notice{QStringLiteral("cube"), tr("No layer chosen"),
                      tr("Choose a layer in the explorer or in the curve."), false};
    if (m_shown.rows() == 0)
        return Notice{QStringLiteral("cube"), tr("No samples"),
                      tr("The layer %1 has no rows.").arg(session().layer()), false};
    return {};
}

// What is drawn belongs to another epoch, or to what was asked for before.
bool EmbeddingView::isStale() const
{
    return hasCloud() && (isArranging() || (!session().series().empty() &&
                                            session().shownEpoch() != session().epoch()));
}

QString EmbeddingView::chip() const
{
    if (!isStale() || notice())
        return {};
    if (isArranging())
        return tr("Arranging %1 points").arg(style::count(m_wanted.rows()));
    const FactState& state = session().state(fact());
    if (state.readiness == Readiness::Busy)
        return state.message.isEmpty()
                   ? tr("Computing epoch %1").arg(session().epoch())
                   : tr("Epoch %1: %2").arg(session().epoch()).arg(state.message);
    return tr("Epoch %1 is not computed yet").arg(session().epoch());
}

void EmbeddingView::paintFurniture(QPainter& painter, QSize size, const CameraControl& camera,
                                   bool moving) const
{
    const auto shown = notice();
    if (hasCloud()) {
        paintRings(painter, ringedSpots(camera));
        // An old picture stays in sight, but cannot be taken for a current one.
        if (shown || isStale())
            painter.fillRect(QRect(QPoint(), size),
                             style::faded(style::tokens().surface, shown ? 0.72 : 0.55));
        const QStringList caption = captionParts(moving);
        const double floor = size.height() - style::kSpace3 - captionHeight(size, caption);
        if (size.height() >= 260)
            paintVarianceAxes(painter, QPointF(kAxesFromCorner.x(), floor - kAxesFromCorner.y()),
                              camera, *m_parts.display,
                              isAligned() ? tr("Axis ") : QStringLiteral("PC"));
        paintTitle(painter, size, QString::fromStdString(m_shown.layer->layer.name), layerDetail());
        paintCaption(painter, size, caption);
    }
    if (shown)
        paintNotice(painter, size, *shown);
    if (const QString text = chip(); !text.isEmpty())
        paintChip(painter, size, text);
}

void EmbeddingView::paintHover(QPainter& painter) const
{
    if (notice() || isStale())
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
    paintEdgesOf(painter, row, camera);
    paintEnlarged(painter, *spot, QColor::fromRgb(m_parts.colouring->colours[std::size_t(row)]));
    if (m_hovered >= 0) {
        const Card card = cardOf(row);
        paintCard(painter, cardRect(card, spot->at, size()), card);
    }
}

// The row under the cursor here, else the one that another view highlights.
Index EmbeddingView::markedRow() const
{
    return m_hovered >= 0 ? m_hovered : rowOf(session().highlighted());
}

QRegion EmbeddingView::hoverRegion() const
{
    const auto spot = spotOf(markedRow(), m_scene->camera());
    if (!spot)
        return {};
    const auto around = [](const Spot& place) {
        const int reach = int(place.diameter) + 8;
        return QRect(place.at.toPoint() - QPoint(reach, reach),
                     place.at.toPoint() + QPoint(reach, reach));
    };
    QRect marked = around(*spot);
    for (const Index other : neighborsOf(markedRow())) // the edges to them are drawn with it
        if (const auto end = spotOf(other, m_scene->camera()))
            marked = marked.united(around(*end));
    QRegion region(marked);
    if (m_hovered >= 0)
        region += cardRect(cardOf(m_hovered), spot->at, size()).adjusted(-8, -8, 8, 8);
    return region;
}

Card EmbeddingView::cardOf(Index row) const
{
    Card card;
    const auto at = std::size_t(row);
    const auto& embedding = m_shown.embedding;
    const auto samples = session().data();
    const std::int64_t sample = sampleAt(row);
    card.heading = sample >= 0 ? tr("#%1").arg(sample) : tr("row %1").arg(row);
    if (samples && sample >= 0 && sample < samples->size() && samples->isImage())
        card.image = style::sampleThumbnail(*samples, Index(sample), kThumbnail);
    if (!embedding)
        return card;
    const auto n = std::size_t(m_shown.rows());
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
    if (m_shown.metric && m_shown.metric->values.size() == n)
        card.value = tr("%1: %2").arg(m_parts.colouring->heading,
                                      style::number(double(m_shown.metric->values[at])));
    return card;
}

} // namespace leafscope
