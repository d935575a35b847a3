// SPDX-License-Identifier: MIT
// What the neighbourhood view says, and what its parts are given to show.
#include "views/neighborhood/neighborhood_bar.hpp"
#include "views/neighborhood/neighborhood_scene.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kReasonWidth = 256;
constexpr std::size_t kMostShares = 5;
constexpr double kLeastDisc = 0.09; // of the neighbourhood's extent
constexpr double kMostDisc = 0.2;
constexpr double kFlatDisc = 0.42;

QString percent(double share)
{
    return style::number(100 * share) + QStringLiteral(" %");
}

} // namespace

std::int64_t NeighborhoodView::sampleOf(Index row) const
{
    return session().sampleAt(row);
}

std::shared_ptr<const Dataset> NeighborhoodView::samples() const
{
    return session().data() ? session().data() : m_samples;
}

std::optional<PruningReason> NeighborhoodView::reason() const
{
    if (!m_reading || !m_reading->member(m_focus))
        return {};
    return whyPruned(m_reading->picked->live.candidates(), m_reading->kernel, m_reading->found,
                     m_focus);
}

std::optional<QPointF> NeighborhoodView::positionOf(Index place) const
{
    for (const Node& node : nodes(m_scene->camera()))
        if (node.place == place)
            return node.at + QPointF(m_scene->pos());
    return {};
}

std::optional<QPointF> NeighborhoodView::queryPosition() const
{
    if (!m_reading)
        return {};
    const Projected p = project(m_reading->picked->place, m_scene->camera());
    return QPointF(p.x, p.y) + QPointF(m_scene->pos());
}

std::optional<Notice> NeighborhoodView::notice() const
{
    const QString icon = QStringLiteral("cube");
    if (!session().embedding() || session().layer().isEmpty()) {
        const FactState& state = session().state(Fact::Embedding);
        if (state.readiness == Readiness::Busy)
            return Notice{QStringLiteral("tasks"), tr("Computing the embedding"), state.message,
                          false};
        return Notice{icon, tr("No embedding yet"), tr("Open an embedding, then pick a sample."),
                      false};
    }
    if (m_sample < 0)
        return Notice{icon, tr("No sample picked"),
                      tr("Pick a sample: click one in the embedding or in the table."), false};
    if (session().rowOf(m_sample) < 0)
        return Notice{icon, tr("This sample is not in the embedding"), tr("Pick another one."),
                      false};
    if (m_reading)
        return {};
    if (!m_problem.isEmpty())
        return Notice{QStringLiteral("warning"), tr("There is no neighbourhood"), m_problem, true};
    return Notice{QStringLiteral("tasks"),
                  m_load.isBusy() ? tr("Reading the layer") : tr("Searching"), chip(), false};
}

QString NeighborhoodView::chip() const
{
    if (!m_problem.isEmpty())
        return m_problem.section(QLatin1Char('\n'), 0, 0);
    if (m_load.isBusy()) {
        const ProgressSnapshot now = m_load.progress().snapshot();
        const QString layer = QString::fromStdString(m_source.layer);
        return now.fraction > 0 ? tr("Reading %1, %2 %").arg(layer).arg(int(100 * now.fraction))
                                : tr("Reading %1").arg(layer);
    }
    return {};
}

QStringList NeighborhoodView::captionParts() const
{
    const Reading& r = *m_reading;
    const Picked& picked = *r.picked;
    const LocalFrame& frame = *picked.frame;
    QStringList parts;
    parts << tr("%1 nearest of %2 are candidates")
                 .arg(style::count(r.k), style::count(picked.points - 1));
    parts << (r.kernel.kind == KernelKind::Cosine
                  ? tr("cosine kernel of directions")
                  : tr("Gaussian kernel, \u03c3 = %1").arg(style::number(r.kernel.sigma)));
    if (frame.exact) {
        parts << tr("own coordinates: drawn exactly");
        if (const auto count = qint64(others().size()); count > 0)
            parts << tr("%1 other samples in grey").arg(style::count(count));
    } else {
        parts << tr("local principal axes of %1 candidates, %2 of their squared distances")
                     .arg(picked.live.most())
                     .arg(percent(frame.shared()));
        parts
            << tr("planes and polytope computed in %1 dimensions, drawn projected").arg(picked.dim);
    }
    const bool foreign =
        std::any_of(r.members.begin(), r.members.end(), [](const Member& m) { return m.foreign; });
    if (foreign)
        parts << tr("diamonds: another label");
    return parts;
}

std::vector<std::pair<std::int32_t, Vec3>> NeighborhoodView::others() const
{
    std::vector<std::pair<std::int32_t, Vec3>> out;
    if (!m_reading || !m_reading->picked->frame->exact)
        return out;
    const Picked& picked = *m_reading->picked;
    for (std::size_t i = 0; i < picked.context.size(); ++i)
        out.emplace_back(picked.contextRows[i], picked.context[i]);
    for (auto j = std::size_t(m_reading->k); j < picked.places.size(); ++j)
        out.emplace_back(picked.live.candidates().rows[j], picked.places[j]);
    return out;
}

double NeighborhoodView::extent() const
{
    double extent = 0;
    const Picked& picked = *m_reading->picked;
    for (const Member& member : m_reading->members)
        extent = std::max(
            extent,
            picked.frame->world(picked.places[std::size_t(member.place)] - picked.place).norm());
    return extent > 0 ? extent : 1;
}

SceneContent NeighborhoodView::sceneContent() const
{
    SceneContent content;
    if (!m_reading || m_reading->members.empty())
        return content;
    const Picked& picked = *m_reading->picked;
    const LocalFrame& frame = *picked.frame;
    content.flat = frame.isFlat();
    if (m_settings.hull) {
        content.hull = m_reading->hull;
        for (const Index place : m_reading->corners)
            content.corners.push_back(frame.world(picked.places[std::size_t(place)]));
    }
    const auto why = reason();
    const double size = extent();
    const double most = m_reading->members.front().weight;
    for (const Member& member : m_reading->members) {
        if (!(member.weight > 0) || !m_reading->nnk)
            continue;
        SceneDisc disc;
        disc.marked = member.place == m_focus ||
                      (why && !why->blockers.empty() && why->blockers.front() == member.place &&
                       !m_reading->isNeighbor(m_focus));
        if (!m_settings.planes && !disc.marked)
            continue;
        disc.centre = frame.world(picked.places[std::size_t(member.place)]);
        disc.normal = picked.normals[std::size_t(member.place)];
        disc.radius = size * (content.flat ? kFlatDisc
                                           : kLeastDisc + (kMostDisc - kLeastDisc) *
                                                              std::sqrt(member.weight / most));
        disc.colour = disc.marked         ? style::tokens().accent
                      : member.label >= 0 ? style::categorical(member.label)
                                          : style::tokens().secondary;
        content.discs.push_back(disc);
    }
    for (const auto& [row, place] : others())
        content.context.push_back(frame.world(place).cast<float>());
    return content;
}

void NeighborhoodView::refreshScene()
{
    m_drawn->set(sceneContent());
    const std::shared_ptr<const LocalFrame> frame = m_reading ? m_reading->picked->frame : nullptr;
    const bool another = frame != m_drawnIn;
    m_drawnIn = frame;
    // While the point is moved the camera stands still.
    if (m_reading && !m_reading->picked->isMoved())
        m_scene->changeCamera([this](CameraControl& camera) {
            camera.setContent(contentPoints());
            if (m_home && m_home->frame && !m_home->frame->exact)
                return;
            // Own coordinates: the camera goes along where the query would leave the picture.
            const Projected p = project(m_reading->picked->place, camera);
            if (!QRectF(m_overlay->rect()).contains(p.x, p.y))
                camera.fit();
        });
    if (another && frame && !m_cameraKept)
        firstCamera();
    m_cameraKept = m_cameraKept && !frame;
    m_drawn->setView(m_scene->camera(), devicePixelRatioF());
    m_scene->requestRender();
}

StripContent NeighborhoodView::stripContent() const
{
    return {m_reading, m_source.embedding, samples(), m_focus, m_hovered};
}

PanelContent NeighborhoodView::panelContent() const
{
    return {m_reading, m_curves, m_source.embedding, samples(), m_homeReading};
}

// Everything that shows the reading or the settings.
void NeighborhoodView::refreshParts()
{
    const double sigma = m_reading && m_reading->kernel.kind == KernelKind::Gaussian
                             ? m_reading->kernel.sigma
                         : m_settings.width.own ? 0
                                                : m_settings.width.sigma;
    m_bar->show(m_settings, m_picked ? m_picked->live.most() : kMost, sigma,
                m_picked ? m_picked->live.widths() : std::pair(0.1, 30.0));
    arrange();
    m_strip->setContent(stripContent());
    m_panel->setContent(panelContent());
    refreshScene();
    describe();
}

void NeighborhoodView::describe()
{
    QString text;
    if (const auto shown = notice()) {
        text = shown->headline + QStringLiteral(", ") + shown->text;
    } else {
        QStringList parts{queryName(panelContent())};
        for (const PanelNumber& number : panelNumbers(panelContent()))
            parts << number.name + QStringLiteral(": ") + number.value;
        parts << captionParts();
        if (const auto why = reason())
            parts << reasonLines(*why);
        text = parts.join(QStringLiteral(", "));
    }
    setAccessibleDescription(text);
    m_scene->setAccessibleDescription(text);
    m_overlay->update();
}

QStringList NeighborhoodView::reasonLines(const PruningReason& reason) const
{
    const auto nameOf = [&](Index place) {
        const Member* member = m_reading->member(place);
        return member ? QStringLiteral("#%1").arg(member->sample) : QString();
    };
    const QString l = nameOf(reason.place);
    if (m_reading->found.weights[reason.place] > 0)
        return {tr("%1 is a neighbour").arg(l),
                tr("The neighbours explain exactly its similarity to the query, %1: of this, %2 by "
                   "itself.")
                    .arg(style::number(reason.similarity, 4),
                         style::number(m_reading->found.weights[reason.place]))};
    QStringList lines{tr("%1 is pruned").arg(l)};
    if (!reason.blockers.empty()) {
        const QString first = nameOf(reason.blockers.front());
        lines << (reason.blockers.size() == 1
                      ? tr("%1 alone keeps it out: it lies beyond its plane.").arg(first)
                      : tr("%1 alone keeps it out, and %2 others do: it lies beyond their planes.")
                            .arg(first)
                            .arg(reason.blockers.size() - 1));
    } else {
        lines << tr("No single neighbour keeps it out. Together they do.");
    }
    lines << tr("What the neighbours explain of it, %1, is at least its similarity to the query, "
                "%2.")
                 .arg(style::number(reason.explained, 4), style::number(reason.similarity, 4));
    return lines;
}

void NeighborhoodView::paintReason(QPainter& painter, QSize size) const
{
    const auto why = reason();
    if (!why || size.width() < 420 || size.height() < 240)
        return;
    const style::Tokens& t = style::tokens();
    const QStringList lines = reasonLines(*why);
    QFont strong = overlayFont(style::FontRole::Body);
    strong.setWeight(QFont::DemiBold);
    const QFont caption = overlayFont(style::FontRole::Caption);
    const QFontMetricsF bold(strong);
    const QFontMetricsF small(caption);
    const double inner = kReasonWidth - 2 * style::kSpace3;
    const auto heightOf = [&](const QString& line) {
        return small.boundingRect(QRectF(0, 0, inner, 400), int(Qt::TextWordWrap), line).height();
    };
    const std::size_t shares = std::min(kMostShares, why->shares.size());
    const double row = small.height() + 3;
    double height = 2 * style::kSpace2 + bold.height() + double(shares) * row + 6;
    for (qsizetype i = 1; i < lines.size(); ++i)
        height += heightOf(lines[i]) + 4;
    const QRectF box(size.width() - kReasonWidth - style::kSpace3, style::kSpace3, kReasonWidth,
                     height);
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(style::faded(t.surface, 0.94));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), style::kRadius, style::kRadius);
    double y = box.top() + style::kSpace2;
    const double left = box.left() + style::kSpace3;
    painter.setFont(strong);
    painter.setPen(t.text);
    painter.drawText(QRectF(left, y, inner, bold.height()), int(Qt::AlignLeft), lines.front());
    y += bold.height() + 4;
    painter.setFont(caption);
    painter.setPen(t.secondary);
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const double high = heightOf(lines[i]);
        painter.drawText(QRectF(left, y, inner, high), int(Qt::TextWordWrap), lines[i]);
        y += high + 4;
    }
    // Who explains how much.
    for (std::size_t i = 0; i < shares; ++i) {
        const PruningShare& share = why->shares[i];
        const Member* member = m_reading->member(share.place);
        painter.setPen(share.blocks() && share.place != why->place ? t.text : t.secondary);
        painter.drawText(QRectF(left, y, 56, row), int(Qt::AlignLeft | Qt::AlignVCenter),
                         member ? QStringLiteral("#%1").arg(member->sample) : QString());
        const double track = inner - 56 - 48;
        painter.setPen(Qt::NoPen);
        painter.setBrush(style::mixed(t.surface, t.line, 0.6));
        painter.drawRoundedRect(QRectF(left + 56, y + row / 2 - 3, track, 6), 2, 2);
        painter.setBrush(t.accent);
        painter.drawRoundedRect(
            QRectF(left + 56, y + row / 2 - 3,
                   track * std::clamp(share.value / std::max(why->explained, 1e-300), 0.0, 1.0), 6),
            2, 2);
        painter.setPen(t.text);
        painter.drawText(QRectF(left, y, inner, row), int(Qt::AlignRight | Qt::AlignVCenter),
                         style::number(share.value));
        y += row;
    }
}

} // namespace leafscope
