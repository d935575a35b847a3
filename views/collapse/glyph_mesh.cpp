// SPDX-License-Identifier: MIT
#include "views/collapse/glyph_mesh.hpp"

#include <Eigen/Geometry>
#include <vtkActor.h>
#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkIdTypeArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkShaderProperty.h>
#include <vtkUnsignedCharArray.h>

#include <array>
#include <cmath>
#include <numbers>

namespace leafscope {

namespace {

constexpr std::size_t kMany = 64; // glyphs beyond which each is coarser
constexpr int kSides = 10;        // of a stick

using Vector = Eigen::Vector3f;

/// Surface of one glyph at the origin, radius 1: places are normals as well, but for sharp edges.
struct Template {
    std::vector<Vector> places;
    std::vector<Vector> normals;
    std::vector<std::array<int, 3>> faces;
};

Template ball(int around, int rows)
{
    Template out;
    for (int i = 0; i <= rows; ++i)
        for (int j = 0; j < around; ++j) {
            const double polar = std::numbers::pi * i / rows;
            const double angle = 2 * std::numbers::pi * j / around;
            out.places.emplace_back(float(std::sin(polar) * std::cos(angle)),
                                    float(std::cos(polar)),
                                    float(std::sin(polar) * std::sin(angle)));
        }
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < around; ++j) {
            const int next = (j + 1) % around;
            const int a = i * around;
            const int b = a + around;
            out.faces.push_back({a + j, a + next, b + j});
            out.faces.push_back({a + next, b + next, b + j});
        }
    out.normals = out.places;
    return out;
}

Template diamond()
{
    Template out;
    for (const float x : {-1.0F, 1.0F})
        for (const float y : {-1.0F, 1.0F})
            for (const float z : {-1.0F, 1.0F}) {
                const int first = int(out.places.size());
                out.places.insert(out.places.end(),
                                  {Vector(x, 0, 0), Vector(0, y, 0), Vector(0, 0, z)});
                out.normals.insert(out.normals.end(), 3, Vector(x, y, z).normalized());
                if (x * y * z > 0)
                    out.faces.push_back({first, first + 1, first + 2});
                else
                    out.faces.push_back({first, first + 2, first + 1});
            }
    return out;
}

/// Collects the arrays of the whole surface.
struct Builder {
    vtkNew<vtkFloatArray> places;
    vtkNew<vtkFloatArray> normals;
    vtkNew<vtkUnsignedCharArray> colours;
    vtkNew<vtkIdTypeArray> corners;
    vtkNew<vtkIdTypeArray> offsets;

    Builder()
    {
        places->SetNumberOfComponents(3);
        normals->SetNumberOfComponents(3);
        colours->SetNumberOfComponents(3);
        offsets->InsertNextValue(0);
    }
    vtkIdType point(const Vector& place, const Vector& normal, QRgb colour)
    {
        const unsigned char rgb[3] = {static_cast<unsigned char>(qRed(colour)),
                                      static_cast<unsigned char>(qGreen(colour)),
                                      static_cast<unsigned char>(qBlue(colour))};
        normals->InsertNextTypedTuple(normal.data());
        colours->InsertNextTypedTuple(rgb);
        return places->InsertNextTypedTuple(place.data());
    }
    void face(vtkIdType a, vtkIdType b, vtkIdType c)
    {
        for (const vtkIdType corner : {a, b, c})
            corners->InsertNextValue(corner);
        offsets->InsertNextValue(corners->GetNumberOfValues());
    }
    void add(const Template& shape, const Glyph& glyph)
    {
        const vtkIdType first = places->GetNumberOfTuples();
        for (std::size_t i = 0; i < shape.places.size(); ++i)
            point(glyph.at + glyph.radius * shape.places[i], shape.normals[i], glyph.colour);
        for (const auto& [a, b, c] : shape.faces)
            face(first + a, first + b, first + c);
    }
    void addStick(const Glyph& glyph)
    {
        const Vector along = glyph.to - glyph.at;
        if (!(along.norm() > 0))
            return;
        const Vector u = along.unitOrthogonal();
        const Vector v = along.normalized().cross(u);
        const vtkIdType first = places->GetNumberOfTuples();
        for (int i = 0; i < kSides; ++i) {
            const double angle = 2 * std::numbers::pi * i / kSides;
            const Vector out = float(std::cos(angle)) * u + float(std::sin(angle)) * v;
            point(glyph.at + glyph.radius * out, out, glyph.colour);
            point(glyph.to + glyph.radius * out, out, glyph.colour);
        }
        for (int i = 0; i < kSides; ++i) {
            const vtkIdType a = first + 2 * i;
            const vtkIdType b = first + 2 * ((i + 1) % kSides);
            face(a, b, a + 1);
            face(b, b + 1, a + 1);
        }
    }
};

} // namespace

struct GlyphMesh::Actor {
    explicit Actor(vtkRenderer* into)
        : renderer(into)
    {
        mapper->SetInputData(data);
        mapper->SetColorModeToDirectScalars();
        actor->SetMapper(mapper);
        actor->PickableOff();
        vtkProperty* property = actor->GetProperty();
        property->SetInterpolationToPhong();
        property->SetAmbient(0.36);
        property->SetDiffuse(0.76);
        property->SetSpecular(0.16);
        property->SetSpecularPower(30);
        // As points do, glyphs beyond the clipping planes lie on them.
        actor->GetShaderProperty()->AddVertexShaderReplacement(
            "//VTK::PositionVC::Impl", true,
            "//VTK::PositionVC::Impl\n  if (gl_Position.w > 0.0) gl_Position.z = "
            "clamp(gl_Position.z, -0.9998 * gl_Position.w, 0.9998 * gl_Position.w);\n",
            false);
        renderer->AddActor(actor);
    }
    ~Actor() { renderer->RemoveActor(actor); }

    vtkRenderer* renderer;
    vtkNew<vtkPolyData> data;
    vtkNew<vtkPolyDataMapper> mapper;
    vtkNew<vtkActor> actor;
};

GlyphMesh::GlyphMesh(vtkRenderer* renderer)
    : m_actor(std::make_unique<Actor>(renderer))
{
    m_actor->actor->VisibilityOff();
}

GlyphMesh::~GlyphMesh() = default;

void GlyphMesh::set(const std::vector<Glyph>& glyphs)
{
    static const Template fine = ball(24, 14);
    static const Template coarse = ball(12, 7);
    static const Template sharp = diamond();
    const Template& round = glyphs.size() > kMany ? coarse : fine;
    Builder builder;
    m_count = 0;
    for (const Glyph& glyph : glyphs) {
        if (!glyph.at.allFinite() || !glyph.to.allFinite())
            continue;
        ++m_count;
        if (glyph.shape == GlyphShape::Stick)
            builder.addStick(glyph);
        else
            builder.add(glyph.shape == GlyphShape::Ball ? round : sharp, glyph);
    }
    vtkNew<vtkPoints> points;
    points->SetData(builder.places);
    vtkNew<vtkCellArray> faces;
    faces->SetData(builder.offsets, builder.corners);
    vtkPolyData* data = m_actor->data;
    data->SetPoints(points);
    data->SetPolys(faces);
    data->GetPointData()->SetNormals(builder.normals);
    data->GetPointData()->SetScalars(builder.colours);
    m_actor->actor->SetVisibility(m_count > 0 ? 1 : 0);
}

} // namespace leafscope
