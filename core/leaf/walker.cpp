// SPDX-License-Identifier: MIT
#include "core/leaf/walker.hpp"

#include "core/base/error.hpp"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <tuple>

namespace leafscope {

namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kStallSteps = 30; ///< in which a kernel walk has to come nearer
constexpr double kStallShare = 0.01;    ///< by at least this much
constexpr double kStraight = 0.99;      ///< cosine from which steps may grow
constexpr double kGrowth = 1.2;
constexpr double kLeastShare = 1e-5;       ///< of the first step; shorter ones lead nowhere
constexpr double kLeastTurning = 1.0 / 32; ///< of the first step; below it a kink is stepped over

void requireOptions(const LogitMap& map, const VectorD& start, const std::optional<VectorD>& target,
                    const WalkOptions& o)
{
    const auto refuse = [](const std::string& what, const std::string& remedy) {
        throw Error(ErrorKind::InvalidInput, what, "walk", {}, remedy);
    };
    if (start.size() != map.inputs() || (target && target->size() != map.inputs()))
        refuse("start or target has not the " + std::to_string(map.inputs()) +
                   " values of an input",
               "give samples of the shape that the network takes");
    const bool needs =
        o.kind == WalkKind::Leaf || o.kind == WalkKind::Straight || o.kind == WalkKind::Simplex;
    if (needs && !target)
        refuse("this walk needs a target", "name a sample to walk to");
    if (!(o.step > 0) || o.maxSteps < 1 || !(o.length > 0))
        refuse("step, number of steps and length must be above 0", "give larger ones");
    for (const GuidePoint& point : o.via)
        if (point.at.size() > std::min<Index>(3, map.inputs()) || point.steps < 0)
            refuse("a point of the chart has up to three coordinates and its steps",
                   "give --via A,B,C:STEPS;...");
    if (o.bounds && !(o.bounds->low < o.bounds->high))
        refuse("the lower bound is not below the upper", "give --bounds LOW,HIGH");
    if (o.kind == WalkKind::Eigen &&
        (o.eigenvector < 0 || o.eigenvector >= std::min(map.classes() - 1, map.inputs())))
        refuse("there is no eigenvector " + std::to_string(o.eigenvector + 1),
               "choose from 1 to " + std::to_string(std::min(map.classes() - 1, map.inputs())));
}

} // namespace

double angleBetween(const Tangent& a, const Tangent& b)
{
    if (a.rank() != b.rank())
        return 90;
    if (a.rank() == 0)
        return 0;
    const Eigen::MatrixXd overlap = a.basis.transpose() * b.basis;
    const double cosine = overlap.jacobiSvd().singularValues().minCoeff();
    return std::acos(std::clamp(cosine, 0.0, 1.0)) * 180 / std::numbers::pi;
}

Walker::Impl::Impl(LogitMap& classifier, const VectorD& start, const std::optional<VectorD>& goal,
                   const WalkOptions& given)
    : map(classifier)
    , target(goal)
    , options(given)
    , random(given.seed)
{
    requireOptions(map, start, target, options);
    h = options.step;
    least = kLeastShare * options.step;
    const VectorD x = inside(start, options.bounds);
    refresh(x);
    walk.chart = leafChart(x, tangent(), known->at.logits);
    if (target)
        walk.target = *target;
    startLogits = centred(known->at.logits);
    if (options.kind == WalkKind::Kernel) {
        wish.resize(x.size());
        for (double& value : wish)
            value = random.normal();
    } else if (options.kind == WalkKind::SameLabel) {
        turnSameLabel();
    } else if (options.kind == WalkKind::Simplex) {
        endLogits = centred(logitsAt(*target));
    }
    record(x, 0);
}

void Walker::Impl::refresh(const VectorD& x)
{
    auto there = std::make_shared<KnownPlace>();
    there->x = x;
    there->at = map.linearize(x);
    ++walk.jacobians;
    there->tangent = tangentSpace(there->at.jacobian, map.epsilon());
    if (known) {
        angle = angleBetween(known->tangent, there->tangent);
        if (const double distance = (x - known->x).norm(); distance > 0)
            std::tie(turning, seenOver) = std::pair(angle / distance, distance);
    }
    known = std::move(there);
}

bool Walker::Impl::mayReuse(const VectorD& x) const
{
    // What was seen inside one linear region says nothing of the kinks beyond it.
    constexpr double kFarther = 4;
    const double distance = (x - known->x).norm();
    return distance == 0 ||
           (options.reuseAngle > 0 && turning >= 0 && distance <= kFarther * seenOver &&
            turning * distance < options.reuseAngle);
}

void Walker::Impl::refreshUnlessGood(const VectorD& x)
{
    if (!mayReuse(x))
        refresh(x);
}

VectorD Walker::Impl::logitsAt(const VectorD& x)
{
    if (passedAt.size() != x.size() || passedAt != x) {
        ++walk.passes;
        passedAt = x;
        passed = map.logits(x.transpose()).row(0).transpose();
    }
    return passed;
}

bool Walker::Impl::end(const std::string& why)
{
    walk.ended = why;
    return false;
}

void Walker::Impl::record(const VectorD& x, Index held)
{
    WalkStep step;
    step.x = x;
    step.fresh = known->x == x;
    step.logits = step.fresh ? known->at.logits : logitsAt(x);
    step.residual = target ? (*target - x).norm() : kNoNumber;
    step.alignment = kNoNumber;
    if (target && step.residual > 0)
        step.alignment = tangent().project(*target - x).norm() / step.residual;
    else if (target)
        step.alignment = 0;
    step.angle = step.fresh && !walk.path.empty() ? angle : 0;
    step.rank = tangent().rank();
    step.singular = tangent().singular;
    step.held = held;
    step.frame = leafFrame(walk.chart, x, tangent());
    if (!walk.path.empty()) {
        const WalkStep& before = walk.path.back();
        const VectorD d = x - before.x;
        step.step = d.norm();
        step.length = before.length + step.step;
        step.metricLength =
            before.metricLength + std::sqrt(metricSquare(tangent(), step.logits, d));
    }
    if (options.kind == WalkKind::Kernel)
        walk.largestDrift =
            std::max(walk.largestDrift, (centred(step.logits) - startLogits).cwiseAbs().maxCoeff());
    walk.path.push_back(std::move(step));
}

/// Towards a target: halves the step on reversal, lets it grow on a straight way. Elsewhere a step
/// that kinks made short recovers.
void Walker::Impl::controlStep(const VectorD& direction)
{
    const double cosine = last.size() > 0 ? direction.dot(last) : 0;
    walk.reversals += cosine < 0;
    if (options.fixedStep)
        return;
    if (hasLength() || isGuided())
        h = std::min(options.step, h * kGrowth);
    else if (cosine < 0)
        h /= 2;
    else if (cosine > kStraight)
        h *= kGrowth;
}

/// One step of the integrator along the field of unit directions.
VectorD Walker::Impl::trial(const VectorD& x, const VectorD& direction, double length)
{
    if (options.integrator == Integrator::Euler)
        return inside(x + length * direction, options.bounds);
    const auto field = [&](const VectorD& at) -> VectorD {
        ++walk.jacobians;
        const Linearization there = map.linearize(at);
        const VectorD v = course(at, there.jacobian, there.logits).direction;
        return v.norm() > 0 ? VectorD(v / v.norm()) : VectorD::Zero(v.size());
    };
    const VectorD middle = field(x + length / 2 * direction);
    if (options.integrator == Integrator::Midpoint)
        return inside(x + length * middle, options.bounds);
    const VectorD second = field(x + length / 2 * middle);
    const VectorD third = field(x + length * second);
    return inside(x + length / 6 * (direction + 2 * middle + 2 * second + third), options.bounds);
}

std::optional<VectorD> Walker::Impl::tryStep(const VectorD& x, const FreeDirection& whereto,
                                             double length)
{
    const std::shared_ptr<const KnownPlace> before = known;
    VectorD next = trial(x, whereto.direction.normalized(), length);
    if (options.kind == WalkKind::Kernel && options.correct && !correct(next, startLogits) &&
        !options.fixedStep) {
        known = before;
        refusal = "the logits cannot be kept any further";
        return std::nullopt;
    }
    if (options.kind == WalkKind::SameLabel &&
        predictionOf(logitsAt(next)) != predictionOf(startLogits)) {
        refusal = "every direction leads to another prediction";
        return std::nullopt;
    }
    if (mayReuse(next))
        return next;
    refresh(next);
    const bool bends =
        angle > options.largestAngle && !options.fixedStep && options.kind != WalkKind::Straight;
    // Only a Jacobian of the place the step came from says that the step was too long.
    if (!bends || before->x != x || length < kLeastTurning * options.step)
        return next;
    known = before;
    refusal = "the leaf turns away at every step";
    return std::nullopt;
}

bool Walker::Impl::followField()
{
    const VectorD x = walk.path.back().x;
    const VectorD logits = walk.path.back().logits;
    if (isGuided() && !findGuide(x))
        return end(isReached             ? "the last point is reached"
                   : options.via.empty() ? "no point is chosen yet"
                                         : "the steps towards the last point are taken");
    FreeDirection whereto = course(x, known->at.jacobian, logits);
    if (isArrived(whereto.direction, x) && known->x != x) {
        refresh(x); // said by this Jacobian only
        whereto = course(x, known->at.jacobian, logits);
    }
    if (isArrived(whereto.direction, x) && tangent().rank() == 0)
        return end("point leaf: no input changes the probabilities");
    if (isArrived(whereto.direction, x))
        return end(!target ? "no direction is left"
                   : options.kind == WalkKind::Kernel
                       ? "all of the difference lies in the leaf"
                       : "nothing of the difference lies in the leaf");
    const double reach = whereto.direction.norm();
    controlStep(whereto.direction / reach);
    if (last.size() == 0)
        last = whereto.direction / reach; // the sign of an eigenvector between the places of a step
    for (;;) {
        double length = options.fixedStep || hasLength() ? h : std::min(h, reach);
        if (hasLength())
            length = std::min(length, options.length - walk.path.back().length);
        if (length < least && length < reach)
            return end(refusal.empty() ? "the walk turns back at every step" : refusal);
        const auto next = tryStep(x, whereto, length);
        if (!next && options.kind == WalkKind::SameLabel && length < kLeastTurning * options.step)
            return turnAway();
        if (!next) {
            h = length / 2;
            continue;
        }
        turns = 0;
        refusal.clear();
        ++viaSteps;
        if (*next == x)
            return end("every input that could change is at its bound");
        last = whereto.direction / reach;
        record(*next, whereto.held);
        return true;
    }
}

/// SameLabel: another direction, because this one leads over the boundary at once.
bool Walker::Impl::turnAway()
{
    constexpr Index kMostTurns = 100;
    if (++turns > kMostTurns)
        return end(refusal);
    turnSameLabel();
    h = options.step;
    return followField();
}

bool Walker::Impl::isStalled() const
{
    const std::size_t count = walk.path.size();
    return count > kStallSteps &&
           walk.path.back().residual >
               (1 - kStallShare) * walk.path[count - 1 - kStallSteps].residual;
}

bool Walker::Impl::advance()
{
    if (!walk.ended.empty())
        return false;
    if (Index(walk.path.size()) > options.maxSteps)
        return end("the number of steps is used up");
    if (hasLength() && walk.path.back().length > options.length - 2 * least)
        return end("the length is reached");
    if (options.kind == WalkKind::Kernel && target && isStalled())
        return end("the target hardly comes nearer any more");
    if (options.kind == WalkKind::Simplex)
        return followSimplex();
    while (!followField()) {
        if (!isGuided() || via + 1 >= options.via.size())
            return false;
        walk.ended.clear(); // a point that cannot be reached ends nothing before the last
        nextGuide();
    }
    return true;
}

Walker::Walker(LogitMap& map, const VectorD& start, const std::optional<VectorD>& target,
               const WalkOptions& options)
    : m_impl(std::make_unique<Impl>(map, start, target, options))
{
}
Walker::~Walker() = default;
Walker::Walker(Walker&&) noexcept = default;

bool Walker::advance()
{
    return m_impl->advance();
}

const Walk& Walker::walk() const
{
    return m_impl->walk;
}

const Tangent& Walker::tangent() const
{
    return m_impl->tangent();
}

void Walker::steer(const VectorD& target)
{
    EXPECTS(target.size() == m_impl->map.inputs(), std::to_string(target.size()));
    m_impl->target = target;
    m_impl->walk.ended.clear();
    m_impl->h = m_impl->options.step;
    m_impl->last.resize(0);
    if (m_impl->options.kind == WalkKind::Simplex) {
        m_impl->startLogits = centred(m_impl->walk.path.back().logits);
        m_impl->endLogits = centred(m_impl->logitsAt(target));
        m_impl->t = 0;
    }
}

void Walker::guide(const GuidePoint& point)
{
    Impl& walker = *m_impl;
    EXPECTS(walker.isGuided(), "guide() is for guided walks");
    if (walker.via < walker.options.via.size()) {
        walker.options.via.resize(walker.via + 1);
        walker.options.via[walker.via].steps = walker.viaSteps;
        walker.nextGuide();
    }
    walker.options.via.push_back(point);
    walker.walk.ended.clear();
}

Walk takeWalk(LogitMap& map, const VectorD& start, const std::optional<VectorD>& target,
              const WalkOptions& options, const Progress& progress, const WalkListener& each)
{
    Walker walker(map, start, target, options);
    while (walker.advance()) {
        const Walk& walk = walker.walk();
        double done = double(walk.path.size()) / double(options.maxSteps);
        if (!target)
            done = std::max(done, walk.path.back().length / options.length);
        progress.report(std::min(1.0, done));
        if (each)
            each(walk);
    }
    return walker.walk();
}

} // namespace leafscope
