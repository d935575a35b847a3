// SPDX-License-Identifier: MIT
// The walk of the paper's authors, for comparison. Written from the paper's description of it:
// Grementieri, Fioresi, arXiv 2104.13289, section 5.
#include "core/base/error.hpp"
#include "core/leaf/walk.hpp"

#include <Eigen/SVD>

#include <cmath>

namespace leafscope {

namespace {

/// The gradients of log p_i, each of unit length, as columns; those that vanish are left out.
Eigen::MatrixXd unitGradients(const Linearization& at)
{
    const VectorD p = softmax(at.logits);
    const VectorD mean = at.jacobian.transpose() * p;
    Eigen::MatrixXd gradients(at.jacobian.cols(), at.jacobian.rows());
    Index kept = 0;
    for (Index i = 0; i < at.jacobian.rows(); ++i) {
        const VectorD gradient = at.jacobian.row(i).transpose() - mean;
        if (const double length = gradient.norm(); length > 0)
            gradients.col(kept++) = gradient / length;
    }
    return gradients.leftCols(kept);
}

VectorD leastSquaresPart(const Eigen::MatrixXd& gradients, const VectorD& d, double epsilon)
{
    if (gradients.cols() == 0)
        return VectorD::Zero(d.size());
    Eigen::BDCSVD<Eigen::MatrixXd> svd(gradients, Eigen::ComputeThinU | Eigen::ComputeThinV);
    svd.setThreshold(double(gradients.rows()) * epsilon);
    return gradients * svd.solve(d);
}

WalkStep stepAt(const VectorD& x, const VectorD& target, const Linearization& at,
                const Tangent& leaf)
{
    const VectorD d = target - x;
    WalkStep step;
    step.x = x;
    step.logits = at.logits;
    step.residual = d.norm();
    step.alignment = step.residual > 0 ? leaf.project(d).norm() / step.residual : 0;
    step.rank = leaf.rank();
    step.singular = leaf.singular;
    step.fresh = true;
    return step;
}

} // namespace

Walk publishedWalk(LogitMap& map, const VectorD& start, const VectorD& target,
                   const PublishedOptions& options, const Progress& progress,
                   const WalkListener& each)
{
    if (start.size() != map.inputs() || target.size() != map.inputs())
        throw Error(ErrorKind::InvalidInput, "start or target has not the size of an input", "walk",
                    {}, "give samples of the shape that the network takes");
    Walk walk;
    walk.target = target;
    VectorD x = start;
    VectorD last;
    const VectorD wish = target - start; // the fixed direction of a kernel walk
    for (Index i = 0;; ++i) {
        progress.report(double(i) / double(options.maxSteps));
        const Linearization at = map.linearize(x);
        ++walk.jacobians;
        const Tangent leaf = tangentSpace(at.jacobian, map.epsilon());
        WalkStep step = stepAt(x, target, at, leaf);
        if (!walk.path.empty()) {
            const WalkStep& before = walk.path.back();
            step.step = (x - before.x).norm();
            step.length = before.length + step.step;
            step.metricLength =
                before.metricLength + std::sqrt(metricSquare(leaf, at.logits, x - before.x));
        }
        if (walk.path.empty())
            walk.chart = leafChart(x, leaf, at.logits);
        step.frame = leafFrame(walk.chart, x, leaf);
        walk.path.push_back(step);
        if (each)
            each(walk);
        const VectorD drift = centred(at.logits) - centred(walk.path.front().logits);
        if (options.kernel)
            walk.largestDrift = std::max(walk.largestDrift, drift.cwiseAbs().maxCoeff());
        if (!options.kernel && step.residual < options.arrival) {
            walk.ended = "the target is nearer than the distance of arrival";
            return walk;
        }
        if (i == options.maxSteps) {
            walk.ended = "the number of steps is used up";
            return walk;
        }
        const VectorD d = options.kernel ? wish : VectorD(target - x);
        const VectorD along = leastSquaresPart(unitGradients(at), d, map.epsilon());
        const VectorD v = options.kernel ? VectorD(d - along) : along;
        if (!(v.norm() > 0)) {
            walk.ended = "no direction is left";
            return walk;
        }
        const VectorD direction = v.normalized();
        walk.reversals += last.size() > 0 && last.dot(direction) < 0;
        last = direction;
        x = inside(x + options.step * direction, options.clamp);
    }
}

} // namespace leafscope
