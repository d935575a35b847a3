// SPDX-License-Identifier: MIT
// From the parameters of `leaf walk` to a walk: what the command line, the recipe and the window
// share.
#pragma once

#include "core/leaf/network_map.hpp"
#include "core/leaf/walk.hpp"
#include "core/leaf/walk_file.hpp"
#include "core/session/recipe.hpp"

#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct WalkPlan {
    WalkOptions options;
    VectorD from;
    std::optional<VectorD> to;
    bool noiseFirst = false;                   ///< a stretch of kernel before the leaf
    double noiseStep = 0;                      ///< of that stretch
    std::optional<PublishedOptions> published; ///< the algorithm of the paper instead
};

/// `parameters`: complete, of the registry entry. With "start" the walk that it names is taken as
/// far as its place. Throws Error: InvalidInput for samples and kinds there are not, what the map
/// throws.
WalkPlan planWalk(const Json& parameters, std::uint64_t seed, NetworkMap& map, const Dataset& data,
                  const Progress& progress = {});

/// Takes it. `each`, if any, is told the walk after every step.
Walk takePlannedWalk(const WalkPlan& plan, LogitMap& map, const Progress& progress = {},
                     const WalkListener& each = {});

/// The numbers of a walk as `leaf walk` tells them.
Json walkSummary(const Walk& walk, const WalkPlan& plan, const NetworkMap& map);

/// What can be trusted of it. "bracket_residual" (null where brackets vanish, and for more than
/// 32 classes),
/// "holonomy" of a loop of one logit at the end: "gap", "normal" (the share across the leaf),
/// "closure"; "halving_error": the distance between the ends of the walk and of the same walk with
/// half the step and half the angle, "halving_share": that over the walk's length. Cost: about
/// twice the walk's and 64 + 2 (C - 1) Jacobians. Cancellable.
Json walkTrust(const Walk& walk, const WalkPlan& plan, LogitMap& map,
               const Progress& progress = {});

/// What is told with the walk's files. O(places x inputs) where values end nowhere.
WalkFacts walkFacts(const Walk& walk, const WalkPlan& plan, const NetworkMap& map,
                    const Dataset& data);

/// "A,B,C:STEPS;..." Throws Error(InvalidInput) naming the point.
std::vector<GuidePoint> guidePointsOf(const std::string& text);
std::string guideText(const std::vector<GuidePoint>& points);

} // namespace leafscope
