// SPDX-License-Identifier: MIT
// Whereto a walk goes, kind by kind.
#include "core/leaf/walker.hpp"

#include <Eigen/QR>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr int kNewtonSteps = 6;
constexpr double kLeastInLeaf = 1e-3;
constexpr double kReached = 1e-3; ///< of a step: this near a point of the chart is there

/// From x to a point of the chart; what the point does not say stays as it is.
VectorD missingOn(const LeafChart& chart, const VectorD& point, const VectorD& x)
{
    VectorD missing = VectorD::Zero(chart.dimensions());
    const Index told = std::min(point.size(), missing.size());
    missing.head(told) = point.head(told) - chart.at(x).head(told);
    return missing;
}

/// Logits of the point at t on the great circle from sqrt p to sqrt q.
VectorD greatCircle(const VectorD& from, const VectorD& to, double t)
{
    const VectorD a = (logSoftmax(from) / 2).array().exp();
    const VectorD b = (logSoftmax(to) / 2).array().exp();
    const double angle = std::acos(std::clamp(a.dot(b), -1.0, 1.0));
    if (angle < 1e-9)
        return (1 - t) * from + t * to;
    const VectorD root =
        (std::sin((1 - t) * angle) * a + std::sin(t * angle) * b) / std::sin(angle);
    constexpr double kLeast = 1e-300;
    return 2 * root.cwiseMax(kLeast).array().log();
}

} // namespace

FreeDirection Walker::Impl::course(const VectorD& x, const MatrixD& jacobian, const VectorD& logits)
{
    const auto free = [&](const auto& direction) {
        return freeDirection(jacobian, map.epsilon(), x, options.bounds, direction);
    };
    switch (options.kind) {
    case WalkKind::Leaf:
        return free([&](const Tangent& leaf, const VectorD& mask) {
            return leaf.project(mask.cwiseProduct(*target - x));
        });
    case WalkKind::Kernel:
        return free([&](const Tangent& leaf, const VectorD& mask) {
            const VectorD g = mask.cwiseProduct(target ? VectorD(*target - x) : wish);
            return VectorD(g - leaf.project(g));
        });
    case WalkKind::Straight:
        return {known->tangent, *target - x, 0};
    case WalkKind::Eigen:
        return free([&](const Tangent& leaf, const VectorD&) {
            const LocalMetric metric = localMetric(leaf, logits);
            if (options.eigenvector >= metric.directions.cols())
                return VectorD(VectorD::Zero(x.size()));
            const VectorD v = metric.directions.col(options.eigenvector);
            return VectorD(last.size() > 0 && v.dot(last) < 0 ? -v : v);
        });
    case WalkKind::SameLabel:
        return free([&](const Tangent& leaf, const VectorD&) { return leaf.lift(wish); });
    case WalkKind::Guided:
        return free([&](const Tangent& leaf, const VectorD& mask) {
            const VectorD missing = missingOn(walk.chart, options.via[via].at, x);
            const Eigen::MatrixXd axes = mask.asDiagonal() * walk.chart.axes;
            const Eigen::MatrixXd inLeaf = axes.transpose() * leaf.basis; // k x r
            if (inLeaf.size() == 0)
                return VectorD(VectorD::Zero(x.size()));
            // Where the leaf has turned across an axis, that coordinate cannot be followed.
            Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver;
            solver.setThreshold(kLeastInLeaf);
            solver.compute(inLeaf);
            return VectorD(leaf.basis * solver.solve(missing));
        });
    case WalkKind::Simplex:
        break;
    }
    return {};
}

void Walker::Impl::nextGuide()
{
    ++via;
    viaSteps = 0;
    h = options.step;
    last.resize(0);
    // What was learnt on the way to the point does not count any more: the walk goes on in the same
    // way whether a person left the point or its steps were taken.
    if (const VectorD& x = walk.path.back().x; known->x != x)
        refresh(x);
    turning = -1;
}

bool Walker::Impl::findGuide(const VectorD& x)
{
    while (via < options.via.size()) {
        const GuidePoint& point = options.via[via];
        isReached = missingOn(walk.chart, point.at, x).norm() <= kReached * options.step;
        if (viaSteps < point.steps && !isReached)
            return true;
        nextGuide();
    }
    return false;
}

bool Walker::Impl::isArrived(const VectorD& direction, const VectorD& x) const
{
    const double reach = direction.norm();
    if (!(reach > 0))
        return true;
    switch (options.kind) {
    case WalkKind::Kernel:
        return target && reach < options.tolerance * (*target - x).norm();
    case WalkKind::Leaf:
        return reach < options.tolerance * (*target - x).norm();
    case WalkKind::Straight:
        return reach < 1e-12 * (1 + target->norm());
    default:
        return false;
    }
}

void Walker::Impl::turnSameLabel()
{
    wish.resize(map.classes());
    for (double& value : wish)
        value = random.normal();
    const Index label = predictionOf(startLogits);
    // Upward for the label itself, so that the way leads away from the others.
    wish[label] = std::abs(wish[label]) + 1;
    wish = centred(wish).normalized();
}

bool Walker::Impl::correct(VectorD& x, const VectorD& wanted)
{
    for (int pass = 0;; ++pass) {
        const VectorD now = logitsAt(x);
        const VectorD missing = wanted - centred(now);
        const double rounding = 100 * map.epsilon() * now.cwiseAbs().maxCoeff();
        if (missing.cwiseAbs().maxCoeff() < std::max(1e-10, rounding))
            return true;
        if (pass == kNewtonSteps)
            return false;
        if (pass == 2 && known->x != x) // the Jacobian in use is of too far away
            refresh(x);
        const FreeDirection back =
            freeDirection(known->at.jacobian, map.epsilon(), x, options.bounds,
                          [&](const Tangent& leaf, const VectorD&) { return leaf.lift(missing); });
        x = inside(x + back.direction, options.bounds);
    }
}

VectorD Walker::Impl::pathLogits(double at) const
{
    if (options.path == SimplexPath::Logits)
        return (1 - at) * startLogits + at * endLogits;
    return centred(greatCircle(startLogits, endLogits, at));
}

bool Walker::Impl::followSimplex()
{
    if (t >= 1)
        return end(options.correct ? "the probabilities of the target are reached"
                                   : "the path of probabilities ends");
    const VectorD start = walk.path.back().x;
    const VectorD now = centred(walk.path.back().logits);
    while (h >= least) {
        // The part of the path whose lift is as long as a step.
        double next = 1;
        FreeDirection whereto;
        for (int pass = 0; pass < 60; ++pass) {
            whereto = freeDirection(known->at.jacobian, map.epsilon(), start, options.bounds,
                                    [&](const Tangent& leaf, const VectorD&) {
                                        return leaf.lift(pathLogits(next) - now);
                                    });
            const double reach = whereto.direction.norm();
            if (reach <= h * (1 + 1e-9) || next - t < 1e-9)
                break;
            next = t + (next - t) * std::clamp(h / reach, 0.1, 0.9);
        }
        VectorD x = inside(start + whereto.direction, options.bounds);
        if (options.correct && !correct(x, pathLogits(next))) {
            h /= 2;
            refreshUnlessGood(start);
            continue;
        }
        t = next;
        h = std::min(options.step, 2 * h);
        refreshUnlessGood(x);
        record(x, whereto.held);
        return true;
    }
    return end("the wanted probabilities cannot be reached from here");
}

} // namespace leafscope
