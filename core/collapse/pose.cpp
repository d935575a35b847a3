// SPDX-License-Identifier: MIT
#include "core/collapse/pose.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

/// Corners of a regular triangle in the plane as columns; rows are orthonormal and sum to 0. The
/// second row points to the first corner.
Eigen::Matrix<double, 2, 3> triangle()
{
    const double a = std::sqrt(2.0 / 3);
    Eigen::Matrix<double, 2, 3> corners;
    corners << 0, a * std::sqrt(0.75), -a * std::sqrt(0.75), //
        a, -a / 2, -a / 2;
    return corners;
}

/// Corners of a regular tetrahedron as columns; rows are orthonormal and sum to 0. The first corner
/// is the upper one (second row), the second one faces the viewer (third row).
Eigen::Matrix<double, 3, 4> tetrahedron()
{
    const double up = std::sqrt(3.0) / 2; // from the centre to a corner
    const double low = -up / 3;
    const double out = std::sqrt(up * up - low * low);
    const double side = out * std::sqrt(0.75);
    Eigen::Matrix<double, 3, 4> corners;
    corners << 0, 0, side, -side, //
        up, low, low, low,        //
        0, out, -out / 2, -out / 2;
    return corners;
}

std::string listed(const std::vector<int>& classes)
{
    std::string text;
    for (std::size_t i = 0; i < classes.size(); ++i)
        text += (i == 0                    ? ""
                 : i + 1 == classes.size() ? " and "
                                           : ", ") +
                std::to_string(classes[i]);
    return text;
}

/// In ascending order: the same classes are the same pose, whatever order they were named in.
std::vector<int> checked(Index classes, std::vector<int> chosen, std::size_t wanted)
{
    std::sort(chosen.begin(), chosen.end());
    const bool distinct = std::adjacent_find(chosen.begin(), chosen.end()) == chosen.end();
    if (classes < 4 || chosen.size() != wanted || !distinct || chosen.front() < 0 ||
        chosen.back() >= classes)
        throw Error(ErrorKind::InvalidInput, "this pose needs other classes", listed(chosen),
                    "there are " + std::to_string(classes) + " classes",
                    "name " + std::to_string(wanted) + " different ones of at least 4, from 0 to " +
                        std::to_string(classes - 1));
    return chosen;
}

void require(bool holds, const std::string& happened, const std::string& remedy)
{
    if (!holds)
        throw Error(ErrorKind::InvalidInput, happened, {}, {}, remedy);
}

/// Gram and Schmidt, twice: rounding stays below 1e-15.
void orthonormalise(MatrixD& rows)
{
    for (Index i = 0; i < rows.rows(); ++i) {
        for (int round = 0; round < 2; ++round)
            for (Index j = 0; j < i; ++j)
                rows.row(i) -= rows.row(i).dot(rows.row(j)) * rows.row(j);
        rows.row(i).normalize();
    }
}

MatrixD noResidual()
{
    return MatrixD::Zero(3, kResidualAxes);
}

bool isFrame(const Pose& pose)
{
    return pose.kind != PoseKind::Raw && pose.simplex.rows() == 3 && pose.simplex.cols() > 4;
}

/// A unit row of sum 0 that is orthogonal to two frames; there is one for C > 7, and for fewer
/// classes wherever the frames have a direction in common.
Eigen::RowVectorXd orthogonalTo(const MatrixD& a, const MatrixD& b)
{
    const Index classes = a.cols();
    MatrixD all(7, classes);
    all << a, b, MatrixD::Ones(1, classes);
    const Eigen::JacobiSVD<Eigen::MatrixXd> svd(Eigen::MatrixXd(all), Eigen::ComputeFullV);
    return svd.matrixV().col(classes - 1).transpose();
}

} // namespace

MatrixF Pose::apply(const CollapsePoints& points) const
{
    if (kind == PoseKind::Raw) {
        MatrixF out = MatrixF::Zero(points.raw.rows(), 3);
        const Index width = std::min<Index>(3, points.raw.cols());
        out.leftCols(width) = points.raw.leftCols(width);
        return out;
    }
    if (points.simplex.rows() == 0)
        return MatrixF(0, 3);
    MatrixF out = points.simplex * simplex.cast<float>().transpose();
    if (points.residual.rows() == out.rows() && residual.cwiseAbs().maxCoeff() > 0)
        out += points.residual * residual.cast<float>().transpose();
    return out;
}

Pose exactPose(Index classes)
{
    require(classes >= 2 && classes <= 4,
            "an exact pose of " + std::to_string(classes) + " classes does not exist",
            "choose a face or a span: three dimensions show a simplex of at most 4 classes whole");
    Pose pose;
    pose.kind = PoseKind::Exact;
    pose.simplex = MatrixD::Zero(3, classes);
    pose.residual = noResidual();
    if (classes == 2) {
        pose.simplex.row(0) << -std::sqrt(0.5), std::sqrt(0.5);
        pose.residual(1, 0) = 1;
        pose.residual(2, 1) = 1;
        pose.text = "segment and two residual axes";
    } else if (classes == 3) {
        pose.simplex.topRows(2) = triangle();
        pose.residual(2, 0) = 1;
        pose.text = "triangle and one residual axis";
    } else {
        pose.simplex = tetrahedron();
        pose.text = "tetrahedron";
    }
    return pose;
}

Pose facePose(Index classes, const std::vector<int>& chosen)
{
    Pose pose;
    pose.kind = PoseKind::Face;
    pose.classes = checked(classes, chosen, 4);
    pose.simplex = MatrixD::Zero(3, classes);
    pose.residual = noResidual();
    const Eigen::Matrix<double, 3, 4> corners = tetrahedron();
    for (Index i = 0; i < 4; ++i)
        pose.simplex.col(pose.classes[std::size_t(i)]) = corners.col(i);
    pose.text = "4-face of " + listed(pose.classes);
    return pose;
}

// The three vertices and the sum of them: the sum points up, the triangle of what remains lies
// across it. In the coordinates of the simplex the vertices are e_c - 1/C, up to a factor.
Pose spanPose(Index classes, const std::vector<int>& chosen)
{
    Pose pose;
    pose.kind = PoseKind::Span;
    pose.classes = checked(classes, chosen, 3);
    pose.simplex = MatrixD::Zero(3, classes);
    pose.residual = noResidual();
    const Eigen::Matrix<double, 2, 3> corners = triangle();
    pose.simplex.row(1).setConstant(-3 / double(classes));
    for (Index i = 0; i < 3; ++i) {
        const int c = pose.classes[std::size_t(i)];
        pose.simplex(1, c) += 1;
        pose.simplex(0, c) = corners(0, i);
        pose.simplex(2, c) = -corners(1, i);
    }
    pose.simplex.row(1).normalize();
    pose.text = "span of " + listed(pose.classes);
    return pose;
}

Pose randomPose(Index classes, std::uint64_t seed)
{
    require(classes > 4, "there is no random frame of " + std::to_string(classes) + " classes",
            "take the exact pose: it shows all dimensions");
    RandomStream random(seed);
    Pose pose;
    pose.kind = PoseKind::Frame;
    pose.simplex.resize(3, classes);
    for (Index i = 0; i < pose.simplex.size(); ++i)
        pose.simplex.data()[i] = random.normal();
    pose.simplex.colwise() -= pose.simplex.rowwise().mean();
    orthonormalise(pose.simplex);
    pose.residual = noResidual();
    pose.shrink = 3 / double(classes - 1);
    pose.text = "random frame " + std::to_string(seed);
    return pose;
}

Pose rawPose(Index width)
{
    require(width >= 1 && width <= 3,
            "features of " + std::to_string(width) + " dimensions cannot be drawn as they are",
            "choose a face, a span or a frame");
    Pose pose;
    pose.kind = PoseKind::Raw;
    pose.simplex = MatrixD::Zero(3, 0);
    pose.residual = noResidual();
    pose.text = "the features themselves";
    return pose;
}

// With A B^T = U cos(theta) V^T the rows of U^T A and V^T B are principal vectors: each pair turns
// in a plane of its own, and the frame of the three is turned from U to V meanwhile. Where U^T V is
// a reflection one of the angles is the obtuse one.
Pose poseBetween(const Pose& from, const Pose& to, double t)
{
    if (t <= 0)
        return from;
    if (t >= 1 || !isFrame(from) || !isFrame(to) || from.simplex.cols() != to.simplex.cols())
        return to;
    const MatrixD& a = from.simplex;
    const MatrixD& b = to.simplex;
    const Eigen::Matrix3d product = a * b.transpose();
    const Eigen::JacobiSVD<Eigen::Matrix3d> svd(product, Eigen::ComputeFullU | Eigen::ComputeFullV);
    const Eigen::Matrix3d u = svd.matrixU();
    Eigen::Matrix3d v = svd.matrixV();
    Eigen::Vector3d cosine = svd.singularValues();
    if ((u.transpose() * v).determinant() < 0) {
        v.col(2) = -v.col(2);
        cosine[2] = -cosine[2];
    }
    const MatrixD start = u.transpose() * a;
    const MatrixD end = v.transpose() * b;
    MatrixD between(3, a.cols());
    for (Index i = 0; i < 3; ++i) {
        Eigen::RowVectorXd away = end.row(i) - cosine[i] * start.row(i);
        const double sine = away.norm();
        const double angle = std::atan2(sine, cosine[i]);
        if (sine > 1e-9)
            away /= sine;
        else if (cosine[i] < 0)
            away = orthogonalTo(a, b); // mirrored: half a turn through what neither shows
        else
            away.setZero();
        between.row(i) = std::cos(t * angle) * start.row(i) + std::sin(t * angle) * away;
    }
    const Eigen::AngleAxisd turn(Eigen::Matrix3d(v * u.transpose()));
    const Eigen::Matrix3d turned =
        Eigen::AngleAxisd(t * turn.angle(), turn.axis()).toRotationMatrix() * u;
    Pose pose = to;
    pose.kind = PoseKind::Frame;
    pose.classes.clear();
    pose.simplex = turned * between;
    orthonormalise(pose.simplex);
    pose.shrink = 3 / double(a.cols() - 1);
    pose.text = from.text + " to " + to.text;
    return pose;
}

double poseShare(const Pose& pose, const CollapseEpoch& epoch)
{
    if (pose.kind == PoseKind::Raw)
        return 1;
    const double all = epoch.means.simplex.cast<double>().squaredNorm() +
                       epoch.means.residual.cast<double>().squaredNorm();
    const double shown = pose.apply(epoch.means).cast<double>().squaredNorm();
    return all > 0 ? std::min(1.0, shown / all) : kUndefined;
}

namespace {

template <class M>
M blend(const M& before, const M& after, double t)
{
    using Scalar = typename M::Scalar;
    if (before.rows() != after.rows() || before.cols() != after.cols())
        return t < 0.5 ? before : after;
    return Scalar(1 - t) * before + Scalar(t) * after;
}

CollapsePoints blend(const CollapsePoints& before, const CollapsePoints& after, double t)
{
    return {blend(before.simplex, after.simplex, t), blend(before.residual, after.residual, t),
            blend(before.raw, after.raw, t)};
}

} // namespace

CollapseEpoch epochBetween(const CollapseEpoch& before, const CollapseEpoch& after, double t)
{
    if (t <= 0)
        return before;
    if (t >= 1)
        return after;
    const CollapseEpoch& nearer = t < 0.5 ? before : after;
    CollapseEpoch out;
    out.epoch = nearer.epoch;
    out.model = nearer.model;
    out.train = nearer.train;
    out.test = nearer.test;
    out.scale = (1 - t) * before.scale + t * after.scale;
    out.means = blend(before.means, after.means, t);
    out.classifiers = blend(before.classifiers, after.classifiers, t);
    out.features = blend(before.features, after.features, t);
    out.testFeatures = blend(before.testFeatures, after.testFeatures, t);
    out.cosMeans = blend(before.cosMeans, after.cosMeans, t);
    out.cosClassifiers = blend(before.cosClassifiers, after.cosClassifiers, t);
    return out;
}

} // namespace leafscope
