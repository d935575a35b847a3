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

#include <algorithm>
#include <string>

namespace leafscope {

namespace {

// Of core OpenGL 3.2; Qt's headers, made for OpenGL ES as well, leave it out.
constexpr GLenum kProgramPointSize = 0x8642;

// While the camera moves, more points than this have hard edges: half the work.
constexpr std::size_t kSmoothCount = 4000;

// discSize: base in device pixels, nominal distance, smallest, largest; discPlane: view direction
// and minus the camera's place along it, so that the dot product is the depth; discFade: nearest
// depth, 1 / thickness, greatest share of the background, growth.
constexpr const char* kVertexDeclarations = R"(//VTK::Normal::Dec
out float discDiameter;
out float discFading;
)";
constexpr const char* kVertexBody = R"(//VTK::PositionVC::Impl
  discDiameter = clamp(discSize.x * pow(discSize.y / gl_Position.w, discFade.w),
                       discSize.z, discSize.w);
  gl_PointSize = discDiameter + 2.0;
  float discDepth = dot(discPlane.xyz, vertexMC.xyz) + discPlane.w;
  discFading = discFade.z * clamp((discDepth - discFade.x) * discFade.y, 0.0, 1.0);
)";
constexpr const char* kFragmentDeclarations = R"(//VTK::Normal::Dec
in float discDiameter;
in float discFading;
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
  gl_FragData[0] = vec4(mix(discColour, discBack, discFading),
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

    PointCloud::PointCloud(vtkRenderer* renderer)
    : m_renderer(renderer)
{
    m_mapper->SetInputData(m_data);
    m_mapper->SetScaleFactor(0); // points, not splats of a size in the world
    m_mapper->EmissiveOff();
    m_actor->SetMapper(m_mapper);
    m_actor->ForceOpaqueOn();
    m_actor->GetProperty()->LightingOff();
    vtkShaderProperty* shader = m_actor->GetShaderProperty();
    shader->AddVertexShaderReplacement("//VTK::Normal::Dec", true, kVertexDeclarations, false);
    shader->AddVertexShaderReplacement("//VTK::PositionVC::Impl", true, kVertexBody, false);
    shader->AddFragmentShaderReplacement("//VTK::Normal::Dec", true, kFragmentDeclarations, false);
    shader->AddFragmentShaderReplacement("//VTK::Light::Impl", true, kFragmentBody, false);
    shader->GetFragmentCustomUniforms()->SetUniformi("discPass", 0);
    setColours(Qt::white, m_rimShade);
    setView(CameraControl(), PointSize(), 1);
}

PointCloud::~PointCloud()
{
    m_renderer->RemoveActor(m_actor);
}

void PointCloud::setColours(const QColor& background, double rimShade)
{
    vtkUniforms* uniforms = m_actor->GetShaderProperty()->GetFragmentCustomUniforms();
    const float back[3] = {float(background.redF()), float(background.greenF()),
                           float(background.blueF())};
    uniforms->SetUniform3f("discBack", back);
    m_rimShade = rimShade;
    sendRim();
}

void PointCloud::sendRim()
{
    const float rim[2] = {float(m_rimShade), float(m_ratio)};
    m_actor->GetShaderProperty()->GetFragmentCustomUniforms()->SetUniform2f("discRim", rim);
}

void PointCloud::setView(const CameraControl& camera, const PointSize& size, double ratio)
{
    vtkUniforms* uniforms = m_actor->GetShaderProperty()->GetVertexCustomUniforms();
    const float disc[4] = {float(size.base * ratio), float(camera.nominalDistance()),
                           float(size.smallest * ratio), float(size.largest * ratio)};
    uniforms->SetUniform4f("discSize", disc);
    const Vec3 forward = camera.pose().forward();
    const float plane[4] = {float(forward.x()), float(forward.y()), float(forward.z()),
                            float(-forward.dot(camera.pose().position))};
    uniforms->SetUniform4f("discPlane", plane);
    const double depth = forward.dot(camera.contentCentre() - camera.pose().position);
    const double radius = camera.contentRadius();
    const float fade[4] = {float(depth - radius), float(0.5 / radius), float(kFading),
                           float(size.growth)};
    uniforms->SetUniform4f("discFade", fade);
    m_ratio = ratio;
    sendRim();
}

void PointCloud::set(const std::vector<Eigen::Vector3f>& points, const std::vector<QRgb>& colours,
                     const std::vector<std::uint8_t>& visible)
{
    EXPECTS(points.size() == colours.size() && (visible.empty() || visible.size() == points.size()),
            "points=" + std::to_string(points.size()) + ", colours=" +
                std::to_string(colours.size()) + ", flags=" + std::to_string(visible.size()));
    m_points = points;
    m_colours = colours;
    m_shown.clear();
    for (std::size_t row = 0; row < points.size(); ++row)
        if (visible.empty() || visible[row])
            m_shown.push_back(Index(row));
    chooseDrawn();
    upload();
}

void PointCloud::setPoints(const std::vector<Eigen::Vector3f>& points)
{
    EXPECTS(points.size() == m_colours.size(), "points=" + std::to_string(points.size()) +
                                                   ", colours=" + std::to_string(m_colours.size()));
    m_points = points;
    uploadPositions();
}

void PointCloud::setReduced(bool reduced)
{
    if (reduced == m_reduced)
        return;
    m_reduced = reduced;
    m_mapper->setSmooth(!reduced || m_shown.size() <= kSmoothCount);
    if (m_shown.size() <= kReducedCount)
        return;
    chooseDrawn();
    upload();
}

void PointCloud::chooseDrawn()
{
    m_drawn = m_shown;
    if (!m_reduced || m_shown.size() <= kReducedCount)
        return;
    std::stable_sort(m_drawn.begin(), m_drawn.end(), [this](Index a, Index b) {
        return m_colours[std::size_t(a)] < m_colours[std::size_t(b)];
    });
    const double step = double(m_drawn.size()) / double(kReducedCount);
    for (std::size_t i = 0; i < kReducedCount; ++i)
        m_drawn[i] = m_drawn[std::size_t(double(i) * step)];
    m_drawn.resize(kReducedCount);
    std::sort(m_drawn.begin(), m_drawn.end());
}

void PointCloud::upload()
{
    uploadPositions();
    vtkNew<vtkUnsignedCharArray> colours;
    colours->SetNumberOfComponents(3);
    colours->SetNumberOfTuples(vtkIdType(m_drawn.size()));
    unsigned char* out = colours->GetPointer(0);
    for (const Index row : m_drawn) {
        const QRgb colour = m_colours[std::size_t(row)];
        *out++ = static_cast<unsigned char>(qRed(colour));
        *out++ = static_cast<unsigned char>(qGreen(colour));
        *out++ = static_cast<unsigned char>(qBlue(colour));
    }
    m_data->GetPointData()->SetScalars(colours);
    m_data->Modified();
    // An empty polydata makes VTK complain on each render.
    if (m_drawn.empty())
        m_renderer->RemoveActor(m_actor);
    else if (!m_renderer->HasViewProp(m_actor))
        m_renderer->AddActor(m_actor);
}

void PointCloud::uploadPositions()
{
    vtkNew<vtkFloatArray> coordinates;
    coordinates->SetNumberOfComponents(3);
    coordinates->SetNumberOfTuples(vtkIdType(m_drawn.size()));
    float* out = coordinates->GetPointer(0);
    for (const Index row : m_drawn) {
        const Eigen::Vector3f& p = m_points[std::size_t(row)];
        *out++ = p.x();
        *out++ = p.y();
        *out++ = p.z();
    }
    vtkNew<vtkPoints> points;
    points->SetData(coordinates);
    m_data->SetPoints(points);
    m_data->Modified();
}

} // namespace leafscope
