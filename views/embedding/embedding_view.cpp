// SPDX-License-Identifier: MIT
// The parts of the view, what it follows, and the points it shows.
#include "views/embedding/embedding_view.hpp"

#include "views/embedding/parts_worker.hpp"
#include "views/embedding/tool_strip.hpp"
#include "views/scene/legend.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr int kFrameMilliseconds = 16;

// The rim separates points of one colour; on both themes a darker one does that best.
double rimShade()
{
    return style::theme() == style::Theme::Light ? 0.45 : 0.35;
}

} // namespace

EmbeddingView::EmbeddingView(Session& session, QWidget* parent)
    : View(session, parent)
    , m_parts(CloudParts::none())
{
    m_scene = new VtkWidget(this);
    m_overlay = new OverlayWidget(this, [this](QPainter& painter) {
        paintFurniture(painter, size(), m_scene->camera(), m_cloud->isReduced());
        if (!m_legend->isHidden())
            paintLegend(painter, m_legend->geometry(), m_legend->content(), m_legend->marked());
        m_region.paint(painter, size());
        paintHover(painter);
    });
    m_tools = new ToolStrip(this);
    m_legend = new Legend(this);
    m_lines = std::make_unique<LineCloud>(m_scene->renderer()); // drawn before the points
    m_cloud = std::make_unique<PointCloud>(m_scene->renderer());
    setFocusProxy(m_scene);
    setMinimumSize(240, 180);
    setAccessibleName(tr("3-D embedding"));
    m_reducedMotion = QWidget::style()->styleHint(QStyle::SH_Widget_Animation_Duration) <= 0;
    m_motion.setInterval(kFrameMilliseconds);
    connect(&m_motion, &QTimer::timeout, this, &EmbeddingView::advance);
    connectSession();
    connectScene();
    connectTools();
    refresh();
    followCamera(false);
    m_scene->setBackground(style::tokens().surface);
    arrange();
    describe();
}

EmbeddingView::~EmbeddingView()
{
    // The children go after our own members; what they say on their way out finds nobody.
    for (QObject* child : {static_cast<QObject*>(m_legend), static_cast<QObject*>(m_scene),
                           static_cast<QObject*>(m_tools)})
        disconnect(child, nullptr, this, nullptr);
}

void EmbeddingView::connectSession()
{
    Session& s = session();
    for (const auto signal :
         {&Session::embeddingChanged, &Session::layoutChanged, &Session::neighborsChanged,
          &Session::graphChanged, &Session::traceChanged, &Session::studiesChanged,
          &Session::seriesChanged, &Session::layerChanged, &Session::coloursChanged,
          &Session::filterChanged})
        connect(&s, signal, this, &EmbeddingView::refresh);
    connect(&s, &Session::graphChanged, this, &EmbeddingView::refreshEdges);
    connect(&s, &Session::dataChanged, this, &EmbeddingView::refreshOverlay);
    connect(&s, &Session::epochChanged, this, &EmbeddingView::refreshOverlay);
    connect(&s, &Session::cameraChanged, this, [this] { followCamera(!m_reducedMotion); });
    connect(&s, &Session::selectionChanged, this, &EmbeddingView::applySelection);
    connect(&s, &Session::highlightChanged, this, &EmbeddingView::refreshHover);
    connect(&s, &Session::stateChanged, this, [this](Fact changed) {
        if (changed == fact())
            refreshOverlay();
    });
}

CloudRequest EmbeddingView::wanted()
{
    CloudRequest request;
    const QString layer = session().layer();
    request.layout = session().layout();
    request.embedding = session().embedding();
    request.colourBy = session().view().colourBy;
    request.hidden = session().view().hidden;
    request.filter = session().view().filter;
    request.inks = ColouringInks::current();
    m_problem.clear();
    if (request.layout && !layer.isEmpty()) {
        request.layer = request.layout->find(layer.toStdString());
        if (!request.layer)
            m_problem = tr("The layout has no coordinates for the layer %1.").arg(layer);
    }
    if (request.layer && request.embedding && request.embedding->n != request.rows()) {
        m_problem =
            tr("The layout has %1 rows, but the embedding has %2. Compute the layout again.")
                .arg(style::count(request.rows()))
                .arg(style::count(request.embedding->n));
        request.layer = nullptr;
    }
    if (isPlainColouring(request.colourBy))
        return request;
    if (request.colourBy == QLatin1String(kTraceMetric)) {
        request.trace = session().trace();
        request.traceEpoch = session().shownEpoch();
    } else if (request.colourBy.startsWith(QLatin1String(kGraphMetrics))) {
        request.graph = session().graph();
    } else if (request.colourBy.startsWith(QLatin1String(kRuleMetrics))) {
        if (const auto rules = session().study("collapse rules"))
            request.study = rules->columns;
    } else {
        request.metrics = session().neighbors();
    }
    for (SampleMetric& metric : session().metrics())
        if (request.colourBy == QString::fromStdString(metric.key))
            request.metric = std::make_shared<const SampleMetric>(std::move(metric));
    return request;
}

void EmbeddingView::refresh()
{
    CloudRequest request = wanted();
    if (request == m_wanted)
        return describe(); // the problem may be another one
    m_wanted = request;
    m_worker.reset();
    const auto places = request.samePlaces(m_shown) ? m_parts.display : nullptr;
    const auto colours = request.sameColours(m_shown) ? m_parts.colouring : nullptr;
    if (request.rows() <= kAtOnce)
        return adopt(request, makeParts(request, places, colours));
    m_worker =
        std::make_unique<PartsWorker>(*this, request, places, colours, [this](CloudParts parts) {
            const auto finished = std::move(m_worker);
            if (parts.display)
                return adopt(m_wanted, std::move(parts));
            m_wanted.layer = nullptr;
            m_problem = tr("There is not enough memory for %1 points.")
                            .arg(style::count(m_wanted.layout->layers[0].coordinates.rows()));
            adopt(m_wanted, CloudParts::none());
        });
    refreshOverlay();
}

bool EmbeddingView::isArranging() const
{
    return m_worker != nullptr;
}

// A picture cannot wait for the worker's turn of the event loop: what it would bring is made here.
void EmbeddingView::finishArranging()
{
    if (!m_worker)
        return;
    m_worker.reset();
    adopt(m_wanted, makeParts(m_wanted, nullptr, nullptr));
}

void EmbeddingView::adopt(const CloudRequest& request, CloudParts parts)
{
    finishMotion();
    const CloudRequest before = std::exchange(m_shown, request);
    const CloudParts old = std::exchange(m_parts, std::move(parts));
    const bool places = old.display != m_parts.display;
    m_pickerStale = true;
    if (m_region.isActive())
        abandonRegion(); // its points went elsewhere
    const bool moves = places && movesTo(before);
    if (places)
        m_hovered = -1;
    m_legend->setContent(legendOf(*m_parts.colouring, m_shown.hidden));
    m_cloud->setColours(style::tokens().surface, rimShade(), style::tokens().accent);
    m_scene->setBackground(style::tokens().surface);
    const CameraPose pose = m_scene->camera().pose();
    if (places)
        m_scene->changeCamera([this](CameraControl& camera) {
            // A camera that was fitted follows the new extent, one that was moved stays.
            camera.setContent(std::shared_ptr<const std::vector<Eigen::Vector3f>>(
                m_parts.display, &m_parts.display->points));
        });
    m_marked = needsMarks();
    fillCloud(*m_cloud);
    refreshEdges(); // arranges, and asks for a picture
    if (moves)
        moveFrom(pose, old.display);
    describe();
}

// The marks of the selection, if it is too large for rings.
std::vector<PointMark> EmbeddingView::marks() const
{
    std::vector<PointMark> marks;
    if (!m_marked)
        return marks;
    const auto selected =
        rowsOfSamples(session().view().selected, m_shown.embedding.get(), m_shown.rows());
    marks.reserve(selected.size());
    for (const std::uint8_t flag : selected)
        marks.push_back(flag ? PointMark::Selected : PointMark::Dimmed);
    return marks;
}

void EmbeddingView::fillCloud(PointCloud& cloud) const
{
    cloud.set(m_parts.display->points, m_parts.colouring->colours, marks(), *m_parts.order);
}

// Rings around thousands of points would hide them and each other.
bool EmbeddingView::needsMarks() const
{
    const SampleSet& selected = session().view().selected;
    if (!hasCloud() || selected.size() <= kMostRings)
        return false;
    const auto flags = rowsOfSamples(selected, m_shown.embedding.get(), m_shown.rows());
    std::size_t shown = 0;
    for (std::size_t row = 0; row < flags.size(); ++row)
        shown += std::size_t(flags[row] & (*m_parts.visible)[row]);
    return shown > kMostRings;
}

void EmbeddingView::applySelection()
{
    const bool before = std::exchange(m_marked, needsMarks());
    if (before || m_marked) {
        fillCloud(*m_cloud);
        m_scene->requestRender();
    }
    refreshOverlay();
}

// Smaller the more points there are and the smaller the view is: 5 px for two thousand points in a
// large view, 3 px for a hundred thousand.
PointSize EmbeddingView::pointSize(const CameraControl& camera) const
{
    PointSize size;
    const double n = std::max(1.0, double(m_parts.order->rest));
    const double side = std::min(camera.frame().width, camera.frame().height);
    const double room = std::clamp(std::sqrt(side / 640), 0.85, 1.25);
    size.base = std::clamp((4.8 - 1.1 * std::log10(n / 1000)) * room, 2.4, 6.0) * m_pointScale;
    size.smallest *= std::min(1.0, m_pointScale);
    size.largest *= m_pointScale;
    return size;
}

void EmbeddingView::setPointScale(double scale)
{
    if (scale == m_pointScale || !(scale > 0))
        return;
    m_pointScale = scale;
    cameraChanged();
    m_scene->requestRender();
}

// While a worker arranges other samples the session speaks of those already.
std::int64_t EmbeddingView::sampleAt(Index row) const
{
    const auto& embedding = m_shown.embedding;
    const bool known = embedding && row >= 0 && row < Index(embedding->indices.size());
    return known ? embedding->indices[std::size_t(row)] : -1;
}

Index EmbeddingView::rowOf(std::int64_t sample) const
{
    return m_shown.embedding == session().embedding() ? session().rowOf(sample) : -1;
}

void EmbeddingView::toggleGroup(int group)
{
    std::set<int> hidden = session().view().hidden;
    if (!hidden.erase(group))
        hidden.insert(group);
    session().setHidden(hidden);
}

void EmbeddingView::soloGroup(int group)
{
    std::set<int> others;
    for (const LegendEntry& entry : m_parts.colouring->entries)
        if (entry.group != group)
            others.insert(entry.group);
    session().setHidden(session().view().hidden == others ? std::set<int>() : others);
}

void EmbeddingView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    const auto type = event->type();
    if (type == QEvent::PaletteChange || type == QEvent::StyleChange ||
        type == QEvent::FontChange) {
        m_cloud->setColours(style::tokens().surface, rimShade(), style::tokens().accent);
        m_scene->setBackground(style::tokens().surface);
        refresh();
        arrange();
    }
}

} // namespace leafscope
