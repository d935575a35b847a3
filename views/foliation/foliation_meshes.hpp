// SPDX-License-Identifier: MIT
// The parts of a foliation as VTK data. On the window's thread.
#pragma once

#include "core/leaf/foliation.hpp"
#include "views/scene/camera_control.hpp"

#include <QColor>
#include <vtkSmartPointer.h>

#include <functional>
#include <vector>

class vtkPolyData;

namespace leafscope {

/// The box of a foliation centred, its longest side 2; a plane lies at z = 0.
class WorldFrame {
public:
    WorldFrame() = default;
    explicit WorldFrame(const SpaceBox& box);
    Vec3 toWorld(const VectorD& x) const;
    VectorD fromWorld(const Vec3& at) const;
    double scale() const { return m_scale; }

private:
    Vec3 m_centre{0, 0, 0};
    double m_scale = 1;
    Index m_inputs = 3;
};

using PolyData = vtkSmartPointer<vtkPolyData>;

/// A surface with smooth normals that break at sharp kinks; scalars: the largest probability.
PolyData surfaceMesh(const LeafPiece& piece, const WorldFrame& frame);
/// Its border, and where the largest probability takes the values of `levels`.
PolyData borderLines(const PolyData& surface);
PolyData levelLines(const PolyData& surface, const std::vector<double>& levels);
PolyData curveLine(const LeafPiece& piece, const WorldFrame& frame);
/// Several curves in one.
PolyData curveLines(const std::vector<LeafPiece>& pieces, const WorldFrame& frame);
/// Segments or triangles; triangles get normals.
PolyData spaceMesh(const SpaceMesh& mesh, const WorldFrame& frame);
/// Where a field on the grid takes a value: lines in the plane, surfaces in space.
PolyData gridLevel(const SpaceGrid& grid, const VectorD& values, double level,
                   const WorldFrame& frame);
/// Quads of a plane grid with a colour at every point, a little below z = 0.
PolyData colouredPlane(const SpaceGrid& grid, const WorldFrame& frame,
                       const std::function<QColor(Index)>& colourAt);

} // namespace leafscope
