// SPDX-License-Identifier: MIT
// The camera of the embedding view, and the passage from one picture to the next.
#include "core/base/error.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/embedding/tool_strip.hpp"
#include "views/scene/legend.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QResizeEvent>

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

constexpr int kMotionMilliseconds = 200;

} // namespace

ViewFrame EmbeddingView::frameFor(QSize size) const
{
    const LegendContent content = legendOf(*m_parts.colouring, m_shown.hidden);
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
    const QRect legend = legendRect(m_legend->content(), size());
    m_legend->setGeometry(legend);
    const QSize tools = m_tools->sizeHint();
    m_tools->setGeometry(
        QRect(QPoint(legend.left() - style::kSpace2 - tools.width(), style::kSpace2), tools));
    const ViewFrame frame = frameFor(size());
    if (!(m_scene->camera().frame() == frame))
        m_scene->changeCamera([&](CameraControl& camera) { camera.setFrame(frame); });
    else
        cameraChanged(); // the size of the points follows their number
}

void EmbeddingView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    finishMotion();
    arrange();
}

void EmbeddingView::cameraChanged()
{
    m_pickerStale = true;
    m_cloud->setView(m_scene->camera(), pointSize(m_scene->camera()), devicePixelRatioF());
    refreshOverlay();
}

// The camera that the session holds, on what is shown now.
CameraControl EmbeddingView::sessionCamera() const
{
    CameraControl camera = m_scene->camera();
    const Json& stored = session().view().camera;
    try {
        if (stored.is_null())
            camera.reset();
        else
            camera.restore(stored);
    } catch (const Error&) { // a session file that was changed by hand
        camera.reset();
    }
    return camera;
}

void EmbeddingView::followCamera(bool animated)
{
    finishMotion();
    const CameraControl camera = sessionCamera();
    if (camera.toJson() == m_scene->camera().toJson())
        return;
    const CameraPose pose = m_scene->camera().pose();
    m_scene->changeCamera([&](CameraControl& own) { own = camera; });
    if (animated && isVisible() && hasCloud())
        moveFrom(pose, nullptr);
}

// The camera came to rest where the person left it.
void EmbeddingView::commitCamera()
{
    finishMotion();
    const Json camera = m_scene->camera().toJson();
    if (sessionCamera().toJson() != camera)
        session().setCamera(camera);
}

void EmbeddingView::resetCamera()
{
    finishMotion();
    m_scene->changeCamera([](CameraControl& camera) { camera.reset(); });
    commitCamera();
}

void EmbeddingView::frameSelection()
{
    finishMotion();
    const auto selected =
        rowsOfSamples(session().view().selected, m_shown.embedding.get(), m_shown.rows());
    std::vector<Eigen::Vector3f> chosen;
    for (std::size_t row = 0; row < selected.size(); ++row)
        if (selected[row] && (*m_parts.visible)[row])
            chosen.push_back(m_parts.display->points[row]);
    m_scene->changeCamera([&](CameraControl& camera) { camera.frameOn(chosen); });
    commitCamera();
}

Eigen::Vector3f EmbeddingView::pointAt(Index row) const
{
    const Eigen::Vector3f& end = m_parts.display->points[std::size_t(row)];
    if (!m_pointsStart)
        return end;
    const Eigen::Vector3f& start = m_pointsStart->points[std::size_t(row)];
    return start + m_share * (end - start);
}

// Points move if they are the same samples as before, and somebody sees it.
bool EmbeddingView::movesTo(const CloudRequest& before) const
{
    if (!before.layer || !m_shown.layer || m_reducedMotion || !isVisible() ||
        before.rows() != m_shown.rows())
        return false;
    return before.embedding == m_shown.embedding ||
           (before.embedding && m_shown.embedding &&
            before.embedding->indices == m_shown.embedding->indices);
}

// From another pose and, unless null, other points to those that are set already.
void EmbeddingView::moveFrom(const CameraPose& pose, std::shared_ptr<const DisplayPoints> points)
{
    m_cameraEnd = m_scene->camera();
    m_poseStart = pose;
    m_pointsStart = std::move(points);
    m_lines->setHidden(m_pointsStart != nullptr); // they come back where the points arrive
    m_cloud->setReduced(true);
    m_lines->setReduced(true);
    m_motionClock.start();
    m_motion.start();
    advance();
}

// One frame of the passage.
void EmbeddingView::advance()
{
    const double t = double(m_motionClock.elapsed()) / kMotionMilliseconds;
    if (t >= 1)
        return finishMotion();
    const double eased = t * t * (3 - 2 * t);
    m_share = float(eased);
    if (m_pointsStart)
        m_cloud->move([this](std::uint32_t row) { return pointAt(Index(row)); });
    m_scene->changeCamera([&](CameraControl& camera) {
        camera.setPose(CameraControl::between(m_poseStart, m_cameraEnd.pose(), eased));
    });
}

void EmbeddingView::finishMotion()
{
    if (!m_motion.isActive())
        return;
    m_motion.stop();
    m_share = 1;
    if (std::exchange(m_pointsStart, nullptr)) // to the bit where a cut ends
        m_cloud->move([this](std::uint32_t row) { return pointAt(Index(row)); });
    m_cloud->setReduced(m_scene->isMoving());
    m_lines->setReduced(m_scene->isMoving());
    m_lines->setHidden(false);
    m_scene->changeCamera([this](CameraControl& camera) { camera = m_cameraEnd; });
}

} // namespace leafscope
