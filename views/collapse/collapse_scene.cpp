// SPDX-License-Identifier: MIT
#include "views/collapse/collapse_scene.hpp"

#include "views/collapse/collapse_colours.hpp"
#include "views/scene/camera_control.hpp"
#include "views/scene/lit_surfaces.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <vtkRenderer.h>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kFewClasses = 12; // all edges of their simplex can be drawn

QRgb darker(const QColor& colour)
{
    return style::mixed(colour, style::tokens().text, 0.22).rgb();
}

} // namespace

double CollapseFigure::ball() const
{
    const double many = std::clamp(std::sqrt(10.0 / std::max(1, classes())), 0.3, 1.0);
    return 0.03 * limits.reach * many;
}

CollapseScene::CollapseScene(vtkRenderer* renderer)
    : m_renderer(renderer)
    , m_edges(renderer)
    , m_glyphs(renderer)
    , m_testCloud(renderer)
    , m_cloud(renderer)
{
    lightSurfaces(renderer, 1);
    renderer->SetUseDepthPeeling(false); // nothing here is translucent
}

void CollapseScene::setSupersampling(double factor)
{
    m_supersampling = factor;
    m_renderer->SetUseFXAA(factor == 1);
}

void CollapseScene::setMoving(bool moving)
{
    m_cloud.setReduced(moving);
    m_testCloud.setReduced(moving);
    m_renderer->SetUseFXAA(!moving && m_supersampling == 1);
}

PointSize CollapseScene::pointSize(bool test)
{
    PointSize size;
    size.base = test ? 3.2 : 4.0;
    size.growth = 0.6;
    size.smallest = test ? 2.2 : 2.6;
    size.largest = 9;
    return size;
}

void CollapseScene::set(const CollapseFigure& figure, const std::vector<std::int64_t>& selected)
{
    if (!figure.owner) {
        m_glyphs.set({});
        m_edges.set({}, {});
        m_order.reset();
        m_testOrder.reset();
        for (PointCloud* cloud : {&m_cloud, &m_testCloud})
            cloud->set({}, {}, {}, DrawOrder());
        return;
    }
    fillEdges(figure);
    fillGlyphs(figure);
    fillFeatures(figure, false, selected);
    fillFeatures(figure, true, {});
}

// The ghost: the edges of the simplex, or those of the face or span where all would be too many.
void CollapseScene::fillEdges(const CollapseFigure& figure)
{
    std::vector<Segment> lines;
    const CollapseMoment& at = figure.moment;
    std::vector<int> ends = figure.pose.classes;
    if (ends.empty() && figure.classes() <= kFewClasses)
        for (int c = 0; c < figure.classes(); ++c)
            ends.push_back(c);
    const style::Tokens& tokens = style::tokens();
    const QRgb ink = style::mixed(tokens.surface, tokens.secondary, 0.5).rgb();
    if (figure.settings.ideal && !at.vertices.empty())
        for (std::size_t i = 0; i < ends.size(); ++i)
            for (std::size_t j = i + 1; j < ends.size(); ++j)
                lines.push_back({std::uint32_t(ends[i]), std::uint32_t(ends[j]), ink});
    m_edges.set(at.vertices, lines);
}

void CollapseScene::fillGlyphs(const CollapseFigure& figure)
{
    const CollapseMoment& at = figure.moment;
    const CollapseSettings& s = figure.settings;
    const auto ball = float(figure.ball());
    std::vector<Glyph> glyphs;
    glyphs.push_back({GlyphShape::Ball, at.centre, at.centre, 0.42F * ball,
                      style::mixed(style::tokens().surface, style::tokens().secondary, 0.8).rgb()});
    const auto add = [&](const Vector3s& places, CollapseRole role, GlyphShape shape, float radius,
                         float stick) {
        for (std::size_t c = 0; c < places.size(); ++c) {
            const QColor colour = collapseColour(role, int(c), figure.classes(), s.paper);
            glyphs.push_back({shape, places[c], places[c], radius, colour.rgb()});
            if (s.sticks)
                glyphs.push_back({GlyphShape::Stick, at.centre, places[c], stick, darker(colour)});
        }
    };
    add(at.means, CollapseRole::Mean, GlyphShape::Ball, ball, 0.26F * ball);
    if (s.classifiers) // its corners look out of the ball of the mean when both are at one place
        add(at.classifiers, CollapseRole::Classifier, GlyphShape::Diamond, 1.45F * ball,
            0.13F * ball);
    m_glyphs.set(glyphs);
}

void CollapseScene::fillFeatures(const CollapseFigure& figure, bool test,
                                 const std::vector<std::int64_t>& selected)
{
    const CollapseMoment& at = figure.moment;
    const Vector3s& places = test ? at.testFeatures : at.features;
    const std::vector<std::int32_t>& classOf =
        test ? figure.run->testClass : figure.run->sampleClass;
    const bool shown = test ? figure.settings.test : figure.settings.train;
    const std::size_t count = std::min(places.size(), classOf.size());
    std::vector<QRgb> ofClass;
    for (int c = 0; c < figure.classes(); ++c)
        ofClass.push_back(collapseColour(test ? CollapseRole::TestFeature : CollapseRole::Feature,
                                         c, figure.classes(), figure.settings.paper)
                              .rgb());
    std::vector<QRgb> colours(count);
    std::vector<std::uint8_t> visible(count);
    std::vector<PointMark> marks;
    if (!selected.empty())
        marks.assign(count, PointMark::Plain);
    for (std::size_t i = 0; i < count; ++i) {
        colours[i] = ofClass[std::size_t(classOf[i])];
        visible[i] = shown && places[i].allFinite();
        if (!selected.empty() &&
            std::binary_search(selected.begin(), selected.end(), figure.run->samples[i]))
            marks[i] = PointMark::Selected;
    }
    auto order = std::make_shared<const DrawOrder>(
        stratifiedOrder(std::vector<int>(classOf.begin(), classOf.begin() + std::ptrdiff_t(count)),
                        visible, PointCloud::kMovingCount, PointCloud::kRestCount));
    PointCloud& cloud = test ? m_testCloud : m_cloud;
    cloud.setColours(style::tokens().surface, style::theme() == style::Theme::Dark ? 0.5 : 0.3,
                     style::tokens().accent);
    cloud.set(count == places.size()
                  ? places
                  : Vector3s(places.begin(), places.begin() + std::ptrdiff_t(count)),
              colours, marks, *order);
    (test ? m_testOrder : m_order) = std::move(order);
}

void CollapseScene::setView(const CameraControl& camera, double ratio)
{
    m_ratio = ratio;
    m_edges.setWidth(1.5 * ratio * m_supersampling);
    m_cloud.setView(camera, pointSize(false), ratio * m_supersampling);
    m_testCloud.setView(camera, pointSize(true), ratio * m_supersampling);
}

} // namespace leafscope
