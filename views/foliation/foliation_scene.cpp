// SPDX-License-Identifier: MIT
#include "views/foliation/foliation_scene.hpp"

#include "core/leaf/tangent.hpp"
#include "views/scene/lit_surfaces.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <vtkActor.h>
#include <vtkNew.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkShaderProperty.h>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

const std::vector<double> kLevels{0.5, 0.75, 0.95}; // largest probability, as lines on leaves
constexpr double kLeafOpacity = 0.36;
constexpr double kFibreOpacity = 0.22;
constexpr int kPeels = 4; // in the window; a picture takes kPicturePeels
constexpr int kPicturePeels = 12;

// Lines on a surface lie just before it.
constexpr const char* kNearer = R"(//VTK::PositionVC::Impl
  gl_Position.z -= 0.0012 * gl_Position.w;
)";

void colour(vtkProperty* property, const QColor& c)
{
    property->SetColor(c.redF(), c.greenF(), c.blueF());
}

bool isDark()
{
    return style::theme() == style::Theme::Dark;
}

/// Towards the text's lightness: outlines of a surface.
QColor outline(const QColor& c)
{
    return style::mixed(c, style::tokens().text, isDark() ? 0.35 : 0.4);
}

} // namespace

FoliationScene::FoliationScene(vtkRenderer* renderer)
    : m_renderer(renderer)
    , m_cloud(std::make_unique<PointCloud>(renderer))
{
    lightSurfaces(renderer, kPeels);
}

FoliationScene::~FoliationScene()
{
    for (auto* parts : {&m_parts, &m_singular, &m_probe})
        clear(*parts);
}

void FoliationScene::setSupersampling(double factor)
{
    m_supersampling = factor;
    m_renderer->SetMaximumNumberOfPeels(kPicturePeels);
    m_renderer->SetUseFXAA(factor == 1);
}

void FoliationScene::clear(std::vector<Part>& parts)
{
    for (const Part& part : parts)
        m_renderer->RemoveActor(part.actor);
    parts.clear();
}

vtkSmartPointer<vtkActor> FoliationScene::add(std::vector<Part>& parts, Family family,
                                              const PolyData& mesh)
{
    auto actor = vtkSmartPointer<vtkActor>::New();
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(mesh);
    mapper->ScalarVisibilityOff();
    actor->SetMapper(mapper);
    actor->PickableOff();
    m_renderer->AddActor(actor);
    parts.push_back({actor, family, 0});
    return actor;
}

void FoliationScene::addSurface(std::vector<Part>& parts, Family family, const PolyData& mesh,
                                const SurfaceLook& look)
{
    if (mesh->GetNumberOfPolys() == 0)
        return;
    vtkProperty* property = add(parts, family, mesh)->GetProperty();
    colour(property, look.colour);
    property->SetOpacity(look.opacity);
    property->SetAmbient(0.32);
    property->SetDiffuse(0.78);
    property->SetSpecular(look.gloss);
    property->SetSpecularPower(28);
    // A net of small faces says nothing by its shading.
    property->SetLighting(family != Family::Facets);
}

void FoliationScene::addLines(std::vector<Part>& parts, Family family, const PolyData& mesh,
                              const QColor& ink, double width, double opacity, bool tubes)
{
    if (mesh->GetNumberOfLines() == 0)
        return;
    const auto actor = add(parts, family, mesh);
    vtkProperty* property = actor->GetProperty();
    colour(property, ink);
    property->SetOpacity(opacity);
    property->SetRenderLinesAsTubes(tubes);
    property->SetLighting(tubes);
    property->SetAmbient(0.4);
    property->SetDiffuse(0.65);
    actor->GetShaderProperty()->AddVertexShaderReplacement("//VTK::PositionVC::Impl", true, kNearer,
                                                           false);
    parts.back().width = width;
}

void FoliationScene::addLeaf(std::vector<Part>& parts, Family family, const LeafPiece& piece,
                             const QColor& ink, double opacity)
{
    const bool plane = m_foliation->inputs() == 2;
    if (piece.dimension == 1)
        return addLines(parts, family, curveLine(piece, m_frame), ink, plane ? 1.8 : 3.4, 1,
                        !plane);
    if (piece.dimension != 2)
        return;
    const PolyData surface = surfaceMesh(piece, m_frame);
    addSurface(parts, family, surface, {ink, opacity, 0.16});
    addLines(parts, family, borderLines(surface), outline(ink), 1.2, 0.9);
    if (family == Family::Leaves)
        addLines(parts, family, levelLines(surface, kLevels), outline(ink), 1, 0.4);
}

void FoliationScene::addLeaves()
{
    const auto& leaves = m_foliation->leaves;
    for (std::size_t i = 0; i < leaves.size(); ++i)
        addLeaf(m_parts, Family::Leaves, leaves[i], leafColour(i, leaves.size()), kLeafOpacity);
}

void FoliationScene::addKernels()
{
    const QColor ink = familyColour(Family::Kernels);
    const bool plane = m_foliation->inputs() == 2;
    addLines(m_parts, Family::Kernels, curveLines(m_foliation->kernels, m_frame), ink,
             plane ? 1 : 1.3, plane ? 0.8 : 0.75);
    for (const LeafPiece& piece : m_foliation->kernels)
        if (piece.dimension == 2)
            addLeaf(m_parts, Family::Kernels, piece, ink, kFibreOpacity);
}

void FoliationScene::addMeshes()
{
    const QColor facets = familyColour(Family::Facets);
    const QColor boundary = familyColour(Family::Boundary);
    const PolyData kinks = spaceMesh(m_foliation->facets, m_frame);
    const PolyData change = spaceMesh(m_foliation->boundary, m_frame);
    if (m_foliation->inputs() == 2) {
        addLines(m_parts, Family::Facets, kinks, facets, 1, 0.22);
        addLines(m_parts, Family::Boundary, change, boundary, 1.6, 0.8);
    } else {
        const bool many = m_foliation->facets.cellCount() > 8000;
        addSurface(m_parts, Family::Facets, kinks, {facets, many ? 0.05 : 0.16, 0});
        addSurface(m_parts, Family::Boundary, change, {boundary, 0.16, 0});
    }
}

void FoliationScene::addSingular()
{
    clear(m_singular);
    if (!m_foliation || m_foliation->rank == 0 || m_threshold <= 0)
        return;
    const PolyData level =
        gridLevel(m_foliation->grid, m_foliation->singular, m_threshold, m_frame);
    const QColor ink = familyColour(Family::Singular);
    if (m_foliation->inputs() == 2)
        addLines(m_singular, Family::Singular, level, ink, 1.6, 0.9);
    else {
        addSurface(m_singular, Family::Singular, level, {ink, 0.13, 0});
        if (level->GetNumberOfPolys() > 0)
            addLines(m_singular, Family::Singular, borderLines(level), ink, 1.2, 0.55);
    }
}

void FoliationScene::addRegions()
{
    if (m_foliation->inputs() != 2)
        return;
    const MatrixD& logits = m_foliation->gridLogits;
    const PolyData plane = colouredPlane(m_foliation->grid, m_frame, [&](Index i) {
        const VectorD s = logits.row(i).transpose();
        if (!s.allFinite())
            return style::tokens().surface;
        const double chance = 1 / double(s.size());
        return regionColour(int(predictionOf(s)), (softmax(s).maxCoeff() - chance) / (1 - chance));
    });
    const auto actor = add(m_parts, Family::Regions, plane);
    actor->GetMapper()->ScalarVisibilityOn();
    actor->GetMapper()->SetColorModeToDirectScalars();
    actor->GetProperty()->LightingOff();
}

void FoliationScene::fillSamples()
{
    m_samplePoints.clear();
    const std::vector<int> classes = m_foliation ? sampleClasses(*m_foliation) : std::vector<int>();
    std::vector<QRgb> colours;
    std::vector<std::uint8_t> visible;
    const bool shown = m_hidden.count(int(Family::Samples)) == 0;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        m_samplePoints.push_back(
            m_frame.toWorld(m_foliation->samples.row(Index(i)).transpose()).cast<float>());
        colours.push_back(style::categorical(classes[i]).rgb());
        visible.push_back(shown && m_hidden.count(kFirstClass + classes[i]) == 0);
    }
    m_order = std::make_shared<DrawOrder>(
        stratifiedOrder(classes, visible, PointCloud::kMovingCount, PointCloud::kRestCount));
    m_cloud->setColours(style::tokens().surface, isDark() ? 0.35 : 0.45, style::tokens().accent);
    m_cloud->set(m_samplePoints, colours, {}, *m_order);
}

void FoliationScene::set(std::shared_ptr<const Foliation> foliation, double singularBelow)
{
    for (auto* parts : {&m_parts, &m_singular, &m_probe})
        clear(*parts);
    m_foliation = std::move(foliation);
    m_threshold = singularBelow;
    if (m_foliation) {
        m_frame = WorldFrame(m_foliation->box);
        addRegions();
        addMeshes();
        addLeaves();
        addKernels();
        addSingular();
    }
    fillSamples();
    showParts();
}

void FoliationScene::setSingularBelow(double threshold)
{
    m_threshold = threshold;
    addSingular();
    showParts();
}

void FoliationScene::setHidden(const std::set<int>& hidden)
{
    m_hidden = hidden;
    fillSamples();
    showParts();
}

void FoliationScene::setProbe(const LeafPiece* leaf, const LeafPiece* fibre)
{
    clear(m_probe);
    const QColor accent = style::tokens().accent;
    if (leaf && m_foliation)
        addLeaf(m_probe, Family::Leaves, *leaf, accent, 0.6);
    if (fibre && m_foliation && fibre->dimension == 1)
        addLines(m_probe, Family::Kernels, curveLine(*fibre, m_frame), accent, 3, 1,
                 m_foliation->inputs() == 3);
    else if (fibre && m_foliation)
        addLeaf(m_probe, Family::Kernels, *fibre, accent, 0.3);
    showParts();
}

// What was asked for by hand stays when its family is hidden.
void FoliationScene::showParts()
{
    for (auto* parts : {&m_parts, &m_singular, &m_probe})
        for (const Part& part : *parts) {
            part.actor->SetVisibility(parts == &m_probe || m_hidden.count(int(part.family)) == 0);
            // Wide lines cost software rendering as much as the surfaces.
            if (part.width > 0)
                part.actor->GetProperty()->SetLineWidth(
                    m_moving ? 1.0f : float(part.width * m_ratio * m_supersampling));
        }
}

PointSize FoliationScene::sampleSize(const CameraControl& camera, std::size_t count)
{
    PointSize size;
    const double side = std::min(camera.frame().width, camera.frame().height);
    const double room = std::clamp(std::sqrt(side / 640), 0.85, 1.3);
    size.base =
        std::clamp((4.2 - 1.1 * std::log10(std::max(1.0, double(count)) / 1000)) * room, 2.4, 5.5);
    return size;
}

void FoliationScene::setView(const CameraControl& camera, double ratio)
{
    m_ratio = ratio;
    m_cloud->setView(camera, sampleSize(camera, m_order ? m_order->rest : 0),
                     ratio * m_supersampling);
    showParts();
}

void FoliationScene::setMoving(bool moving)
{
    m_cloud->setReduced(moving);
    m_renderer->SetUseDepthPeeling(!moving);
    m_renderer->SetUseFXAA(!moving);
    m_moving = moving;
    showParts();
}

int FoliationScene::actorCount(Family family) const
{
    int count = 0;
    for (const auto* parts : {&m_parts, &m_singular})
        for (const Part& part : *parts)
            count += part.family == family;
    return count;
}

int FoliationScene::visibleCount(Family family) const
{
    int count = 0;
    for (const auto* parts : {&m_parts, &m_singular})
        for (const Part& part : *parts)
            count += part.family == family && part.actor->GetVisibility();
    return count;
}

} // namespace leafscope
