// SPDX-License-Identifier: MIT
#include "views/scene/line_cloud.hpp"

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

#include <algorithm>

namespace leafscope {

/// One actor. Every line has two points of its own, so that colours need no texture.
class LineCloud::Batch {
public:
    explicit Batch(vtkRenderer* renderer)
        : m_renderer(renderer)
    {
        m_colours->SetNumberOfComponents(3);
        m_data->SetPoints(m_points);
        m_data->SetLines(m_lines);
        m_data->GetPointData()->SetScalars(m_colours);
        m_mapper->SetInputData(m_data);
        m_mapper->SetColorModeToDirectScalars();
        m_actor->SetMapper(m_mapper);
        m_actor->GetProperty()->LightingOff();
        m_actor->PickableOff();
        // All at the far end: later lines lie above earlier ones, and points above all.
        m_actor->GetShaderProperty()->AddVertexShaderReplacement(
            "//VTK::PositionVC::Impl", true,
            "//VTK::PositionVC::Impl\n  gl_Position.z = 0.99999 * gl_Position.w;\n", false);
        m_renderer->AddActor(m_actor);
    }
    ~Batch() { m_renderer->RemoveActor(m_actor); }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    void set(const std::vector<Eigen::Vector3f>& points, const std::vector<Segment>& segments,
             std::size_t count)
    {
        m_count = count;
        vtkNew<vtkFloatArray> places;
        places->SetNumberOfComponents(3);
        places->SetNumberOfTuples(vtkIdType(2 * count));
        m_colours->SetNumberOfTuples(vtkIdType(2 * count));
        vtkNew<vtkIdTypeArray> ends;
        ends->SetNumberOfValues(vtkIdType(2 * count));
        vtkNew<vtkIdTypeArray> offsets;
        offsets->SetNumberOfValues(vtkIdType(count + 1));
        for (std::size_t s = 0; s < count; ++s) {
            const Segment& segment = segments[count - 1 - s]; // those above come last
            offsets->SetValue(vtkIdType(s), vtkIdType(2 * s));
            for (std::size_t end = 0; end < 2; ++end) {
                const auto at = vtkIdType(2 * s + end);
                places->SetTypedTuple(at, points[end == 0 ? segment.from : segment.to].data());
                const unsigned char rgb[3] = {static_cast<unsigned char>(qRed(segment.colour)),
                                              static_cast<unsigned char>(qGreen(segment.colour)),
                                              static_cast<unsigned char>(qBlue(segment.colour))};
                m_colours->SetTypedTuple(at, rgb);
                ends->SetValue(at, at);
            }
        }
        offsets->SetValue(vtkIdType(count), vtkIdType(2 * count));
        m_points->SetData(places);
        m_lines->SetData(offsets, ends);
        m_colours->Modified();
        m_points->Modified();
        m_data->Modified();
    }
    void show(bool shown) { m_actor->SetVisibility(shown && m_count > 0 ? 1 : 0); }
    void setWidth(double pixels) { m_actor->GetProperty()->SetLineWidth(float(pixels)); }
    std::size_t count() const { return m_count; }

private:
    vtkRenderer* m_renderer;
    vtkNew<vtkPoints> m_points;
    vtkNew<vtkCellArray> m_lines;
    vtkNew<vtkUnsignedCharArray> m_colours;
    vtkNew<vtkPolyData> m_data;
    vtkNew<vtkPolyDataMapper> m_mapper;
    vtkNew<vtkActor> m_actor;
    std::size_t m_count = 0;
};

LineCloud::LineCloud(vtkRenderer* renderer)
    : m_rest(std::make_unique<Batch>(renderer))
    , m_moving(std::make_unique<Batch>(renderer))
{
}

LineCloud::~LineCloud() = default;

void LineCloud::set(const std::vector<Eigen::Vector3f>& points,
                    const std::vector<Segment>& segments)
{
    const std::size_t rest = std::min(segments.size(), kRestCount);
    m_rest->set(points, segments, rest);
    m_moving->set(points, segments, rest > kMovingCount ? kMovingCount : 0);
    choose();
}

void LineCloud::setReduced(bool reduced)
{
    m_reduced = reduced;
    choose();
}

void LineCloud::setHidden(bool hidden)
{
    m_hidden = hidden;
    choose();
}

void LineCloud::setWidth(double pixels)
{
    m_rest->setWidth(pixels);
    m_moving->setWidth(pixels);
}

std::size_t LineCloud::drawnCount() const
{
    if (m_hidden)
        return 0;
    return m_reduced && m_moving->count() > 0 ? m_moving->count() : m_rest->count();
}

void LineCloud::choose()
{
    const bool few = m_reduced && m_moving->count() > 0;
    m_rest->show(!m_hidden && !few);
    m_moving->show(!m_hidden && few);
}

} // namespace leafscope
