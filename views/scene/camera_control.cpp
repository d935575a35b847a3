// SPDX-License-Identifier: MIT
// The arithmetic of the camera.
#include "views/scene/camera_control.hpp"

#include "core/base/error.hpp"

#include <Eigen/Dense>
#include <vtkCamera.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace leafscope {

namespace {

constexpr double kMargin = 1.06;                    // air around fitted content
constexpr double kNearestShare = 2e-3;              // nearest approach, in content radii
constexpr double kFarthestShare = 60;               // farthest retreat, in content radii
constexpr double kTurnPerHeight = std::numbers::pi; // radians for a drag over the frame's height

Vec3 turned(const Eigen::AngleAxisd& turn, const Vec3& point, const Vec3& about)
{
    return about + turn * (point - about);
}

} // namespace

CameraControl::CameraControl()
    : m_content(std::make_shared<const std::vector<Eigen::Vector3f>>())
{
}

double CameraControl::tangent() const
{
    return std::tan(kViewAngle * std::numbers::pi / 360);
}

// Where the optical axis meets the frame, in normalised device coordinates: the middle of what the
// furniture leaves free.
Vec2 CameraControl::centreShift() const
{
    return {(m_frame.left - m_frame.right) / m_frame.width,
            (m_frame.bottom - m_frame.top) / m_frame.height};
}

double CameraControl::depthOf(const Vec3& point) const
{
    return m_pose.forward().dot(point - m_pose.position);
}

void CameraControl::setPose(const CameraPose& pose)
{
    m_pose = pose;
    moved();
}

void CameraControl::setFrame(const ViewFrame& frame)
{
    ViewFrame wanted = frame;
    wanted.width = std::max(frame.width, 1.0);
    wanted.height = std::max(frame.height, 1.0);
    if (wanted == m_frame)
        return; // a fit looks at every point
    m_frame = wanted;
    if (m_fitted)
        fit();
}

void CameraControl::setContent(std::vector<Eigen::Vector3f> points)
{
    setContent(std::make_shared<const std::vector<Eigen::Vector3f>>(std::move(points)));
}

void CameraControl::setContent(std::shared_ptr<const std::vector<Eigen::Vector3f>> points)
{
    EXPECTS(points != nullptr, "no points");
    m_content = std::move(points);
    m_contentCentre.setZero();
    m_contentRadius = 1;
    if (!m_content->empty()) {
        Eigen::Vector3f low = m_content->front();
        Eigen::Vector3f high = low;
        for (const Eigen::Vector3f& p : *m_content) {
            low = low.cwiseMin(p);
            high = high.cwiseMax(p);
        }
        m_contentCentre = (low + high).cast<double>() / 2;
        double squared = 0;
        for (const Eigen::Vector3f& p : *m_content)
            squared = std::max(squared, (p.cast<double>() - m_contentCentre).squaredNorm());
        m_contentRadius = squared > 0 ? std::sqrt(squared) : 1;
    }
    if (m_fitted)
        fit();
}

void CameraControl::fit()
{
    m_centre = m_contentCentre;
    const CameraPose before = m_pose;
    frameExtent(*m_content, 0.05 * m_contentRadius);
    // Fitting a fitted camera must not move it by a rounding error: the picture of a stored camera
    // would differ from the window's.
    const double moved = (m_pose.position - before.position).norm() +
                         (m_pose.focal - before.focal).norm() + (m_pose.up - before.up).norm() +
                         std::abs(m_pose.parallelScale - before.parallelScale);
    if (moved < 1e-11 * m_contentRadius)
        m_pose = before;
    m_fitted = true;
}

void CameraControl::frameOn(const std::vector<Eigen::Vector3f>& points)
{
    if (points.empty())
        return fit();
    Vec3 sum = Vec3::Zero();
    for (const Eigen::Vector3f& p : points)
        sum += p.cast<double>();
    m_centre = sum / double(points.size());
    frameExtent(points, 0.12 * m_contentRadius);
    m_fitted = false;
}

// Moves the camera along its present direction until every point lies inside the free part of the
// frame. In the camera's own axes a point (x, y, z towards the viewer) is inside the right border
// if x - cx <= t (D - z) for camera (cx, D) and half tangent t; with a = max(x / t + z) and
// b = max(-x / t + z) over the points the nearest camera is D = (a + b) / 2, cx = t (a - b) / 2.
void CameraControl::frameExtent(const std::vector<Eigen::Vector3f>& points, double least)
{
    const Vec3 forward = m_pose.forward();
    const Vec3 right = m_pose.right();
    const Vec3 up = right.cross(forward);
    const double freeX = std::max(m_frame.width - m_frame.left - m_frame.right, 1.0);
    const double freeY = std::max(m_frame.height - m_frame.top - m_frame.bottom, 1.0);
    const double tx = tangent() * freeX / m_frame.height / kMargin;
    const double ty = tangent() * freeY / m_frame.height / kMargin;
    const double slopeX = m_pose.parallel ? 0 : 1; // parallel: depth does not matter
    Eigen::Vector4d most = Eigen::Vector4d::Constant(-1e300);
    double front = 0; // the point nearest to the viewer
    const auto include = [&](const Vec3& p) {
        const Vec3 q = p - m_centre;
        const double z = -forward.dot(q) * slopeX;
        front = std::max(front, z);
        const double x = right.dot(q) / tx;
        const double y = up.dot(q) / ty;
        most = most.cwiseMax(Eigen::Vector4d(x + z, -x + z, y + z, -y + z));
    };
    for (const Eigen::Vector3f& p : points)
        include(p.cast<double>());
    if (points.empty())
        for (int corner = 0; corner < 8; ++corner)
            include(m_centre + Vec3(corner & 1 ? 1 : -1, corner & 2 ? 1 : -1, corner & 4 ? 1 : -1) *
                                   m_contentRadius / std::sqrt(3.0));
    const double distance = std::max(
        {(most[0] + most[1]) / 2, (most[2] + most[3]) / 2, front + least / std::min(tx, ty)});
    m_pose.focal =
        m_centre + right * (tx * (most[0] - most[1]) / 2) + up * (ty * (most[2] - most[3]) / 2);
    m_pose.up = up;
    m_pose.parallelScale = distance * tangent();
    // In parallel projection the distance is free; it only has to lie outside of the content.
    const double back = m_pose.parallel ? std::max(distance, 3 * m_contentRadius) : distance;
    m_pose.position = m_pose.focal - forward * back;
}

void CameraControl::reset()
{
    const Eigen::Matrix3d turn =
        (Eigen::AngleAxisd(0.42, Vec3::UnitY()) * Eigen::AngleAxisd(-0.30, Vec3::UnitX()))
            .toRotationMatrix();
    m_pose.focal = m_contentCentre;
    m_pose.position = m_contentCentre + turn * Vec3::UnitZ();
    m_pose.up = turn * Vec3::UnitY();
    fit();
}

void CameraControl::lookFrom(AxisView view)
{
    const Vec3 x = Vec3::UnitX();
    const Vec3 y = Vec3::UnitY();
    const Vec3 z = Vec3::UnitZ();
    const auto place = [this](const Vec3& back, const Vec3& up) {
        m_pose.focal = m_contentCentre;
        m_pose.position = m_contentCentre + back;
        m_pose.up = up;
    };
    switch (view) {
    case AxisView::Front:
        place(z, y);
        break;
    case AxisView::Back:
        place(-z, y);
        break;
    case AxisView::Above:
        place(y, -z);
        break;
    case AxisView::Below:
        place(-y, z);
        break;
    case AxisView::Right:
        place(x, y);
        break;
    case AxisView::Left:
        place(-x, y);
        break;
    case AxisView::Isometric:
        place(Vec3(1, 1, 1).normalized(), Vec3(-1, 2, -1).normalized());
        break;
    }
    fit();
}

void CameraControl::setParallel(bool parallel)
{
    if (parallel == m_pose.parallel)
        return;
    // What lies at the rotation centre keeps its size on the screen.
    const Vec3 forward = m_pose.forward();
    if (parallel) {
        const double depth = std::max(depthOf(m_centre), kNearestShare * m_contentRadius);
        m_pose.parallelScale = depth * tangent();
        const double outside = 3 * m_contentRadius;
        m_pose.position += forward * (depthOf(m_contentCentre) - outside);
        m_pose.focal = m_pose.position + forward * outside;
    } else {
        const double depth = m_pose.parallelScale / tangent();
        m_pose.position += forward * (depthOf(m_centre) - depth);
        m_pose.focal = m_pose.position + forward * depth;
    }
    m_pose.parallel = parallel;
    if (m_fitted)
        fit();
}

void CameraControl::orbit(Vec2 from, Vec2 to)
{
    const Vec2 angle = (to - from) * (kTurnPerHeight / m_frame.height);
    const Vec3 right = m_pose.right();
    const Eigen::AngleAxisd turn(Eigen::AngleAxisd(-angle.x(), m_pose.up) *
                                 Eigen::AngleAxisd(-angle.y(), right));
    m_pose.position = turned(turn, m_pose.position, m_centre);
    m_pose.focal = turned(turn, m_pose.focal, m_centre);
    m_pose.up = turn * m_pose.up;
    m_pose.up = m_pose.right().cross(m_pose.forward()).normalized();
    moved();
}

void CameraControl::pan(Vec2 from, Vec2 to)
{
    const Vec3 shift = unproject(from, m_centre) - unproject(to, m_centre);
    m_pose.position += shift;
    m_pose.focal += shift;
    moved();
}

void CameraControl::zoom(double factor, Vec2 at, const std::optional<Vec3>& anchor)
{
    if (!(factor > 0) || !std::isfinite(factor))
        return;
    const Vec3 fixed = unproject(at, anchor.value_or(m_centre));
    const double nearest = kNearestShare * m_contentRadius;
    const double farthest = kFarthestShare * m_contentRadius;
    const double now = m_pose.parallel ? m_pose.parallelScale : (fixed - m_pose.position).norm();
    const double then = std::clamp(now / factor, std::min(nearest, now), std::max(farthest, now));
    const double shrink = then / now;
    if (m_pose.parallel) {
        const Vec3 forward = m_pose.forward();
        Vec3 shift = (fixed - m_pose.position) * (1 - shrink);
        shift -= forward * forward.dot(shift); // depth does not change
        m_pose.position += shift;
        m_pose.focal += shift;
        m_pose.parallelScale = then;
    } else {
        // Along the ray through the cursor: everything on that ray stays under it.
        m_pose.position = fixed + (m_pose.position - fixed) * shrink;
        m_pose.focal = fixed + (m_pose.focal - fixed) * shrink;
    }
    moved();
}

void CameraControl::roll(Vec2 from, Vec2 to)
{
    const Vec2 shift = centreShift();
    const Vec2 middle((1 + shift.x()) * m_frame.width / 2, (1 - shift.y()) * m_frame.height / 2);
    const Vec2 a = from - middle;
    const Vec2 b = to - middle;
    if (a.squaredNorm() < 1 || b.squaredNorm() < 1)
        return; // no angle at the centre itself
    const double angle = std::atan2(a.x() * b.y() - a.y() * b.x(), a.dot(b));
    // The picture turns with the hand, hence the camera the other way (screen y points down).
    m_pose.up = Eigen::AngleAxisd(-angle, m_pose.forward()) * m_pose.up;
    moved();
}

Projected CameraControl::project(const Vec3& point) const
{
    const Vec3 q = point - m_pose.position;
    const Vec3 forward = m_pose.forward();
    const Vec3 right = m_pose.right();
    const Vec3 up = right.cross(forward);
    const double depth = forward.dot(q);
    const double half = m_pose.parallel ? m_pose.parallelScale : depth * tangent();
    const Vec2 shift = centreShift();
    const double nx = right.dot(q) / (half * m_frame.width / m_frame.height) + shift.x();
    const double ny = up.dot(q) / half + shift.y();
    return {(nx + 1) / 2 * m_frame.width, (1 - ny) / 2 * m_frame.height, depth};
}

Vec3 CameraControl::unproject(Vec2 at, const Vec3& through) const
{
    const Vec3 forward = m_pose.forward();
    const Vec3 right = m_pose.right();
    const Vec3 up = right.cross(forward);
    // A plane behind the camera has no point under the cursor; one just before it stands in.
    double depth = depthOf(through);
    if (!m_pose.parallel)
        depth = std::max(depth, kNearestShare * m_contentRadius);
    const double half = m_pose.parallel ? m_pose.parallelScale : depth * tangent();
    const Vec2 shift = centreShift();
    const double nx = 2 * at.x() / m_frame.width - 1 - shift.x();
    const double ny = 1 - 2 * at.y() / m_frame.height - shift.y();
    return m_pose.position + forward * depth +
           right * (nx * half * m_frame.width / m_frame.height) + up * (ny * half);
}

Vec2 CameraControl::clippingRange() const
{
    const double depth = depthOf(m_contentCentre);
    const double reach = 1.02 * m_contentRadius;
    const double far = std::max(depth + reach, 1e-2 * m_contentRadius);
    const double near = std::max(depth - reach, 1e-4 * far);
    return {near, far};
}

double CameraControl::nominalDistance() const
{
    const double angle = kViewAngle * std::numbers::pi / 360;
    return m_pose.parallel ? m_contentRadius / m_pose.parallelScale
                           : m_contentRadius / std::sin(angle);
}

Eigen::Matrix4d CameraControl::composite() const
{
    const Vec3 forward = m_pose.forward();
    const Vec3 right = m_pose.right();
    const Vec3 up = right.cross(forward);
    Eigen::Matrix4d view = Eigen::Matrix4d::Identity();
    view.block<1, 3>(0, 0) = right.transpose();
    view.block<1, 3>(1, 0) = up.transpose();
    view.block<1, 3>(2, 0) = -forward.transpose();
    view.block<3, 1>(0, 3) = -view.block<3, 3>(0, 0) * m_pose.position;
    const Vec2 range = clippingRange();
    const double depth = range.y() - range.x();
    const double aspect = m_frame.width / m_frame.height;
    const Vec2 shift = centreShift();
    Eigen::Matrix4d lens = Eigen::Matrix4d::Zero();
    if (m_pose.parallel) {
        lens(0, 0) = 1 / (m_pose.parallelScale * aspect);
        lens(1, 1) = 1 / m_pose.parallelScale;
        lens(2, 2) = -2 / depth;
        lens.col(3) << shift.x(), shift.y(), -(range.x() + range.y()) / depth, 1;
    } else {
        lens(0, 0) = 1 / (tangent() * aspect);
        lens(1, 1) = 1 / tangent();
        lens.col(2) << -shift.x(), -shift.y(), -(range.x() + range.y()) / depth, -1;
        lens(2, 3) = -2 * range.x() * range.y() / depth;
    }
    return lens * view;
}

void CameraControl::apply(vtkCamera& camera) const
{
    camera.SetPosition(m_pose.position.data());
    camera.SetFocalPoint(m_pose.focal.data());
    camera.SetViewUp(m_pose.up.data());
    camera.SetViewAngle(kViewAngle);
    camera.SetParallelProjection(m_pose.parallel);
    camera.SetParallelScale(m_pose.parallelScale);
    const Vec2 shift = centreShift();
    camera.SetWindowCenter(-shift.x(), -shift.y());
    const Vec2 range = clippingRange();
    camera.SetClippingRange(range.x(), range.y());
}

} // namespace leafscope
