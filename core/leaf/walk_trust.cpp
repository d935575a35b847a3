// SPDX-License-Identifier: MIT
// What can be trusted of a walk.
#include "core/leaf/integrability.hpp"
#include "core/leaf/walk_plan.hpp"

#include <algorithm>

namespace leafscope {

namespace {

constexpr Index kLoopSteps = 8;      ///< per side
constexpr Index kMostBracketed = 32; ///< classes

/// The class with the largest logit beside `best`.
Index runnerUp(const VectorD& logits, Index best)
{
    Index second = best == 0 ? 1 : 0;
    for (Index c = 0; c < logits.size(); ++c)
        if (c != best && logits[c] > logits[second])
            second = c;
    return second;
}

} // namespace

Json walkTrust(const Walk& walk, const WalkPlan& plan, LogitMap& map, const Progress& progress)
{
    const WalkStep& last = walk.path.back();
    Json trust;
    progress.report(0);
    // Of many classes the pairs are too many to say anything of each.
    BracketResidual bracket;
    if (map.classes() <= kMostBracketed)
        bracket = bracketResidual(map, last.x, 0, progress.span(0, 0.2, "brackets"));
    trust["bracket_residual"] = bracket.bracket > 0 ? Json(bracket.largest) : Json();
    const Index best = predictionOf(last.logits);
    const Index second = runnerUp(last.logits, best);
    if (last.rank >= 2) {
        const Holonomy loop =
            holonomy(map, last.x, best, second, 1, kLoopSteps, progress.span(0.2, 0.4, "a loop"));
        trust["holonomy"] = {{"classes", {best, second}},
                             {"side", 1},
                             {"gap", loop.gap},
                             {"normal", loop.gap > 0 ? loop.normal / loop.gap : 0},
                             {"closure", loop.closure}};
    } else {
        trust["holonomy"] = nullptr; // curves always fit together
    }
    WalkPlan half = plan;
    half.options.step /= 2;
    half.noiseStep /= 2;
    half.options.largestAngle /= 2;
    half.options.reuseAngle /= 2;
    half.options.maxSteps *= 2;
    for (GuidePoint& point : half.options.via)
        point.steps *= 2;
    if (half.published)
        half.published->step /= 2, half.published->maxSteps *= 2;
    const Walk again = takePlannedWalk(half, map, progress.span(0.4, 1, "half the step"));
    const double error = (again.path.back().x - last.x).norm();
    trust["halving_error"] = error;
    trust["halving_share"] = last.length > 0 ? error / last.length : 0;
    return trust;
}

} // namespace leafscope
