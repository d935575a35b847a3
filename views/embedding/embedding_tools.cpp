// SPDX-License-Identifier: MIT
// Lasso and box in the embedding view: one gesture, one change of the selection.
#include "views/embedding/embedding_view.hpp"
#include "views/embedding/gestures.hpp"
#include "views/embedding/tool_strip.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"

#include <QElapsedTimer>

#include <algorithm>

namespace leafscope {

namespace {

// Milliseconds between two counts, if a count is quick and if it is not.
constexpr int kCountSoon = 16;
constexpr int kCountLate = 100;

} // namespace

void EmbeddingView::connectTools()
{
    connect(m_tools, &ToolStrip::chosen, this, &EmbeddingView::setTool);
    connect(m_tools, &ToolStrip::edgesWanted, this, &EmbeddingView::cycleEdges);
    connect(m_scene, &VtkWidget::toolStarted, this,
            [this](QPointF position, Qt::KeyboardModifiers modifiers) {
                finishMotion();
                if (!hasCloud())
                    return;
                m_region.start(m_tool, position, combineFor(modifiers));
            });
    connect(m_scene, &VtkWidget::toolMoved, this, [this](QPointF position) {
        m_region.moveTo(position);
        if (m_region.isActive() && !m_count.isActive())
            m_count.start();
        m_overlay->update();
    });
    connect(m_scene, &VtkWidget::toolFinished, this, &EmbeddingView::finishRegion);
    m_count.setSingleShot(true);
    m_count.setInterval(kCountSoon);
    connect(&m_count, &QTimer::timeout, this, &EmbeddingView::countRegion);
}

void EmbeddingView::setTool(SelectionTool tool)
{
    abandonRegion();
    m_scene->setToolActive(tool != SelectionTool::Orbit);
    m_tools->setTool(tool);
    if (tool == m_tool)
        return;
    m_tool = tool;
    Q_EMIT toolChanged();
}

// The count follows the line; the longer it takes, the more seldom, so that the line stays smooth.
void EmbeddingView::countRegion()
{
    if (!m_region.isActive())
        return;
    QElapsedTimer clock;
    clock.start();
    project();
    m_region.setCount(qint64(m_picker.countInside(m_region.region())));
    m_count.setInterval(std::clamp(2 * int(clock.elapsed()), kCountSoon, kCountLate));
    m_overlay->update();
}

void EmbeddingView::finishRegion(QPointF position)
{
    if (!m_region.isActive())
        return;
    m_region.moveTo(position);
    project(); // the wheel may have moved the camera under the line
    std::vector<std::int64_t> samples;
    for (const Index row : m_picker.inside(m_region.region()))
        if (const std::int64_t sample = sampleAt(row); sample >= 0)
            samples.push_back(sample);
    const Combine how = m_region.how();
    abandonRegion();
    session().select(std::move(samples), how);
}

void EmbeddingView::abandonRegion()
{
    m_count.stop();
    m_region.stop();
    m_scene->abandonTool();
    m_overlay->update();
}

} // namespace leafscope
