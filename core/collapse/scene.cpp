// SPDX-License-Identifier: MIT
#include "core/collapse/scene.hpp"

#include "core/layout/eigen_top.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

/// The axes beyond the simplex: p x kResidualAxes, the largest principal axes of what remains of
/// the drawn samples, class by class. Zero columns where nothing remains.
Eigen::MatrixXd residualAxes(const MatrixD& beyond, const std::vector<std::int32_t>& classOf,
                             Index classes)
{
    Eigen::MatrixXd within = beyond;
    MatrixD sums = MatrixD::Zero(classes, beyond.cols());
    VectorD counts = VectorD::Zero(classes);
    for (Index i = 0; i < beyond.rows(); ++i) {
        sums.row(classOf[std::size_t(i)]) += beyond.row(i);
        counts[classOf[std::size_t(i)]] += 1;
    }
    for (Index i = 0; i < beyond.rows(); ++i)
        within.row(i) -= sums.row(classOf[std::size_t(i)]) / counts[classOf[std::size_t(i)]];
    const SymmetricMap map{beyond.cols(), [&](const Eigen::MatrixXd& in) -> Eigen::MatrixXd {
                               return within.transpose() * (within * in);
                           }};
    const Index count = std::min(kResidualAxes, beyond.cols());
    Eigen::MatrixXd axes = Eigen::MatrixXd::Zero(beyond.cols(), kResidualAxes);
    if (within.squaredNorm() > 0)
        axes.leftCols(count) = largestEigen(map, count).vectors;
    return axes;
}

/// Rows in the frame: those of the simplex and those beyond it.
struct Frame {
    const MatrixD& simplex;          ///< U, p x C
    const Eigen::MatrixXd& residual; ///< p x kResidualAxes

    CollapsePoints points(const MatrixD& centred, double scale) const
    {
        CollapsePoints out;
        out.simplex = (centred * simplex / scale).cast<float>();
        out.residual = (centred * residual / scale).cast<float>();
        return out;
    }
};

double rootMeanSquare(const MatrixD& rows)
{
    const double square = rows.rows() > 0 ? rows.squaredNorm() / double(rows.rows()) : 0;
    return square > 0 ? std::sqrt(square) : 1;
}

/// The sign of each axis that agrees best with the same samples at the epoch before.
void alignSigns(Eigen::MatrixXd& axes, const MatrixD& centred, const CollapseEpoch& before)
{
    if (before.features.residual.rows() != centred.rows())
        return;
    const MatrixD now = centred * axes;
    for (Index a = 0; a < kResidualAxes; ++a)
        if (now.col(a).dot(before.features.residual.col(a).cast<double>()) < 0)
            axes.col(a) = -axes.col(a);
}

MatrixF rawOf(const MatrixD& rows)
{
    return rows.cols() <= 3 ? MatrixF(rows.cast<float>()) : MatrixF();
}

} // namespace

void fillScene(CollapseEpoch& epoch, const ClassBasis& basis, const Classifier* classifier,
               const MatrixD& drawn, const std::vector<std::int32_t>& drawnClass,
               const MatrixD& drawnTest, const CollapseEpoch* before)
{
    const MatrixD& u = basis.simplex.frame;
    const Index classes = basis.means.rows();
    const MatrixD centred = drawn.rowwise() - basis.centre.transpose();
    Eigen::MatrixXd axes =
        residualAxes(centred - (centred * u) * u.transpose(), drawnClass, classes);
    if (before)
        alignSigns(axes, centred, *before);
    const Frame frame{u, axes};
    epoch.scale = basis.simplex.scale > 0 ? basis.simplex.scale : rootMeanSquare(centred);
    epoch.means = frame.points(basis.centred, epoch.scale);
    epoch.features = frame.points(centred, epoch.scale);
    epoch.testFeatures =
        frame.points(drawnTest.rows() > 0 ? MatrixD(drawnTest.rowwise() - basis.centre.transpose())
                                          : MatrixD(0, drawn.cols()),
                     epoch.scale);
    epoch.means.raw = rawOf(basis.means);
    epoch.features.raw = rawOf(drawn);
    epoch.testFeatures.raw = rawOf(drawnTest);
    epoch.cosMeans = cosines(basis.centred);
    if (!classifier)
        return;
    const double norm = classifier->weights.norm();
    // |M*|_F = sqrt(C): its C columns have unit norm.
    const double stretch = norm > 0 ? norm / std::sqrt(double(classes)) : 1;
    epoch.classifiers = frame.points(classifier->weights, stretch);
    epoch.classifiers.raw = rawOf(classifier->weights);
    epoch.cosClassifiers = cosines(classifier->weights);
}

Index drawnPerClass(Index classes, Index asked)
{
    constexpr Index kNumbers = 2000000; // of an epoch, in single precision
    return std::min(asked, std::max<Index>(1, kNumbers / (classes * classes)));
}

std::vector<Index> drawnSamples(const std::vector<std::int32_t>& classOf, Index classes,
                                Index perClass)
{
    std::vector<std::vector<Index>> members(static_cast<std::size_t>(classes));
    for (std::size_t i = 0; i < classOf.size(); ++i)
        members[std::size_t(classOf[i])].push_back(Index(i));
    std::vector<Index> drawn;
    for (const std::vector<Index>& all : members) {
        const auto n = Index(all.size());
        const Index count = std::min(n, perClass);
        for (Index k = 0; k < count; ++k)
            drawn.push_back(all[std::size_t(k * n / count)]);
    }
    std::sort(drawn.begin(), drawn.end());
    return drawn;
}

} // namespace leafscope
