// SPDX-License-Identifier: MIT
// What a Walker holds. Private to this room: walker.cpp drives it, courses.cpp says whereto.
#pragma once

#include "core/base/random.hpp"
#include "core/leaf/walk.hpp"

namespace leafscope {

/// The Jacobian in use, and where it belongs.
struct KnownPlace {
    VectorD x;
    Linearization at;
    Tangent tangent; ///< of all inputs
};

struct Walker::Impl {
    Impl(LogitMap& classifier, const VectorD& start, const std::optional<VectorD>& goal,
         const WalkOptions& given);

    bool advance();

    // walker.cpp: Jacobians
    /// Makes the Jacobian at x known, and the angle to the leaf directions known before.
    void refresh(const VectorD& x);
    const Tangent& tangent() const { return known->tangent; }
    /// Whether the Jacobian in use is likely good enough at x.
    bool mayReuse(const VectorD& x) const;
    void refreshUnlessGood(const VectorD& x);
    // walker.cpp: steps
    bool end(const std::string& why);
    bool followField();
    bool turnAway();
    bool isStalled() const;
    /// The next place `length` along the direction; nothing if the leaf turns too much on the way.
    std::optional<VectorD> tryStep(const VectorD& x, const FreeDirection& whereto, double length);
    VectorD trial(const VectorD& x, const VectorD& direction, double h);
    void controlStep(const VectorD& direction);
    void record(const VectorD& x, Index held);
    VectorD logitsAt(const VectorD& x);
    // courses.cpp
    /// Whereto from x: not normalised; its length is how far it can make sense to go.
    FreeDirection course(const VectorD& x, const MatrixD& jacobian, const VectorD& logits);
    bool isArrived(const VectorD& direction, const VectorD& x) const;
    void turnSameLabel();
    bool followSimplex();
    /// Guided: the next point if this one is reached or its steps are taken; false behind the last.
    bool findGuide(const VectorD& x);
    void nextGuide();
    /// Newton steps to the centred logits `wanted`; whether they are reached.
    bool correct(VectorD& x, const VectorD& wanted);
    /// Centred logits at t of the path from start to target.
    VectorD pathLogits(double t) const;

    bool hasLength() const
    {
        return (options.kind == WalkKind::Kernel && !target) || options.kind == WalkKind::Eigen ||
               options.kind == WalkKind::SameLabel;
    }
    bool isGuided() const { return options.kind == WalkKind::Guided; }

    LogitMap& map;
    std::optional<VectorD> target;
    WalkOptions options;
    Walk walk;
    std::shared_ptr<const KnownPlace> known;
    double angle = 0;    ///< degrees between the last two known places
    double turning = -1; ///< degrees per unit of length, as last seen; -1 unknown
    double seenOver = 0; ///< the distance over which it was seen
    VectorD passedAt;    ///< of the last forward pass: what is recorded was often corrected before
    VectorD passed;      ///< its logits
    std::string refusal; ///< why the last step was refused
    Index turns = 0;     ///< SameLabel: directions refused since the last step
    double h = 0;
    double least = 0;       ///< shorter steps end the walk
    VectorD last;           ///< unit direction of the last step
    std::size_t via = 0;    ///< Guided: the point that is walked to
    Index viaSteps = 0;     ///< steps taken towards it
    bool isReached = false; ///< the point before it
    VectorD wish;           ///< Kernel: the fixed direction; SameLabel: change of the logits
    VectorD startLogits;    ///< centred
    VectorD endLogits;      ///< centred, of the target (Simplex)
    double t = 0;           ///< on the path of probabilities
    RandomStream random;
};

/// Largest principal angle between two tangent spaces, in degrees; 90 where ranks differ.
double angleBetween(const Tangent& a, const Tangent& b);

} // namespace leafscope
