// SPDX-License-Identifier: MIT
// What the view shows: layers, colours, motion between layers, state and picture.
#include "views/embedding/embedding_view.hpp"

#include "core/base/error.hpp"
#include "views/embedding/legend.hpp"
#include "views/embedding/overlay_widget.hpp"
#include "views/scene/offscreen.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/point_cloud.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QEvent>
#include <QPainter>
#include <QStyle>
#include <vtkCamera.h>
#include <vtkNew.h>
#include <vtkRenderer.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr int kMotionMilliseconds = 200;
constexpr int kFrameMilliseconds = 16;

// The rim separates points of one colour; on both themes a darker one does that best.
double rimShade()
{
    return style::theme() == style::Theme::Light ? 0.45 : 0.35;
}

} // namespace

EmbeddingView::EmbeddingView(Session& session, QWidget* parent)
    : View(session, parent)
{
    m_scene = new VtkWidget(this);
    m_overlay = new OverlayWidget(this, [this](QPainter& painter) {
        paintFurniture(painter, size(), m_scene->camera());
        if (!m_legend->isHidden())
            paintLegend(painter, m_legend->geometry(), m_legend->content(), m_legend->marked());
        paintHover(painter);
    });
    m_legend = new Legend(this);
    m_cloud = std::make_unique<PointCloud>(m_scene->renderer());
    connect(m_legend, &Legend::changed, this, &EmbeddingView::refreshOverlay);
    connect(m_legend, &Legend::toggled, this, &EmbeddingView::toggleGroup);
    connect(m_legend, &Legend::soloed, this, &EmbeddingView::soloGroup);
    setFocusProxy(m_scene);
    setMinimumSize(240, 180);
    setAccessibleName(tr("3-D embedding"));
    m_reducedMotion = QWidget::style()->styleHint(QStyle::SH_Widget_Animation_Duration) <= 0;
    m_motion.setInterval(kFrameMilliseconds);
    connect(&m_motion, &QTimer::timeout, this, &EmbeddingView::advance);
    connectSession();
    connectScene();
    takeLayout();
}

EmbeddingView::~EmbeddingView()
{
    // The children go after our own members; what they say on their way out finds nobody.
    disconnect(m_legend, nullptr, this, nullptr);
    disconnect(m_scene, nullptr, this, nullptr);
}

void EmbeddingView::connectSession()
{
    Session& s = session();
    connect(&s, &Session::layoutChanged, this, &EmbeddingView::takeLayout);
    connect(&s, &Session::embeddingChanged, this, [this] { showLayer(false); });
    connect(&s, &Session::layerChanged, this, [this] { showLayer(true); });
    connect(&s, &Session::selectionChanged, this, &EmbeddingView::refreshOverlay);
    connect(&s, &Session::highlightChanged, this, &EmbeddingView::refreshHover);
    connect(&s, &Session::stateChanged, this, [this](Fact changed) {
        if (changed == fact())
            refreshOverlay();
    });
}

void EmbeddingView::takeLayout()
{
    m_layout = session().layout();
    m_signs = m_layout ? alignedSigns(*m_layout) : std::vector<std::array<int, 3>>();
    showLayer(false);
}

void EmbeddingView::showLayer(bool animated)
{
    finishMotion();
    const QString wanted = session().layer();
    const LayerLayout* before = m_layer;
    m_layer = m_layout && !wanted.isEmpty() ? m_layout->find(wanted.toStdString()) : nullptr;
    m_problem.clear();
    if (m_layout && !m_layer && !wanted.isEmpty())
        m_problem = tr("The layout has no coordinates for the layer %1.").arg(wanted);
    const auto embedding = session().embedding();
    if (m_layer && embedding && embedding->n != m_layer->coordinates.rows()) {
        m_problem =
            tr("The layout has %1 rows, but the embedding has %2. Compute the layout again.")
                .arg(style::count(m_layer->coordinates.rows()))
                .arg(style::count(embedding->n));
        m_layer = nullptr;
    }
    m_hovered = -1;
    std::vector<Eigen::Vector3f> old = std::exchange(m_points, {});
    m_display = DisplayPoints();
    if (m_layer) {
        const auto place = std::size_t(m_layer - m_layout->layers.data());
        m_display = displayPoints(*m_layer, m_signs[place]);
        m_points = m_display.points;
    }
    recolour();
    m_poseStart = m_scene->camera().pose();
    m_scene->changeCamera([this](CameraControl& camera) {
        camera.setContent(m_display.points);
        camera.fit(); // the direction stays, the distance follows the new extent
    });
    const bool moves = animated && before && m_layer && !m_reducedMotion && isVisible() &&
                       old.size() == m_points.size();
    if (moves) {
        m_poseEnd = m_scene->camera().pose();
        m_motionStart = std::move(old);
        m_motionClock.start();
        m_motion.start();
        advance();
    }
    describe();
}

// One frame of the passage from layer to layer.
void EmbeddingView::advance()
{
    const double t = double(m_motionClock.elapsed()) / kMotionMilliseconds;
    if (t >= 1)
        return finishMotion();
    const double eased = t * t * (3 - 2 * t);
    const auto share = float(eased);
    for (std::size_t row = 0; row < m_points.size(); ++row)
        m_points[row] = m_motionStart[row] + share * (m_display.points[row] - m_motionStart[row]);
    m_cloud->setPoints(m_points);
    m_scene->changeCamera([&](CameraControl& camera) {
        camera.setPose(CameraControl::between(m_poseStart, m_poseEnd, eased));
    });
}

void EmbeddingView::finishMotion()
{
    if (!m_motion.isActive())
        return;
    m_motion.stop();
    m_motionStart.clear();
    m_points = m_display.points;
    m_cloud->setPoints(m_points);
    m_scene->changeCamera([](CameraControl& camera) { camera.fit(); });
}

void EmbeddingView::recolour()
{
    const auto embedding = session().embedding();
    m_colouring = makeColouring(m_colourBy, embedding.get(), Index(m_points.size()));
    applyGroups();
    m_cloud->setColours(style::tokens().surface, rimShade());
    m_scene->setBackground(style::tokens().surface);
}

void EmbeddingView::applyGroups()
{
    m_visible = visibleRows(m_colouring, m_hidden);
    m_cloud->set(m_points, m_colouring.colours, m_visible);
    m_legend->setContent(LegendContent::of(m_colourBy, m_colouring, m_hidden));
    arrange();
    m_pickerStale = true;
    m_scene->requestRender();
    refreshOverlay();
}

// Smaller the more points there are and the smaller the view is: 5 px for two thousand points in a
// large view, 3 px for a hundred thousand.
PointSize EmbeddingView::pointSize(const CameraControl& camera) const
{
    PointSize size;
    const double n = std::max(1.0, double(m_points.size()));
    const double side = std::min(camera.frame().width, camera.frame().height);
    const double room = std::clamp(std::sqrt(side / 640), 0.85, 1.25);
    size.base = std::clamp((4.8 - 1.1 * std::log10(n / 1000)) * room, 2.6, 6.0);
    return size;
}

ViewFrame EmbeddingView::frameFor(QSize size) const
{
    const LegendContent content = LegendContent::of(m_colourBy, m_colouring, m_hidden);
    const QRect legend = legendRect(content, size);
    ViewFrame frame;
    frame.width = size.width();
    frame.height = size.height();
    // In a narrow view the legend may cover points rather than squeeze them.
    frame.right = std::min<double>(size.width() - legend.left(), size.width() * 0.3);
    frame.left = std::min<double>(style::kSpace4, size.width() * 0.1);
    frame.top = std::min<double>(44, size.height() * 0.15);
    frame.bottom = std::min<double>(style::kSpace3 + captionHeight(size, captionParts()) + 8,
                                    size.height() * 0.2);
    return frame;
}

void EmbeddingView::arrange()
{
    m_scene->setGeometry(rect());
    m_overlay->setGeometry(rect());
    m_legend->setGeometry(legendRect(m_legend->content(), size()));
    const ViewFrame frame = frameFor(size());
    m_scene->changeCamera([&](CameraControl& camera) { camera.setFrame(frame); });
}

void EmbeddingView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    finishMotion();
    arrange();
}

void EmbeddingView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
        event->type() == QEvent::FontChange)
        recolour();
}

void EmbeddingView::cameraChanged()
{
    m_pickerStale = true;
    m_cloud->setView(m_scene->camera(), pointSize(m_scene->camera()), devicePixelRatioF());
    refreshOverlay();
}

void EmbeddingView::resetCamera()
{
    finishMotion();
    m_scene->changeCamera([](CameraControl& camera) { camera.reset(); });
}

void EmbeddingView::frameSelection()
{
    finishMotion();
    std::vector<Eigen::Vector3f> chosen;
    for (const std::int64_t sample : session().selected()) {
        const Index row = session().rowOf(sample);
        if (row >= 0 && std::size_t(row) < m_points.size() && m_visible[std::size_t(row)])
            chosen.push_back(m_points[std::size_t(row)]);
    }
    m_scene->changeCamera([&](CameraControl& camera) { camera.frameOn(chosen); });
}

void EmbeddingView::setColourBy(ColourBy by)
{
    if (by == m_colourBy)
        return;
    m_colourBy = by;
    m_hidden.clear(); // the groups are others now
    recolour();
}

void EmbeddingView::toggleGroup(int group)
{
    if (!m_hidden.erase(group))
        m_hidden.insert(group);
    applyGroups();
}

void EmbeddingView::soloGroup(int group)
{
    std::set<int> others;
    for (const LegendEntry& entry : m_colouring.entries)
        if (entry.group != group)
            others.insert(entry.group);
    m_hidden = m_hidden == others ? std::set<int>() : others;
    applyGroups();
}

Json EmbeddingView::state() const
{
    return {{"camera", m_scene->camera().toJson()},
            {"colourBy", nameOf(m_colourBy).toStdString()},
            {"hidden", m_hidden}};
}

void EmbeddingView::restore(const Json& state)
{
    const auto refuse = [](const char* field, const char* wanted) {
        throw Error(ErrorKind::Format, "The stored state of the embedding view cannot be used.",
                    field, wanted, "Remove the field to get its default.");
    };
    if (!state.is_object())
        refuse("state", "It should be an object.");
    ColourBy by = ColourBy::Label;
    std::set<int> hidden;
    if (state.contains("colourBy")) {
        if (!state["colourBy"].is_string())
            refuse("colourBy", "It should be a name.");
        by = colourByName(QString::fromStdString(state["colourBy"].get<std::string>()));
    }
    if (state.contains("hidden")) {
        if (!state["hidden"].is_array())
            refuse("hidden", "It should be a list of group numbers.");
        for (const Json& group : state["hidden"]) {
            if (!group.is_number_integer())
                refuse("hidden", "It should be a list of group numbers.");
            hidden.insert(group.get<int>());
        }
    }
    finishMotion();
    m_scene->changeCamera([&](CameraControl& camera) {
        if (state.contains("camera"))
            camera.restore(state["camera"]);
        else
            camera.reset();
    });
    m_colourBy = by;
    m_hidden = hidden;
    recolour();
}

QImage EmbeddingView::picture(QSize size)
{
    finishMotion();
    const double ratio = devicePixelRatioF();
    CameraControl camera = m_scene->camera();
    camera.setFrame(frameFor(size));
    QImage image;
    if (hasOpenGl()) {
        vtkNew<vtkRenderer> renderer;
        const QColor back = style::tokens().surface;
        renderer->SetBackground(back.redF(), back.greenF(), back.blueF());
        vtkNew<vtkCamera> lens;
        camera.apply(*lens);
        renderer->SetActiveCamera(lens);
        PointCloud cloud(renderer);
        cloud.set(m_points, m_colouring.colours, m_visible);
        cloud.setColours(back, rimShade());
        cloud.setView(camera, pointSize(camera), ratio);
        image = renderImage(renderer, size, ratio);
    } else {
        image = QImage(size * ratio, QImage::Format_RGB32);
        image.setDevicePixelRatio(ratio);
        image.fill(style::tokens().surface);
    }
    QPainter painter(&image);
    paintFurniture(painter, size, camera);
    if (hasCloud() && !notice())
        paintLegend(painter, legendRect(m_legend->content(), size), m_legend->content());
    if (!hasOpenGl())
        paintNotice(painter, size,
                    {QStringLiteral("warning"), tr("No OpenGL"),
                     tr("The points cannot be drawn on this display."), true});
    return image;
}

} // namespace leafscope
