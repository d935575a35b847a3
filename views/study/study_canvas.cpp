// SPDX-License-Identifier: MIT
#include "views/study/study_canvas.hpp"

#include <QKeyEvent>

#include <optional>
#include <utility>

namespace leafscope {

namespace {

constexpr double kMargin = 12;
constexpr double kFirstShare = 0.5; ///< of two panels

chart::GridChart laidOut(const chart::Grid& grid, QRectF frame)
{
    return {grid, frame.adjusted(kMargin, kMargin - 4, -kMargin, -kMargin + 4)};
}

} // namespace

StudyCanvas::StudyCanvas(QWidget* parent)
    : Canvas(parent)
{
    setAccessibleName(tr("Chart of the study"));
}

void StudyCanvas::setPage(StudyPage page)
{
    m_page = std::move(page);
    setAccessibleName(tr("Chart: %1").arg(m_page.title));
    const bool leads =
        charts() && (!charts()->axis.layers.empty() || !charts()->axis.epochs.empty());
    setAccessibleDescription(leads ? tr("Left and Right step along the axis, Up and Down change "
                                        "the page; a click goes to the layer or epoch.")
                                   : tr("Up and Down change the page."));
    forgetPointed();
}

void StudyCanvas::setCursorPoint(int point)
{
    m_cursor = point;
    update();
}

void StudyCanvas::setReachable(Reachable reachable)
{
    m_reachable = std::move(reachable);
}

QRectF StudyCanvas::cellRect(int cell) const
{
    return grid() ? laidOut(grid()->grid, QRectF(rect())).cell(cell) : QRectF();
}

std::vector<chart::Chart> StudyCanvas::panels(QRectF frame, int pointed) const
{
    if (!charts() || charts()->panels.empty())
        return {};
    const StudyAxis& axis = charts()->axis;
    std::optional<chart::Figure> second;
    if (charts()->panels.size() > 1)
        second = figureOf(axis, charts()->panels[1], m_cursor, pointed);
    return chart::arranged(figureOf(axis, charts()->panels[0], m_cursor, pointed),
                           std::move(second), frame, kFirstShare);
}

void StudyCanvas::draw(QPainter& painter, QRectF frame, int pointed) const
{
    if (grid())
        laidOut(grid()->grid, frame).paint(painter, pointed);
    else
        Canvas::draw(painter, frame, pointed);
}

int StudyCanvas::pointAt(QPointF position) const
{
    return grid() ? laidOut(grid()->grid, QRectF(rect())).cellAt(position)
                  : Canvas::pointAt(position);
}

chart::Card StudyCanvas::cardOf(int point) const
{
    if (grid())
        return leafscope::cardOf(*grid(), point);
    return charts() ? leafscope::cardOf(*charts(), point) : chart::Card();
}

bool StudyCanvas::leadsSomewhere(int point) const
{
    return charts() && m_reachable && m_reachable(charts()->axis, point);
}

void StudyCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Up)
        Q_EMIT pageStepRequested(-1);
    else if (event->key() == Qt::Key_Down)
        Q_EMIT pageStepRequested(1);
    else
        Canvas::keyPressEvent(event);
}

} // namespace leafscope
