// SPDX-License-Identifier: MIT
#include "views/neighborhood/neighborhood_scene.hpp"

#include "views/scene/camera_control.hpp"
#include "views/scene/lit_surfaces.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <vtkActor.h>
#include <vtkCellArray.h>
#include <vtkNew.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace leafscope {

namespace {

constexpr int kPeels = 6; // in the window; a picture takes kPicturePeels
constexpr int kPicturePeels = 16;
constexpr int kRound = 48; // corners of a disc
constexpr double kHullOpacity = 0.11;
constexpr double kDiscOpacity = 0.13;
constexpr double kMarkedOpacity = 0.34;

using PolyData = vtkSmartPointer<vtkPolyData>;

vtkSmartPointer<vtkPoints> pointsOf(const std::vector<Vec3>& places)
{
    auto points = vtkSmartPointer<vtkPoints>::New();
    for (const Vec3& place : places)
        points->InsertNextPoint(place.data());
    return points;
}

PolyData lineMesh(const std::vector<Vec3>& places, const std::vector<std::pair<int, int>>& lines)
{
    auto mesh = PolyData::New();
    mesh->SetPoints(pointsOf(places));
    vtkNew<vtkCellArray> cells;
    for (const auto& [a, b] : lines) {
        const vtkIdType ends[2] = {a, b};
        cells->InsertNextCell(2, ends);
    }
    mesh->SetLines(cells);
    return mesh;
}

/// The rim of a disc.
std::vector<Vec3> rimOf(const SceneDisc& disc)
{
    const Vec3 normal = disc.normal.normalized();
    const Vec3 u = normal.unitOrthogonal();
    const Vec3 v = normal.cross(u);
    std::vector<Vec3> rim;
    for (int i = 0; i < kRound; ++i) {
        const double angle = 2 * std::numbers::pi * i / kRound;
        rim.emplace_back(disc.centre + disc.radius * (std::cos(angle) * u + std::sin(angle) * v));
    }
    return rim;
}

} // namespace

NeighborhoodScene::NeighborhoodScene(vtkRenderer* renderer)
    : m_renderer(renderer)
    , m_cloud(std::make_unique<PointCloud>(renderer))
{
    lightSurfaces(renderer, kPeels);
}

NeighborhoodScene::~NeighborhoodScene()
{
    for (const Part& part : m_parts)
        m_renderer->RemoveActor(part.actor);
}

void NeighborhoodScene::setSupersampling(double factor)
{
    m_supersampling = factor;
    m_renderer->SetMaximumNumberOfPeels(kPicturePeels);
    m_renderer->SetUseFXAA(factor == 1);
}

vtkSmartPointer<vtkActor> NeighborhoodScene::add(vtkPolyData* mesh, const QColor& colour,
                                                 double opacity, double width)
{
    auto actor = vtkSmartPointer<vtkActor>::New();
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(mesh);
    mapper->ScalarVisibilityOff();
    actor->SetMapper(mapper);
    actor->PickableOff();
    vtkProperty* property = actor->GetProperty();
    property->SetColor(colour.redF(), colour.greenF(), colour.blueF());
    property->SetOpacity(opacity);
    property->SetAmbient(0.4);
    property->SetDiffuse(0.7);
    property->SetLighting(width == 0);
    m_renderer->AddActor(actor);
    m_parts.push_back({actor, width});
    return actor;
}

void NeighborhoodScene::addHull(const SceneContent& content)
{
    const QColor ink = style::tokens().secondary;
    if (!content.hull.triangles.empty()) {
        auto mesh = PolyData::New();
        mesh->SetPoints(pointsOf(content.corners));
        vtkNew<vtkCellArray> faces;
        for (const auto& [a, b, c] : content.hull.triangles) {
            const vtkIdType corners[3] = {a, b, c};
            faces->InsertNextCell(3, corners);
        }
        mesh->SetPolys(faces);
        // Each face its own light: a polytope has corners.
        vtkProperty* property = add(mesh, ink, kHullOpacity, 0)->GetProperty();
        property->SetInterpolationToFlat();
        property->SetLighting(!content.flat);
    }
    if (!content.hull.edges.empty())
        add(lineMesh(content.corners, content.hull.edges), ink, 0.55, 1);
}

void NeighborhoodScene::addDisc(const SceneDisc& disc, bool flat)
{
    if (!(disc.normal.norm() > 0))
        return; // a copy of the query: there is no plane
    if (flat) {
        const Vec3 normal = disc.normal.normalized();
        const Vec3 along = disc.radius * Vec3(-normal.y(), normal.x(), 0);
        add(lineMesh({disc.centre - along, disc.centre + along}, {{0, 1}}), disc.colour,
            disc.marked ? 1 : 0.7, disc.marked ? 2.4 : 1.6);
        return;
    }
    const std::vector<Vec3> rim = rimOf(disc);
    auto mesh = PolyData::New();
    mesh->SetPoints(pointsOf(rim));
    vtkNew<vtkCellArray> face;
    face->InsertNextCell(kRound);
    std::vector<std::pair<int, int>> around;
    for (int i = 0; i < kRound; ++i) {
        face->InsertCellPoint(i);
        around.emplace_back(i, (i + 1) % kRound);
    }
    mesh->SetPolys(face);
    add(mesh, disc.colour, disc.marked ? kMarkedOpacity : kDiscOpacity, 0)
        ->GetProperty()
        ->SetLighting(false);
    add(lineMesh(rim, around), disc.colour, disc.marked ? 1 : 0.5, disc.marked ? 2 : 1);
}

void NeighborhoodScene::addContext(const std::vector<Eigen::Vector3f>& points)
{
    const bool dark = style::theme() == style::Theme::Dark;
    const QColor grey =
        style::mixed(style::tokens().surface, style::tokens().secondary, dark ? 0.5 : 0.42);
    const std::vector<QRgb> colours(points.size(), grey.rgb());
    const std::vector<std::uint8_t> visible(points.size(), 1);
    const std::vector<int> groups(points.size(), 0);
    m_cloud->setColours(style::tokens().surface, 0, style::tokens().accent);
    m_cloud->set(
        points, colours, {},
        stratifiedOrder(groups, visible, PointCloud::kMovingCount, PointCloud::kRestCount));
    m_count = points.size();
}

void NeighborhoodScene::set(const SceneContent& content)
{
    for (const Part& part : m_parts)
        m_renderer->RemoveActor(part.actor);
    m_parts.clear();
    addHull(content);
    for (const SceneDisc& disc : content.discs)
        addDisc(disc, content.flat);
    addContext(content.context);
    fitLines();
}

void NeighborhoodScene::fitLines()
{
    for (const Part& part : m_parts)
        if (part.width > 0) // wide lines cost software rendering as much as the surfaces
            part.actor->GetProperty()->SetLineWidth(
                m_moving ? 1.0F : float(part.width * m_ratio * m_supersampling));
}

void NeighborhoodScene::setView(const CameraControl& camera, double ratio)
{
    m_ratio = ratio;
    PointSize size;
    size.base = std::clamp(3.4 - 0.5 * std::log10(std::max(1.0, double(m_count)) / 300), 2.0, 3.6);
    m_cloud->setView(camera, size, ratio * m_supersampling);
    fitLines();
}

void NeighborhoodScene::setMoving(bool moving)
{
    m_cloud->setReduced(moving);
    m_renderer->SetUseDepthPeeling(!moving);
    m_renderer->SetUseFXAA(!moving);
    m_moving = moving;
    fitLines();
}

} // namespace leafscope
