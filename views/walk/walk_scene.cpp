// SPDX-License-Identifier: MIT
#include "views/walk/walk_scene.hpp"

#include "views/style/colour.hpp"

#include <Eigen/Geometry>
#include <vtkActor.h>
#include <vtkArrowSource.h>
#include <vtkCellArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkSmartPointer.h>
#include <vtkSphereSource.h>
#include <vtkTransform.h>
#include <vtkTubeFilter.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

constexpr int kTubeSides = 14;
constexpr double kTubeShare = 0.006; ///< of the extent: the current walk's radius
constexpr double kOtherShare = 0.0035;
constexpr double kStartShare = 0.013;
constexpr double kArrowShare = 0.22;
constexpr double kPatchShare = 0.17; ///< half its side
constexpr int kPatchCells = 4;       ///< on each side of the middle
constexpr int kFloorCells = 10;

void paintWith(vtkActor* actor, const QColor& colour)
{
    actor->GetProperty()->SetColor(colour.redF(), colour.greenF(), colour.blueF());
}

/// Points that do not coincide: a tube cannot turn without going on.
vtkSmartPointer<vtkPolyData> lineOf(const DrawnWalk& walk, double least)
{
    vtkNew<vtkPoints> points;
    vtkNew<vtkUnsignedCharArray> colours;
    colours->SetNumberOfComponents(3);
    Eigen::Vector3f last = Eigen::Vector3f::Constant(std::numeric_limits<float>::infinity());
    for (std::size_t i = 0; i < walk.points.size(); ++i) {
        const Eigen::Vector3f& p = walk.points[i];
        if (points->GetNumberOfPoints() > 0 && (p - last).norm() < least)
            continue;
        last = p;
        points->InsertNextPoint(p.x(), p.y(), p.z());
        const QColor& c = walk.colours[i];
        const unsigned char rgb[3] = {static_cast<unsigned char>(c.red()),
                                      static_cast<unsigned char>(c.green()),
                                      static_cast<unsigned char>(c.blue())};
        colours->InsertNextTypedTuple(rgb);
    }
    auto line = vtkSmartPointer<vtkPolyData>::New();
    vtkNew<vtkCellArray> cells;
    cells->InsertNextCell(points->GetNumberOfPoints());
    for (vtkIdType i = 0; i < points->GetNumberOfPoints(); ++i)
        cells->InsertCellPoint(i);
    line->SetPoints(points);
    line->SetLines(cells);
    line->GetPointData()->SetScalars(colours);
    return line;
}

/// Lines of a grid of cells spanned by two vectors around a middle.
vtkSmartPointer<vtkPolyData> gridOf(const Eigen::Vector3f& middle, const Eigen::Vector3f& u,
                                    const Eigen::Vector3f& v, int cells)
{
    vtkNew<vtkPoints> points;
    vtkNew<vtkCellArray> lines;
    const auto add = [&](const Eigen::Vector3f& a, const Eigen::Vector3f& b) {
        const vtkIdType ends[2] = {points->InsertNextPoint(a.x(), a.y(), a.z()),
                                   points->InsertNextPoint(b.x(), b.y(), b.z())};
        lines->InsertNextCell(2, ends);
    };
    for (int i = -cells; i <= cells; ++i) {
        const float t = float(i) / float(cells);
        add(middle + t * u - v, middle + t * u + v);
        add(middle - u + t * v, middle + u + t * v);
    }
    auto grid = vtkSmartPointer<vtkPolyData>::New();
    grid->SetPoints(points);
    grid->SetLines(lines);
    return grid;
}

vtkSmartPointer<vtkActor> actorOf(vtkPolyData* data, bool lit)
{
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(data);
    auto actor = vtkSmartPointer<vtkActor>::New();
    actor->SetMapper(mapper);
    actor->GetProperty()->SetLighting(lit);
    return actor;
}

/// An arrow from `from` along `to`, as long as `to`.
vtkSmartPointer<vtkActor> arrowOf(const Eigen::Vector3f& from, const Eigen::Vector3f& to)
{
    vtkNew<vtkArrowSource> source;
    source->SetTipResolution(20);
    source->SetShaftResolution(14);
    source->SetShaftRadius(0.018);
    source->SetTipRadius(0.055);
    source->SetTipLength(0.22);
    const Eigen::Vector3f x = to.normalized();
    const Eigen::Vector3f y = x.unitOrthogonal();
    const Eigen::Vector3f z = x.cross(y);
    const double length = to.norm();
    double matrix[16] = {x.x() * length,
                         y.x() * length,
                         z.x() * length,
                         from.x(),
                         x.y() * length,
                         y.y() * length,
                         z.y() * length,
                         from.y(),
                         x.z() * length,
                         y.z() * length,
                         z.z() * length,
                         from.z(),
                         0,
                         0,
                         0,
                         1};
    vtkNew<vtkTransform> transform;
    transform->SetMatrix(matrix);
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputConnection(source->GetOutputPort());
    auto actor = vtkSmartPointer<vtkActor>::New();
    actor->SetMapper(mapper);
    actor->SetUserTransform(transform);
    return actor;
}

} // namespace

class WalkScene::Parts {
public:
    explicit Parts(vtkRenderer* renderer)
        : m_renderer(renderer)
    {
    }

    using Group = std::vector<vtkSmartPointer<vtkActor>>;

    void clear(Group& group)
    {
        for (const auto& actor : group)
            m_renderer->RemoveActor(actor);
        group.clear();
    }

    void add(Group& group, const vtkSmartPointer<vtkActor>& actor)
    {
        m_renderer->AddActor(actor);
        group.push_back(actor);
    }

    void addTube(const DrawnWalk& walk, double extent)
    {
        vtkNew<vtkTubeFilter> tube;
        tube->SetInputData(lineOf(walk, extent * 1e-5));
        tube->SetNumberOfSides(kTubeSides);
        tube->SetRadius(extent * (walk.isCurrent ? kTubeShare : kOtherShare));
        tube->CappingOn();
        vtkNew<vtkPolyDataMapper> mapper;
        mapper->SetInputConnection(tube->GetOutputPort());
        vtkNew<vtkActor> actor;
        actor->SetMapper(mapper);
        vtkProperty* look = actor->GetProperty();
        look->SetInterpolationToGouraud();
        look->SetAmbient(0.45);
        look->SetDiffuse(0.62);
        look->SetSpecular(walk.isCurrent ? 0.12 : 0.0);
        look->SetSpecularPower(30);
        add(walks, actor.GetPointer());
    }

    void addStart(const DrawnWalk& walk, double extent)
    {
        vtkNew<vtkSphereSource> ball;
        ball->SetCenter(walk.points[0].x(), walk.points[0].y(), walk.points[0].z());
        ball->SetRadius(extent * kStartShare);
        ball->SetThetaResolution(24);
        ball->SetPhiResolution(16);
        vtkNew<vtkPolyDataMapper> mapper;
        mapper->SetInputConnection(ball->GetOutputPort());
        vtkNew<vtkActor> actor;
        actor->SetMapper(mapper);
        actor->GetProperty()->SetAmbient(0.45);
        actor->GetProperty()->SetDiffuse(0.62);
        paintWith(actor, walk.colours[0]);
        add(walks, actor.GetPointer());
    }

    Group walks;
    Group head;
    Group floor;
    QColor ink;
    QColor leaf;
    QColor pale; ///< of the floor

private:
    vtkRenderer* m_renderer;
};

WalkScene::WalkScene(vtkRenderer* renderer)
    : m_parts(std::make_unique<Parts>(renderer))
{
    renderer->SetUseFXAA(true);
}

WalkScene::~WalkScene() = default;

void WalkScene::setColours(const QColor& background, const QColor& ink, const QColor& leaf)
{
    // Mixed here and opaque there: blended lines that cross show wrong colours on software OpenGL.
    m_parts->ink = ink;
    m_parts->leaf = style::mixed(background, leaf, 0.6);
    m_parts->pale = style::mixed(background, ink, 0.22);
}

void WalkScene::setWalks(const std::vector<DrawnWalk>& walks, double extent)
{
    m_parts->clear(m_parts->walks);
    for (const DrawnWalk& walk : walks) {
        if (walk.points.empty())
            continue;
        m_parts->addStart(walk, extent);
        if (walk.points.size() > 1)
            m_parts->addTube(walk, extent);
    }
}

void WalkScene::setHead(const DrawnHead& head, double extent)
{
    Parts& parts = *m_parts;
    parts.clear(parts.head);
    for (const Eigen::Vector3f& direction : head.arrows) {
        if (direction.norm() < 0.02)
            continue; // it leaves the picture
        const auto arrow = arrowOf(head.at, float(extent * kArrowShare) * direction);
        paintWith(arrow, parts.ink);
        arrow->GetProperty()->SetAmbient(0.5);
        arrow->GetProperty()->SetDiffuse(0.55);
        parts.add(parts.head, arrow);
    }
    if (head.arrows.size() < 2)
        return;
    const Eigen::Vector3f u = float(extent * kPatchShare) * head.arrows[0];
    const Eigen::Vector3f v = float(extent * kPatchShare) * head.arrows[1];
    const auto lines = actorOf(gridOf(head.at, u, v, kPatchCells), false);
    paintWith(lines, parts.leaf);
    parts.add(parts.head, lines);
}

void WalkScene::setFloor(bool shown, double extent)
{
    Parts& parts = *m_parts;
    parts.clear(parts.floor);
    if (!shown)
        return;
    const auto half = float(extent * 0.75);
    const auto lines = actorOf(gridOf({0, 0, 0}, {half, 0, 0}, {0, 0, half}, kFloorCells), false);
    paintWith(lines, parts.pale);
    parts.add(parts.floor, lines);
}

} // namespace leafscope
