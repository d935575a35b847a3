// SPDX-License-Identifier: MIT
#include "views/neighborhood/rule_page.hpp"

#include "views/style/theme.hpp"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kReach = 16;  // logical pixels from the cursor to a point it means
constexpr double kSpan = 2.05; // half of the plane's height, in its unit
constexpr double kCircleSpan = 1.3;
constexpr double kStep = 0.04; // of an arrow key
constexpr double kFar = 2;     // how far out a point may be moved

QString tr(const char* text)
{
    return QCoreApplication::translate("RulePage", text);
}

} // namespace

Eigen::Vector2d RuleState::at(RulePoint point) const
{
    const Eigen::Vector2d& x = points[std::size_t(point)];
    return kernel == KernelKind::Cosine ? Eigen::Vector2d(x.normalized()) : x;
}

RuleVerdict judge(const RuleState& state)
{
    const Kernel kernel{state.kernel, 1};
    const auto squared = [&](RulePoint a, RulePoint b) {
        return (state.at(a) - state.at(b)).squaredNorm();
    };
    Candidates candidates;
    candidates.rows = {0, 1};
    candidates.toQuery.resize(2);
    candidates.toQuery << squared(RulePoint::Query, RulePoint::Near),
        squared(RulePoint::Query, RulePoint::Far);
    candidates.among = MatrixD::Zero(2, 2);
    candidates.among(0, 1) = candidates.among(1, 0) = squared(RulePoint::Near, RulePoint::Far);
    RuleVerdict verdict;
    verdict.qj = kernel.value(candidates.toQuery[0]);
    verdict.ql = kernel.value(candidates.toQuery[1]);
    verdict.jl = kernel.value(candidates.among(0, 1));
    verdict.ratio = verdict.ql > 0 ? verdict.qj / verdict.ql : HUGE_VAL;
    NeighborhoodSolver solver;
    const Neighborhood found = solver.solve(candidates, kernel);
    verdict.weightJ = found.weights[0];
    verdict.weightL = found.weights[1];
    verdict.jKept = verdict.weightJ > 0;
    verdict.lKept = verdict.weightL > 0;
    return verdict;
}

QString sentence(const RuleVerdict& verdict)
{
    if (verdict.jKept && verdict.lKept)
        return tr("Both are neighbours: neither explains the other away.");
    if (verdict.jKept)
        return tr("l is pruned: it lies beyond the plane of j.");
    if (verdict.lKept)
        return tr("j is pruned: it lies beyond the plane of l.");
    return tr("Neither is like the query.");
}

RulePlane::RulePlane(const QRectF& rect, KernelKind kernel)
    : box(rect)
    , scale(std::max(1.0, std::min(rect.width(), rect.height())) /
            (2 * (kernel == KernelKind::Cosine ? kCircleSpan : kSpan)))
{
}

QPointF RulePlane::toScreen(const Eigen::Vector2d& x) const
{
    return box.center() + QPointF(x.x(), -x.y()) * scale;
}

Eigen::Vector2d RulePlane::fromScreen(QPointF at) const
{
    const QPointF way = (at - box.center()) / scale;
    return {way.x(), -way.y()};
}

RulePage::RulePage(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("The rule of three points"));
    setToolTip(tr("Drag q, j or l. Arrow keys move the marked point, Enter marks the next."));
    describe();
}

void RulePage::describe()
{
    const RuleVerdict v = judge(m_state);
    setAccessibleDescription(
        sentence(v) + QLatin1Char(' ') +
        tr("Ratio %1, interval %2 to %3.")
            .arg(style::number(v.ratio), style::number(v.jl), style::number(1 / v.jl)));
    update();
}

void RulePage::setState(const RuleState& state)
{
    m_state = state;
    describe();
}

void RulePage::setKernel(KernelKind kernel)
{
    if (kernel == m_state.kernel)
        return;
    m_state.kernel = kernel;
    describe();
}

QPointF RulePage::placeOf(RulePoint point) const
{
    return RulePlane(ruleBox(rect()), m_state.kernel).toScreen(m_state.at(point));
}

std::optional<RulePoint> RulePage::pointUnder(QPointF position) const
{
    std::optional<RulePoint> found;
    double nearest = kReach;
    for (const RulePoint point : {RulePoint::Query, RulePoint::Near, RulePoint::Far}) {
        const QPointF way = placeOf(point) - position;
        const double distance = std::hypot(way.x(), way.y());
        if (distance <= nearest) {
            nearest = distance;
            found = point;
        }
    }
    return found;
}

void RulePage::move(RulePoint point, Eigen::Vector2d to)
{
    to = to.cwiseMax(-kFar).cwiseMin(kFar);
    if (m_state.kernel == KernelKind::Cosine) {
        if (to.norm() < 1e-6)
            return; // no direction
        to.normalize();
    }
    m_state.points[std::size_t(point)] = to;
    m_state.active = point;
    describe();
    Q_EMIT changed();
}

void RulePage::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    if (!ruleBox(rect()).contains(event->position()))
        return;
    if (const auto point = pointUnder(event->position())) {
        m_state.active = *point;
        m_dragging = true;
        setCursor(Qt::ClosedHandCursor);
        describe();
        Q_EMIT changed();
        return;
    }
    // Beside the points: the one that is marked comes here.
    m_dragging = true;
    move(m_state.active, RulePlane(ruleBox(rect()), m_state.kernel).fromScreen(event->position()));
}

void RulePage::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragging)
        move(m_state.active,
             RulePlane(ruleBox(rect()), m_state.kernel).fromScreen(event->position()));
    else
        setCursor(pointUnder(event->position()) ? Qt::OpenHandCursor : Qt::ArrowCursor);
}

void RulePage::mouseReleaseEvent(QMouseEvent* event)
{
    m_dragging = false;
    setCursor(pointUnder(event->position()) ? Qt::OpenHandCursor : Qt::ArrowCursor);
}

void RulePage::keyPressEvent(QKeyEvent* event)
{
    const double step = event->modifiers() & Qt::ShiftModifier ? 5 * kStep : kStep;
    Eigen::Vector2d way(0, 0);
    switch (event->key()) {
    case Qt::Key_Left:
        way.x() = -step;
        break;
    case Qt::Key_Right:
        way.x() = step;
        break;
    case Qt::Key_Up:
        way.y() = step;
        break;
    case Qt::Key_Down:
        way.y() = -step;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_state.active = RulePoint((int(m_state.active) + 1) % 3);
        describe();
        Q_EMIT changed();
        return;
    case Qt::Key_Home: {
        RuleState first;
        first.kernel = m_state.kernel;
        setState(first);
        Q_EMIT changed();
        return;
    }
    default:
        return QWidget::keyPressEvent(event);
    }
    if (m_state.kernel == KernelKind::Cosine) { // along the circle
        const Eigen::Vector2d x = m_state.at(m_state.active);
        const Eigen::Vector2d tangent(-x.y(), x.x());
        way = tangent * (way.x() < 0 || way.y() > 0 ? step : -step);
    }
    move(m_state.active, m_state.at(m_state.active) + way);
}

void RulePage::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintRule(painter, rect(), m_state);
}

} // namespace leafscope
