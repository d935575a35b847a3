// SPDX-License-Identifier: MIT
// What the collapse view draws above its scene, and the whole of it as a picture.
#include "core/collapse/simplex.hpp"
#include "views/collapse/collapse_bar.hpp"
#include "views/collapse/collapse_colours.hpp"
#include "views/collapse/collapse_panel.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/colour.hpp"
#include "views/style/sample_image.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr std::size_t kMostRings = 300; // more selected features are told by their larger points
constexpr int kThumbnail = 84;

QString nameOf(const CollapseRun& run, std::size_t c)
{
    return QString::fromStdString(run.classNames[c]);
}

double distance(const MatrixF& a, Index i, const MatrixF& b, Index j)
{
    return double((a.row(i) - b.row(j)).norm());
}

} // namespace

QStringList CollapseView::captionParts() const
{
    const CollapseRun& run = *m_figure.run;
    QStringList parts{poseText(m_figure.pose, run)};
    parts << tr("axes fixed over %1 epochs").arg(m_figure.layer->epochs.size());
    if (m_settings.train && !run.sampling.empty())
        parts << QString::fromStdString(run.sampling);
    if (m_settings.test)
        parts << tr("%1 held out").arg(style::count(qint64(run.testSamples.size())));
    if (m_figure.pose.kind != PoseKind::Raw && m_figure.moment.epoch)
        parts << tr("scale %1").arg(style::number(m_figure.moment.epoch->scale));
    return parts;
}

Card CollapseView::cardOf(const Under& under) const
{
    const CollapseRun& run = *m_figure.run;
    const CollapseEpoch& epoch = *m_figure.moment.epoch;
    const bool test = under.role == CollapseRole::TestFeature;
    Card card;
    if (under.role == CollapseRole::Feature || test) {
        const std::size_t c = std::size_t(test ? run.testClass[under.i] : run.sampleClass[under.i]);
        const std::int64_t sample = test ? run.testSamples[under.i] : run.samples[under.i];
        card.heading = QStringLiteral("#%1 %2").arg(sample).arg(nameOf(run, c));
        card.line = test ? tr("held-out sample") : tr("training sample");
        card.swatch = collapseColour(under.role, int(c), m_figure.classes(), m_settings.paper);
        const CollapsePoints& all = test ? epoch.testFeatures : epoch.features;
        if (all.simplex.rows() > Index(under.i))
            card.value = tr("%1 from its class mean")
                             .arg(style::number(distance(all.simplex, Index(under.i),
                                                         epoch.means.simplex, Index(c))));
        const auto images = session().data();
        if (!test && images && sample < images->size())
            card.image = style::sampleThumbnail(*images, sample, kThumbnail);
        return card;
    }
    card.heading = nameOf(run, under.i);
    card.swatch = collapseColour(under.role, int(under.i), m_figure.classes(), m_settings.paper);
    card.line = under.role == CollapseRole::Vertex ? tr("vertex of the simplex")
                : under.role == CollapseRole::Mean ? tr("class mean")
                                                   : tr("classifier");
    if (under.role == CollapseRole::Vertex || m_figure.pose.kind == PoseKind::Raw)
        return card;
    const MatrixF& all =
        under.role == CollapseRole::Mean ? epoch.means.simplex : epoch.classifiers.simplex;
    const MatrixF vertices = simplexFrame(run.classCount()).cast<float>();
    const Index c = Index(under.i);
    card.value = hasSimplex(run, *m_figure.layer)
                     ? tr("length %1, %2 from its vertex")
                           .arg(style::number(double(all.row(c).norm())),
                                style::number(distance(all, c, vertices, c)))
                     : tr("length %1").arg(style::number(double(all.row(c).norm())));
    return card;
}

void CollapseView::paintSelected(QPainter& painter, const CameraControl& camera) const
{
    if (!m_settings.train)
        return;
    const CollapseRun& run = *m_figure.run;
    const std::int64_t pointed = m_hovered ? -1 : session().highlighted();
    std::vector<Spot> spots;
    std::size_t rings = 0;
    for (std::size_t i = 0; i < run.samples.size(); ++i) {
        const bool selected = session().isSelected(run.samples[i]) && ++rings <= kMostRings;
        if (!selected && run.samples[i] != pointed)
            continue;
        const Projected p = camera.project(m_figure.moment.features[i].cast<double>());
        if (p.depth < camera.clippingRange().x())
            continue;
        spots.push_back(
            {QPointF(p.x, p.y),
             CollapseScene::pointSize(false).diameter(camera.nominalDistance(), p.depth),
             run.samples[i] == session().current(),
             {}});
    }
    paintRings(painter, spots);
}

// At the top right of the scene: what makes the picture other than the measured features.
void CollapseView::paintZoom(QPainter& painter, QSize size) const
{
    QStringList pills;
    if (m_settings.zoom > 1)
        pills << tr("within classes %1").arg(zoomText(m_settings.zoom));
    if (m_figure.moment.interpolated)
        pills << tr("interpolated");
    const style::Tokens& tokens = style::tokens();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(overlayFont(style::FontRole::Caption));
    const QFontMetrics metrics(painter.font());
    int right = size.width() - style::kSpace3;
    for (const QString& pill : pills) {
        const int width = metrics.horizontalAdvance(pill) + 2 * style::kSpace2;
        const QRectF box(right - width, style::kSpace3, width, metrics.height() + 6);
        painter.setPen(QPen(style::mixed(tokens.line, tokens.secondary, 0.5), 1));
        painter.setBrush(style::faded(tokens.surface, 0.9));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), box.height() / 2,
                                box.height() / 2);
        painter.setPen(tokens.text);
        painter.drawText(box, Qt::AlignCenter, pill);
        right -= width + style::kSpace1;
    }
    painter.restore();
}

void CollapseView::paintAbove(QPainter& painter, QSize size, const CameraControl& camera,
                              bool withHover) const
{
    if (!m_figure.owner)
        return;
    const QStringList caption = captionParts();
    const QRectF room(4, 40, size.width() - 8,
                      size.height() - 48 - style::kSpace3 - captionHeight(size, caption));
    paintMarks(painter, room, m_figure, camera, true);
    paintSelected(painter, camera);
    const QString layer = QString::fromStdString(m_figure.layer->name);
    paintTitle(painter, size, QString::fromStdString(m_figure.run->name),
               m_figure.layer->isLast ? tr("%1, last layer").arg(layer) : layer);
    paintCaption(painter, size, caption);
    paintZoom(painter, size);
    if (session().state(Fact::Collapse).readiness == Readiness::Busy)
        paintChip(painter, size, session().state(Fact::Collapse).message);
    if (!withHover || !m_hovered || m_hovered->i >= places(m_hovered->role).size())
        return;
    const Projected p = camera.project(places(m_hovered->role)[m_hovered->i].cast<double>());
    const QPointF at(p.x, p.y);
    const Card card = cardOf(*m_hovered);
    if (m_hovered->role == CollapseRole::Feature || m_hovered->role == CollapseRole::TestFeature)
        paintEnlarged(painter, {at, 5, false, {}}, card.swatch);
    paintCard(painter, cardRect(card, at, size), card);
}

// The page without its controls.
void CollapseView::paintAll(QPainter& painter, QSize size, double ratio) const
{
    painter.fillRect(QRect(QPoint(), size), style::tokens().surface);
    if (!m_figure.owner) {
        const FactState& state = session().state(Fact::Collapse);
        const bool failed = state.readiness == Readiness::Failed;
        return paintNotice(painter, size,
                           {failed ? QStringLiteral("warning") : QStringLiteral("cube"),
                            failed ? tr("Neural collapse could not be computed")
                                   : tr("Neural collapse is not computed yet"),
                            state.message, failed});
    }
    const Places places = placesIn(size, false);
    CameraControl camera = m_scene->camera();
    camera.setFrame(frameFor(places.scene.size()));
    painter.drawImage(places.scene.topLeft(), sceneImage(m_figure, session().selected(), camera,
                                                         places.scene.size(), ratio));
    painter.save();
    painter.setClipRect(places.scene);
    painter.translate(places.scene.topLeft());
    paintAbove(painter, places.scene.size(), camera, false);
    painter.restore();
    paintPanel(painter, places.panel, panelContent(m_figure));
}

} // namespace leafscope
