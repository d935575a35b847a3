// SPDX-License-Identifier: MIT
// Walks along and across the data leaves of a classifier.
// Sources: Grementieri, Fioresi, arXiv 2104.13289 (leaf and kernel walks, the published fixed-step
// algorithm); Hairer, Norsett, Wanner, "Solving ordinary differential equations I" (midpoint, RK4).
//
// What a walk reaches is the end of its path and not "the leaf": across the kinks of a network the
// pieces of a leaf do not fit together, so residuals are reported, arrival is not claimed.
#pragma once

#include "core/base/progress.hpp"
#include "core/leaf/box.hpp"
#include "core/leaf/chart.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

enum class WalkKind {
    Leaf,      ///< along P (target - x): ends where nothing of the difference lies in the leaf
    Kernel,    ///< across the leaf: probabilities stay. Along (1 - P) (target - x) if there is a
               ///< target, else along the part of a fixed random direction
    Straight,  ///< the line to the target
    Simplex,   ///< the shortest lift of a path of probabilities, with a corrector on the logits
    Eigen,     ///< along the k-th eigenvector of G, its sign kept
    SameLabel, ///< along random directions of the leaf on which the prediction stays
    Guided,    ///< on the leaf, through points of the start's chart that a person chose
};

enum class Integrator { Euler, Midpoint, RungeKutta4 };

/// How the probabilities go from those of the start to those of the target.
enum class SimplexPath {
    Fisher, ///< the great circle in sqrt p: the geodesic of the simplex
    Logits, ///< straight in the centred logits
};

/// A point of the chart at the start, and how many steps may be taken towards it.
struct GuidePoint {
    VectorD at; ///< as many coordinates as the chart has
    Index steps = 1;
};

struct WalkOptions {
    WalkKind kind = WalkKind::Leaf;
    std::optional<Box> bounds;
    Integrator integrator = Integrator::Euler;
    double step = 0.5;      ///< first step; of walks without a target also the largest
    bool fixedStep = false; ///< unit speed along the field, no control of the step
    Index maxSteps = 1000;
    double length = 10;       ///< Euclidean, of walks without a target
    double tolerance = 1e-3;  ///< share of d that can be followed at which a walk to a target ends
    double largestAngle = 45; ///< degrees between the leaf directions before and after a step
    double reuseAngle = 45;   ///< degrees up to which a Jacobian is used again; 0: never
    bool correct = true;      ///< Kernel, Simplex: Newton steps back to the wanted logits
    SimplexPath path = SimplexPath::Fisher;
    std::vector<GuidePoint> via; ///< Guided
    Index eigenvector = 0;       ///< Eigen: 0 is that of the largest eigenvalue
    std::uint64_t seed = 1;      ///< Kernel without a target, SameLabel: the direction
};

/// A place on the path and what is known there. Angles in degrees, lengths in units of the input.
struct WalkStep {
    VectorD x;
    VectorD logits;
    double step = 0;         ///< Euclidean, from the place before
    double alignment = 0;    ///< |P d| / |d| for d to the target; NaN without one
    double residual = 0;     ///< |d|; NaN without a target
    double angle = 0;        ///< of the leaf directions to those last known
    double length = 0;       ///< Euclidean, since the start
    double metricLength = 0; ///< in the metric G, since the start
    Index rank = 0;
    VectorD singular;   ///< of the centred Jacobian that was last known
    Index held = 0;     ///< inputs held at a bound
    bool fresh = false; ///< has a Jacobian of its own
    LeafFrame frame;    ///< of the walk's chart, by the Jacobian that was last known
};

struct Walk {
    std::vector<WalkStep> path; ///< the start first
    LeafChart chart;            ///< of the start
    VectorD target;             ///< empty without one
    Index jacobians = 0;
    Index passes = 0;        ///< forward passes beside those
    Index reversals = 0;     ///< steps against the one before: chatter at kinks
    double largestDrift = 0; ///< Kernel: of a centred logit from its value at the start
    std::string ended;       ///< why, in words; "" while it goes on
};

/// A walk, one step at a time, so that a person can steer it. The map outlives it.
class Walker {
public:
    /// `target` is needed by Leaf, Straight and Simplex. Throws Error(InvalidInput) for sizes that
    /// do not fit, a missing target, options out of range; what the map throws.
    Walker(LogitMap& map, const VectorD& start, const std::optional<VectorD>& target,
           const WalkOptions& options);
    ~Walker();
    Walker(Walker&&) noexcept;

    /// One more step; false once the walk has ended.
    bool advance();
    const Walk& walk() const;
    /// The leaf directions last known, and where.
    const Tangent& tangent() const;
    /// From here on towards another target; an ended walk goes on.
    void steer(const VectorD& target);
    /// Guided: leaves the point that is being walked to for another one; an ended walk goes on.
    void guide(const GuidePoint& point);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Is told a walk after each of its steps.
using WalkListener = std::function<void(const Walk&)>;

/// The whole walk. Cost: one Jacobian and a few passes per step, fewer where Jacobians are used
/// again; n numbers are kept per step. Cancellable.
Walk takeWalk(LogitMap& map, const VectorD& start, const std::optional<VectorD>& target,
              const WalkOptions& options, const Progress& progress = {},
              const WalkListener& each = {});

struct PublishedOptions {
    double step = 0.1;
    Index maxSteps = 5000;
    double arrival = 1.0; ///< distance to the target at which it stops
    std::optional<Box> clamp;
    bool kernel = false; ///< the part of the direction outside the leaf, for maxSteps steps
};

/// The algorithm of the paper's authors, step by step as published: the gradients of log p, each of
/// unit length, least squares onto them, a step of fixed length, clamping of every input.
Walk publishedWalk(LogitMap& map, const VectorD& start, const VectorD& target,
                   const PublishedOptions& options, const Progress& progress = {},
                   const WalkListener& each = {});

} // namespace leafscope
