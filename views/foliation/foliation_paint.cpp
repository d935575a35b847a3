// SPDX-License-Identifier: MIT
// What the foliation view writes and marks above its scene.
#include "core/leaf/tangent.hpp"
#include "views/foliation/foliation_scene.hpp"
#include "views/foliation/foliation_view.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr QPointF kTriadFromCorner(62, 58); // from the left, and from the caption's top

QString dimensionText(const Foliation& f)
{
    if (f.rank == 0)
        return QObject::tr("the logits are constant: leaves are points");
    if (f.rank == f.inputs())
        return QObject::tr("the leaf is the whole space");
    return QObject::tr("leaves of dimension %1").arg(f.rank);
}

QString holonomyText(const Foliation& f)
{
    const double median = f.holonomyMedian();
    if (!std::isfinite(median))
        return {};
    const auto text = [](double value) {
        return value < 5e-4 ? QStringLiteral("0.000") : style::number(value, 2);
    };
    return QObject::tr("holonomy %1 per area in the median, at most %2 (integrable: 0)")
        .arg(text(median), text(f.holonomyMost()));
}

} // namespace

QStringList FoliationView::captionParts() const
{
    if (!m_foliation)
        return {};
    const Foliation& f = *m_foliation;
    QStringList parts;
    if (!f.leaves.empty())
        parts << tr("%n leaves", nullptr, int(f.leaves.size()));
    if (!f.kernels.empty())
        parts << (f.inputs() - f.rank > 1 ? tr("%n fibres", nullptr, int(f.kernels.size()))
                                          : tr("%n kernel lines", nullptr, int(f.kernels.size())));
    if (const QString text = holonomyText(f); !text.isEmpty())
        parts << text;
    if (f.regions)
        parts << tr("%1 linear regions seen").arg(style::count(*f.regions));
    if (m_threshold > 0 && f.rank > 0)
        parts << tr("singular below %1: %2 % of the box")
                     .arg(style::number(m_threshold, 2),
                          style::number(100.0 * double((f.singular.array() < m_threshold).count()) /
                                        double(f.singular.size())));
    for (const std::string& note : f.notes)
        parts << QString::fromStdString(note);
    return parts;
}

void FoliationView::describe()
{
    QString text = tr("Nothing to show yet");
    if (m_foliation)
        text = QString::fromStdString(m_foliation->subject) + QStringLiteral(", ") +
               dimensionText(*m_foliation) + QStringLiteral(", ") +
               captionParts().join(QStringLiteral(", "));
    if (m_probed)
        text +=
            QStringLiteral(", ") + probeCard().heading + QStringLiteral(", ") + probeCard().line;
    setAccessibleDescription(text);
    m_scene->setAccessibleName(accessibleName());
    m_scene->setAccessibleDescription(text);
    m_legend->setVisible(m_foliation && !notice());
    m_overlay->update();
}

std::optional<Notice> FoliationView::notice() const
{
    const FactState& state = session().state(fact());
    switch (state.readiness) {
    case Readiness::Failed:
        return Notice{QStringLiteral("warning"), tr("The foliation failed"), state.message, true};
    case Readiness::Busy:
        return m_foliation
                   ? std::nullopt
                   : std::optional(Notice{QStringLiteral("tasks"), tr("Computing the foliation"),
                                          state.message, false});
    case Readiness::Empty:
        return Notice{QStringLiteral("cube"), tr("No foliation yet"), state.message, false};
    case Readiness::Ready:
        break;
    }
    return {};
}

std::optional<Spot> FoliationView::spotOf(const VectorD& x, const CameraControl& camera) const
{
    const Projected p = camera.project(m_drawn->frame().toWorld(x));
    if (p.depth < camera.clippingRange().x())
        return {};
    const PointSize size = FoliationScene::sampleSize(camera, m_drawn->sampleOrder()->rest);
    const double distance = camera.pose().parallel ? 1 : p.depth;
    return Spot{QPointF(p.x, p.y), size.diameter(camera.nominalDistance(), distance), false};
}

std::optional<QPointF> FoliationView::positionOf(const VectorD& x) const
{
    const auto spot = m_foliation ? spotOf(x, m_scene->camera()) : std::nullopt;
    return spot ? std::optional(spot->at) : std::nullopt;
}

std::optional<QPointF> FoliationView::positionOf(Index row) const
{
    if (!m_foliation || row < 0 || row >= m_foliation->samples.rows())
        return {};
    const auto& order = *m_drawn->sampleOrder();
    if (std::find(order.rows.begin(), order.rows.begin() + std::ptrdiff_t(order.rest),
                  std::uint32_t(row)) == order.rows.begin() + std::ptrdiff_t(order.rest))
        return {};
    return positionOf(VectorD(m_foliation->samples.row(row).transpose()));
}

// Between the grid points around x, linearly.
std::optional<VectorD> FoliationView::logitsUnder(const VectorD& x) const
{
    const SpaceGrid& grid = m_foliation->grid;
    const auto strides = grid.strides();
    const Index n = grid.axes();
    VectorD out = VectorD::Zero(m_foliation->classes());
    for (int corner = 0; corner < 1 << n; ++corner) {
        Index index = 0;
        double weight = 1;
        for (Index axis = 0; axis < n; ++axis) {
            const double at = (x[axis] - grid.low[axis]) / (grid.high[axis] - grid.low[axis]) *
                              double(grid.perAxis - 1);
            const auto low = std::clamp<Index>(Index(at), 0, grid.perAxis - 2);
            const bool upper = corner >> axis & 1;
            weight *= upper ? at - double(low) : 1 - (at - double(low));
            index += (low + (upper ? 1 : 0)) * strides[std::size_t(axis)];
        }
        out += weight * m_foliation->gridLogits.row(index).transpose();
    }
    return out.allFinite() ? std::optional(out) : std::nullopt;
}

Card FoliationView::cardOf(const QString& heading, const VectorD& logits) const
{
    Card card;
    card.heading = heading;
    const Index predicted = predictionOf(logits);
    const VectorD p = softmax(logits);
    card.swatch = style::categorical(int(predicted));
    card.line =
        tr("predicted %1  p %2").arg(className(predicted), QString::number(p[predicted], 'f', 3));
    QStringList all;
    for (Index c = 0; c < std::min<Index>(p.size(), 6); ++c)
        all << QString::number(p[c], 'f', 3);
    card.value = tr("p  %1").arg(all.join(QStringLiteral("  ")));
    return card;
}

Card FoliationView::probeCard() const
{
    if (!m_probed->problem.isEmpty()) {
        Card card;
        card.heading = tr("No leaf here");
        card.line = m_probed->problem.section(QLatin1Char('\n'), 0, 0);
        return card;
    }
    const LeafPlace& place = m_probed->place;
    const QString kind = place.rank == 0                       ? tr("Point leaf")
                         : place.rank == m_foliation->inputs() ? tr("The leaf is the whole space")
                         : place.rank == 1                     ? tr("Leaf: a curve")
                                                               : tr("Leaf: a surface");
    if (!place.isDefined()) {
        Card card;
        card.heading = tr("The map is not defined here");
        return card;
    }
    Card card = cardOf(kind, place.logits);
    QStringList logits;
    for (Index c = 0; c < std::min<Index>(place.logits.size(), 6); ++c)
        logits << style::number(place.logits[c]);
    card.value += tr("    logits  %1").arg(logits.join(QStringLiteral("  ")));
    return card;
}

void FoliationView::paintProbe(QPainter& painter, QSize size, const CameraControl& camera) const
{
    if (!m_wanted)
        return;
    const auto spot = spotOf(*m_wanted, camera);
    if (!spot)
        return;
    Spot ring = *spot;
    ring.current = true;
    paintRings(painter, {ring});
    if (!m_probed)
        return;
    const Card card = probeCard();
    paintCard(painter, cardRect(card, spot->at, size), card);
}

void FoliationView::paintHover(QPainter& painter) const
{
    if (notice() || !m_foliation)
        return;
    const CameraControl& camera = m_scene->camera();
    if (m_scene->isMoving()) {
        const Projected centre = camera.project(camera.rotationCentre());
        paintCentre(painter, QPointF(centre.x, centre.y));
        return;
    }
    if (m_hovered < 0 && !m_hoveredPlace)
        return;
    const VectorD x =
        m_hovered >= 0 ? VectorD(m_foliation->samples.row(m_hovered).transpose()) : *m_hoveredPlace;
    if (m_hovered >= 0 && m_wanted && *m_wanted == x)
        return; // it has its card
    const auto spot = spotOf(x, camera);
    if (!spot)
        return;
    Card card;
    if (m_hovered >= 0) {
        const auto at = std::size_t(m_hovered);
        card = cardOf(tr("#%1").arg(m_foliation->indices[at]),
                      m_foliation->sampleLogits.row(m_hovered).transpose());
        const int c = sampleClasses(*m_foliation)[at];
        if (!m_foliation->labels.empty()) {
            card.heading += QLatin1Char(' ') + className(c);
            card.swatch = style::categorical(c);
            card.wrong =
                predictionOf(m_foliation->sampleLogits.row(m_hovered).transpose()) != Index(c);
        }
        paintEnlarged(painter, *spot, style::categorical(c));
    } else if (const auto logits = logitsUnder(x)) {
        card = cardOf(QStringLiteral("(%1, %2)").arg(style::number(x[0]), style::number(x[1])),
                      *logits);
    } else {
        return;
    }
    paintCard(painter, cardRect(card, spot->at, size()), card);
}

void FoliationView::paintFurniture(QPainter& painter, QSize size, const CameraControl& camera) const
{
    const auto shown = notice();
    if (m_foliation) {
        if (!shown)
            paintProbe(painter, size, camera);
        else
            painter.fillRect(QRect(QPoint(), size), style::faded(style::tokens().surface, 0.72));
        const QStringList caption = captionParts();
        const double floor = size.height() - style::kSpace3 - captionHeight(size, caption);
        std::array<AxisLabel, 3> names; // one without a name is not drawn
        for (std::size_t i = 0; i < std::min<std::size_t>(3, m_foliation->axes.size()); ++i)
            names[i].text = QString::fromStdString(m_foliation->axes[i]);
        if (size.height() >= 260)
            paintAxes(painter, QPointF(kTriadFromCorner.x(), floor - kTriadFromCorner.y()), camera,
                      names);
        paintTitle(painter, size, QString::fromStdString(m_foliation->subject),
                   dimensionText(*m_foliation));
        paintCaption(painter, size, caption);
        if (isProbing() && !shown)
            paintChip(painter, size, tr("Growing the leaf"));
    }
    if (shown)
        paintNotice(painter, size, *shown);
}

} // namespace leafscope
