// SPDX-License-Identifier: MIT
#include "views/foliation/foliation_meshes.hpp"

#include "core/leaf/tangent.hpp"

#include <vtkCellArray.h>
#include <vtkContourFilter.h>
#include <vtkFeatureEdges.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataNormals.h>
#include <vtkUnsignedCharArray.h>

#include <array>

namespace leafscope {

namespace {

constexpr double kSharp = 35;    // degrees between faces above which an edge is an edge
constexpr double kBelow = 0.004; // where the coloured plane lies

vtkSmartPointer<vtkPoints> pointsOf(const MatrixD& points, const WorldFrame& frame)
{
    auto out = vtkSmartPointer<vtkPoints>::New();
    out->SetNumberOfPoints(points.rows());
    for (Index i = 0; i < points.rows(); ++i) {
        const Vec3 at = frame.toWorld(points.row(i).transpose());
        out->SetPoint(i, at.data());
    }
    return out;
}

PolyData withNormals(const PolyData& mesh)
{
    vtkNew<vtkPolyDataNormals> normals;
    normals->SetInputData(mesh);
    normals->SetFeatureAngle(kSharp);
    normals->SplittingOn();
    normals->ConsistencyOn();
    normals->Update();
    return normals->GetOutput();
}

void addLine(vtkCellArray* lines, vtkIdType first, vtkIdType count)
{
    lines->InsertNextCell(int(count));
    for (vtkIdType i = 0; i < count; ++i)
        lines->InsertCellPoint(first + i);
}

} // namespace

WorldFrame::WorldFrame(const SpaceBox& box)
    : m_scale(2 / box.extent())
    , m_inputs(box.low.size())
{
    m_centre.head(m_inputs) = (box.low + box.high) / 2;
}

Vec3 WorldFrame::toWorld(const VectorD& x) const
{
    Vec3 at = Vec3::Zero();
    at.head(m_inputs) = (x - m_centre.head(m_inputs)) * m_scale;
    return at;
}

VectorD WorldFrame::fromWorld(const Vec3& at) const
{
    return at.head(m_inputs) / m_scale + m_centre.head(m_inputs);
}

PolyData surfaceMesh(const LeafPiece& piece, const WorldFrame& frame)
{
    auto mesh = PolyData::New();
    mesh->SetPoints(pointsOf(piece.points, frame));
    vtkNew<vtkCellArray> triangles;
    for (std::size_t i = 0; i + 2 < piece.triangles.size(); i += 3) {
        const vtkIdType corners[3] = {piece.triangles[i], piece.triangles[i + 1],
                                      piece.triangles[i + 2]};
        triangles->InsertNextCell(3, corners);
    }
    mesh->SetPolys(triangles);
    vtkNew<vtkFloatArray> certainty;
    certainty->SetName("certainty");
    certainty->SetNumberOfTuples(piece.logits.rows());
    for (Index i = 0; i < piece.logits.rows(); ++i)
        certainty->SetValue(i, float(softmax(piece.logits.row(i).transpose()).maxCoeff()));
    mesh->GetPointData()->SetScalars(certainty);
    return withNormals(mesh);
}

PolyData borderLines(const PolyData& surface)
{
    vtkNew<vtkFeatureEdges> edges;
    edges->SetInputData(surface);
    edges->BoundaryEdgesOn();
    edges->FeatureEdgesOff();
    edges->ManifoldEdgesOff();
    edges->NonManifoldEdgesOff();
    edges->ColoringOff();
    edges->Update();
    return edges->GetOutput();
}

PolyData levelLines(const PolyData& surface, const std::vector<double>& levels)
{
    vtkNew<vtkContourFilter> contour;
    contour->SetInputData(surface);
    for (std::size_t i = 0; i < levels.size(); ++i)
        contour->SetValue(int(i), levels[i]);
    contour->ComputeScalarsOff();
    contour->Update();
    return contour->GetOutput();
}

PolyData curveLine(const LeafPiece& piece, const WorldFrame& frame)
{
    return curveLines({piece}, frame);
}

PolyData curveLines(const std::vector<LeafPiece>& pieces, const WorldFrame& frame)
{
    auto mesh = PolyData::New();
    vtkNew<vtkPoints> points;
    vtkNew<vtkCellArray> lines;
    for (const LeafPiece& piece : pieces) {
        if (piece.dimension != 1 || piece.points.rows() < 2)
            continue;
        const vtkIdType first = points->GetNumberOfPoints();
        for (Index i = 0; i < piece.points.rows(); ++i)
            points->InsertNextPoint(frame.toWorld(piece.points.row(i).transpose()).data());
        addLine(lines, first, piece.points.rows());
    }
    mesh->SetPoints(points);
    mesh->SetLines(lines);
    return mesh;
}

PolyData spaceMesh(const SpaceMesh& space, const WorldFrame& frame)
{
    auto mesh = PolyData::New();
    mesh->SetPoints(pointsOf(space.points, frame));
    vtkNew<vtkCellArray> cells;
    const auto corners = std::size_t(space.points.cols());
    for (std::size_t i = 0; i + corners <= space.cells.size(); i += corners) {
        cells->InsertNextCell(int(corners));
        for (std::size_t k = 0; k < corners; ++k)
            cells->InsertCellPoint(space.cells[i + k]);
    }
    if (corners == 2) {
        mesh->SetLines(cells);
        return mesh;
    }
    mesh->SetPolys(cells);
    return withNormals(mesh);
}

PolyData gridLevel(const SpaceGrid& grid, const VectorD& values, double level,
                   const WorldFrame& frame)
{
    const auto strides = grid.strides();
    const int n = int(grid.perAxis);
    const bool plane = grid.axes() == 2;
    vtkNew<vtkImageData> image;
    image->SetDimensions(n, n, plane ? 1 : n);
    const Vec3 low = frame.toWorld(grid.low);
    const Vec3 step = (frame.toWorld(grid.high) - low) / double(n - 1);
    image->SetOrigin(low.x(), low.y(), low.z());
    image->SetSpacing(step.x(), step.y(), plane ? 1 : step.z());
    vtkNew<vtkFloatArray> field;
    field->SetNumberOfTuples(values.size());
    vtkIdType at = 0;
    for (int k = 0; k < (plane ? 1 : n); ++k)
        for (int j = 0; j < n; ++j)
            for (int i = 0; i < n; ++i)
                field->SetValue(at++,
                                float(values[i * strides[0] + j * strides[1] + k * strides[2]]));
    image->GetPointData()->SetScalars(field);
    vtkNew<vtkContourFilter> contour;
    contour->SetInputData(image);
    contour->SetValue(0, level);
    contour->ComputeScalarsOff();
    contour->Update();
    return contour->GetOutput();
}

PolyData colouredPlane(const SpaceGrid& grid, const WorldFrame& frame,
                       const std::function<QColor(Index)>& colourAt)
{
    auto mesh = PolyData::New();
    vtkNew<vtkPoints> points;
    vtkNew<vtkUnsignedCharArray> colours;
    colours->SetNumberOfComponents(3);
    for (Index i = 0; i < grid.count(); ++i) {
        Vec3 at = frame.toWorld(grid.point(i));
        at.z() = -kBelow;
        points->InsertNextPoint(at.data());
        const QColor colour = colourAt(i);
        colours->InsertNextTuple3(colour.red(), colour.green(), colour.blue());
    }
    vtkNew<vtkCellArray> quads;
    const auto strides = grid.strides();
    for (Index i = 0; i < grid.count(); ++i) {
        if (grid.coordinate(i, 0) + 1 >= grid.perAxis || grid.coordinate(i, 1) + 1 >= grid.perAxis)
            continue;
        const vtkIdType corners[4] = {i, i + strides[0], i + strides[0] + strides[1],
                                      i + strides[1]};
        quads->InsertNextCell(4, corners);
    }
    mesh->SetPoints(points);
    mesh->SetPolys(quads);
    mesh->GetPointData()->SetScalars(colours);
    return mesh;
}

} // namespace leafscope
