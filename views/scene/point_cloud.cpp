// SPDX-License-Identifier: MIT
// The points' buffers and the shader that makes discs of them.
#include "views/scene/point_cloud.hpp"

#include "core/base/error.hpp"

#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <vtkActor.h>
#include <vtkFloatArray.h>
#include <vtkObjectFactory.h>
#include <vtkOpenGLPointGaussianMapper.h>
#include <vtkOpenGLRenderWindow.h>
#include <vtkOpenGLState.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkShaderProperty.h>
#include <vtkUniforms.h>
#include <vtkUnsignedCharArray.h>

#include <string>

namespace leafscope {

namespace {

// Of core OpenGL 3.2; Qt's headers, made for OpenGL ES as well, leave it out.
constexpr GLenum kProgramPointSize = 0x8642;

// More points than this have hard edges, which is half the work: while the camera moves, and at
// rest, where so many small points leave few edges to see.
constexpr std::size_t kSmoothMoving = 4000;
constexpr std::size_t kSmoothAtRest = 100000;

// discSize: base in device pixels, nominal distance, smallest, largest; discPlane: view direction
// and minus the camera's place along it, so that the dot product is the depth; discFade: nearest
// depth, 1 / thickness, greatest share of the background, growth.
// The colour's alpha is the mark: 1 plain, 0.8 selected, 0.4 dimmed. Marked points share the depth
// range, so that all selected ones lie before all dimmed ones. Points before or beyond the clipping
// planes, which enclose what a camera is fitted to, are not lost but lie on them.
constexpr const char* kVertexDeclarations = R"(//VTK::Normal::Dec
out float discDiameter;
out float discFading;
out float discMark;
)";
constexpr const char* kVertexBody = R"(//VTK::PositionVC::Impl
  discDiameter = clamp(discSize.x * pow(discSize.y / gl_Position.w, discFade.w),
                       discSize.z, discSize.w);
  discMark = scalarColor.a;
  if (gl_Position.w > 0.0)
    gl_Position.z = clamp(gl_Position.z, -0.9999 * gl_Position.w, 0.9999 * gl_Position.w);
  if (discMark < 0.9) {
    bool discChosen = discMark > 0.6;
    discDiameter *= discChosen ? 1.35 : 0.9;
    gl_Position.z = 0.5 * (gl_Position.z + (discChosen ? -gl_Position.w : gl_Position.w));
  }
  gl_PointSize = discDiameter + 2.0;
  float discDepth = dot(discPlane.xyz, vertexMC.xyz) + discPlane.w;
  discFading = discFade.z * clamp((discDepth - discFade.x) * discFade.y, 0.0, 1.0);
)";
constexpr const char* kFragmentDeclarations = R"(//VTK::Normal::Dec
in float discDiameter;
in float discFading;
in float discMark;
)";
// The square of the point carries one pixel of air on each side. discPass 0 draws what a disc
// covers fully, discPass 1 its outline, one pixel wide, with the share that it covers; discPass 2
// draws all at once with a hard edge.
constexpr const char* kFragmentBody = R"(//VTK::Light::Impl
  float discAway = length(gl_PointCoord - vec2(0.5)) * (discDiameter + 2.0);
  float discCover = clamp(0.5 * discDiameter - discAway + 0.5, 0.0, 1.0);
  if (discPass == 0 ? discCover < 1.0
      : discPass == 1 ? (discCover >= 1.0 || discCover < 0.02) : discCover < 0.5) discard;
  float discNear = clamp((discDiameter / discRim.y - 4.0) / 4.0, 0.0, 1.0);
  float discWidth = discRim.y * mix(0.8, 1.25, discNear);
  float discEdge = smoothstep(0.5 * discDiameter - discWidth - 0.5,
                              0.5 * discDiameter - discWidth + 0.5, discAway);
  vec3 discColour = gl_FragData[0].rgb * (1.0 - discEdge * discRim.x * mix(0.6, 1.0, discNear));
  float discFaded = discFading;
  if (discMark < 0.6) {
    discColour = gl_FragData[0].rgb;
    discFaded = max(discFading, 0.74);
  } else if (discMark < 0.9) {
    discColour = mix(discColour, discAccent, discEdge * discNear);
    discFaded = 0.0;
  }
  gl_FragData[0] = vec4(mix(discColour, discBack, discFaded),
                        discPass == 1 ? discCover : 1.0);
)";

} // namespace

/// Plain points whose size and shape come from the shader. Edges are smooth without multisampling,
/// which costs software rendering four times the work per pixel of the frame: first the full pixels
/// with depth, then the outlines, tested against that depth and blended. So nothing needs sorting.
class DiscMapper : public vtkOpenGLPointGaussianMapper {
public:
    using Superclass = vtkOpenGLPointGaussianMapper;
    static DiscMapper* New();
    void setSmooth(bool smooth) { m_smooth = smooth; }

    void Render(vtkRenderer* renderer, vtkActor* actor) override
    {
        QOpenGLContext* context = QOpenGLContext::currentContext();
        auto* window = vtkOpenGLRenderWindow::SafeDownCast(renderer->GetRenderWindow());
        if (!context || !window)
            return;
        QOpenGLFunctions* gl = context->functions();
        vtkOpenGLState* state = window->GetState();
        vtkUniforms* uniforms = actor->GetShaderProperty()->GetFragmentCustomUniforms();
        gl->glEnable(kProgramPointSize);
        uniforms->SetUniformi("discPass", m_smooth ? 0 : 2);
        Superclass::Render(renderer, actor);
        if (m_smooth) {
            uniforms->SetUniformi("discPass", 1);
            state->vtkglEnable(GL_BLEND);
            state->vtkglDepthMask(GL_FALSE);
            Superclass::Render(renderer, actor);
            state->vtkglDepthMask(GL_TRUE);
        }
        gl->glDisable(kProgramPointSize);
    }

private:
    DiscMapper() = default;
    ~DiscMapper() override = default;

    bool m_smooth = true;
};

vtkStandardNewMacro(DiscMapper)

    /// One actor with its buffers, which grow but are not made anew.
    class PointCloud::Batch {
public:
    explicit Batch(vtkRenderer* renderer)
        : m_renderer(renderer)
    {
        m_coordinates->SetNumberOfComponents(3);
        m_colours->SetNumberOfComponents(4);
        m_points->SetData(m_coordinates);
        m_data->SetPoints(m_points);
        m_data->GetPointData()->SetScalars(m_colours);
        m_mapper->SetInputData(m_data);
        m_mapper->SetScaleFactor(0); // points, not splats of a size in the world
        m_mapper->EmissiveOff();
        m_mapper->SetColorModeToDirectScalars();
        m_actor->SetMapper(m_mapper);
        m_actor->ForceOpaqueOn();
        m_actor->GetProperty()->LightingOff();
        vtkShaderProperty* shader = m_actor->GetShaderProperty();
        shader->AddVertexShaderReplacement("//VTK::Normal::Dec", true, kVertexDeclarations, false);
        shader->AddVertexShaderReplacement("//VTK::PositionVC::Impl", true, kVertexBody, false);
        shader->AddFragmentShaderReplacement("//VTK::Normal::Dec", true, kFragmentDeclarations,
                                             false);
        shader->AddFragmentShaderReplacement("//VTK::Light::Impl", true, kFragmentBody, false);
        fragment()->SetUniformi("discPass", 0);
    }
    ~Batch() { m_renderer->RemoveActor(m_actor); }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    std::size_t size() const { return std::size_t(m_coordinates->GetNumberOfTuples()); }
    vtkUniforms* vertex() { return m_actor->GetShaderProperty()->GetVertexCustomUniforms(); }
    vtkUniforms* fragment() { return m_actor->GetShaderProperty()->GetFragmentCustomUniforms(); }
    void setSmooth(bool smooth) { m_mapper->setSmooth(smooth); }
    void setVisible(bool visible) { m_actor->SetVisibility(visible); }

    void resize(std::size_t count)
    {
        m_coordinates->SetNumberOfTuples(vtkIdType(count));
        m_colours->SetNumberOfTuples(vtkIdType(count));
        // An empty polydata makes VTK complain on each render.
        if (count == 0)
            m_renderer->RemoveActor(m_actor);
        else if (!m_renderer->HasViewProp(m_actor))
            m_renderer->AddActor(m_actor);
    }
    /// pointAt(i) and colourAt(i) of the i-th point of this batch.
    template <typename PointAt>
    void setPositions(const PointAt& pointAt)
    {
        float* out = m_coordinates->GetPointer(0);
        for (std::size_t i = 0; i < size(); ++i) {
            const Eigen::Vector3f p = pointAt(i);
            *out++ = p.x();
            *out++ = p.y();
            *out++ = p.z();
        }
        m_coordinates->Modified();
        m_points->Modified();
        m_data->Modified();
    }
    template <typename ColourAt>
    void setColours(const ColourAt& colourAt)
    {
        unsigned char* out = m_colours->GetPointer(0);
        for (std::size_t i = 0; i < size(); ++i) {
            const QRgb colour = colourAt(i);
            *out++ = static_cast<unsigned char>(qRed(colour));
            *out++ = static_cast<unsigned char>(qGreen(colour));
            *out++ = static_cast<unsigned char>(qBlue(colour));
            *out++ = static_cast<unsigned char>(qAlpha(colour));
        }
        m_colours->Modified();
        m_data->Modified();
    }

private:
    vtkRenderer* m_renderer;
    vtkNew<vtkFloatArray> m_coordinates;
    vtkNew<vtkUnsignedCharArray> m_colours;
    vtkNew<vtkPoints> m_points;
    vtkNew<vtkPolyData> m_data;
    vtkNew<vtkActor> m_actor;
    vtkNew<DiscMapper> m_mapper;
};

PointCloud::PointCloud(vtkRenderer* renderer)
    : m_rest(std::make_unique<Batch>(renderer))
    , m_moving(std::make_unique<Batch>(renderer))
{
    setColours(m_background, m_rimShade, m_accent);
    setView(CameraControl(), PointSize(), 1);
}

PointCloud::~PointCloud() = default;

std::size_t PointCloud::drawnCount() const
{
    return m_reduced && m_moving->size() > 0 ? m_moving->size() : m_rest->size();
}

void PointCloud::setColours(const QColor& background, double rimShade, const QColor& accent)
{
    const auto send = [](vtkUniforms* uniforms, const char* name, const QColor& colour) {
        const float rgb[3] = {float(colour.redF()), float(colour.greenF()), float(colour.blueF())};
        uniforms->SetUniform3f(name, rgb);
    };
    for (Batch* batch : {m_rest.get(), m_moving.get()}) {
        send(batch->fragment(), "discBack", background);
        send(batch->fragment(), "discAccent", accent);
    }
    m_background = background;
    m_accent = accent;
    m_rimShade = rimShade;
    sendRim();
}

void PointCloud::copyColours(const PointCloud& other)
{
    setColours(other.m_background, other.m_rimShade, other.m_accent);
}

void PointCloud::sendRim()
{
    const float rim[2] = {float(m_rimShade), float(m_ratio)};
    for (Batch* batch : {m_rest.get(), m_moving.get()})
        batch->fragment()->SetUniform2f("discRim", rim);
}

void PointCloud::setView(const CameraControl& camera, const PointSize& size, double ratio)
{
    const float disc[4] = {float(size.base * ratio), float(camera.nominalDistance()),
                           float(size.smallest * ratio), float(size.largest * ratio)};
    const Vec3 forward = camera.pose().forward();
    const float plane[4] = {float(forward.x()), float(forward.y()), float(forward.z()),
                            float(-forward.dot(camera.pose().position))};
    const double depth = forward.dot(camera.contentCentre() - camera.pose().position);
    const double radius = camera.contentRadius();
    const float fade[4] = {float(depth - radius), float(0.5 / radius), float(kFading),
                           float(size.growth)};
    for (Batch* batch : {m_rest.get(), m_moving.get()}) {
        batch->vertex()->SetUniform4f("discSize", disc);
        batch->vertex()->SetUniform4f("discPlane", plane);
        batch->vertex()->SetUniform4f("discFade", fade);
    }
    m_ratio = ratio;
    sendRim();
}

void PointCloud::set(const std::vector<Eigen::Vector3f>& points, const std::vector<QRgb>& colours,
                     const std::vector<PointMark>& marks, const DrawOrder& order)
{
    EXPECTS(points.size() == colours.size() && (marks.empty() || marks.size() == points.size()),
            "points=" + std::to_string(points.size()) + ", colours=" +
                std::to_string(colours.size()) + ", marks=" + std::to_string(marks.size()));
    const auto fill = [&](Batch& batch, std::size_t count) {
        batch.resize(count);
        batch.setPositions([&](std::size_t i) { return points[order.rows[i]]; });
        batch.setColours([&](std::size_t i) {
            const std::uint32_t row = order.rows[i];
            const PointMark mark = marks.empty() ? PointMark::Plain : marks[row];
            return (colours[row] & 0x00ffffffu) | QRgb(mark) << 24;
        });
    };
    fill(*m_rest, order.rest);
    fill(*m_moving, order.moving < order.rest ? order.moving : 0);
    m_movingRows.assign(order.rows.begin(), order.rows.begin() + std::ptrdiff_t(order.moving));
    choose();
}

void PointCloud::move(const std::function<Eigen::Vector3f(std::uint32_t row)>& pointAt)
{
    Batch& batch = m_moving->size() > 0 ? *m_moving : *m_rest;
    batch.setPositions([&](std::size_t i) { return pointAt(m_movingRows[i]); });
}

void PointCloud::setReduced(bool reduced)
{
    if (reduced == m_reduced)
        return;
    m_reduced = reduced;
    choose();
}

void PointCloud::choose()
{
    const bool subset = m_reduced && m_moving->size() > 0;
    m_moving->setVisible(subset);
    m_rest->setVisible(!subset);
    const bool smooth = drawnCount() <= (m_reduced ? kSmoothMoving : kSmoothAtRest);
    m_moving->setSmooth(smooth);
    m_rest->setSmooth(smooth);
}

} // namespace leafscope
