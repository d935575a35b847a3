// SPDX-License-Identifier: MIT
// The rule of three points in the plane: a query q and two candidates j and l that the mouse or the
// arrow keys move. Shows the half-plane that each keeps clear, the ball with the diameter q l, the
// interval of the kernel ratio, and which of the two are neighbours.
#pragma once

#include "core/nnk/interval.hpp"

#include <Eigen/Core>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <QWidget>

#include <array>
#include <optional>

class QPainter;

namespace leafscope {

enum class RulePoint { Query, Near, Far }; ///< q, j, l

/// Three points and what follows from them.
struct RuleState {
    KernelKind kernel = KernelKind::Gaussian;
    /// q, j, l: anywhere in the plane for the Gaussian kernel, whose width is 1; for cosine their
    /// directions count.
    std::array<Eigen::Vector2d, 3> points{Eigen::Vector2d(-1.1, -0.35), Eigen::Vector2d(0.15, 0.3),
                                          Eigen::Vector2d(1.25, -0.2)};
    RulePoint active = RulePoint::Far; ///< what the keys move

    /// As the kernel sees it: a unit vector for cosine.
    Eigen::Vector2d at(RulePoint point) const;
};

struct RuleVerdict {
    double qj = 0; ///< kernel values
    double ql = 0;
    double jl = 0;
    double ratio = 1;   ///< qj / ql
    double weightJ = 0; ///< of the exact solution with these two candidates
    double weightL = 0;
    bool jKept = false;
    bool lKept = false;
};

RuleVerdict judge(const RuleState& state);
/// One sentence for people.
QString sentence(const RuleVerdict& verdict);

/// From the plane to a rectangle and back.
struct RulePlane {
    QRectF box; ///< of the drawing
    double scale = 1;
    RulePlane(const QRectF& box, KernelKind kernel);
    QPointF toScreen(const Eigen::Vector2d& x) const;
    Eigen::Vector2d fromScreen(QPointF at) const;
};

/// The whole page.
void paintRule(QPainter& painter, const QRect& box, const RuleState& state);
/// Where the plane is drawn in it.
QRectF ruleBox(const QRectF& page);

class RulePage : public QWidget {
    Q_OBJECT

public:
    explicit RulePage(QWidget* parent);
    const RuleState& state() const { return m_state; }
    void setState(const RuleState& state);
    void setKernel(KernelKind kernel);
    /// Where a point is drawn.
    QPointF placeOf(RulePoint point) const;

Q_SIGNALS:
    void changed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    std::optional<RulePoint> pointUnder(QPointF position) const;
    void move(RulePoint point, Eigen::Vector2d to);
    void describe();

    RuleState m_state;
    bool m_dragging = false;
};

} // namespace leafscope
