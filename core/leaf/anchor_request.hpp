// SPDX-License-Identifier: MIT
// What analyses whose walks start at anchors share: their input, their parameters, and the anchors.
#pragma once

#include "core/leaf/anchors.hpp"
#include "core/leaf/walk.hpp"
#include "core/session/analysis.hpp"

#include <string>
#include <vector>

namespace leafscope {

/// "reference": where anchors are taken from.
InputSpec referenceInput();
/// "anchors", "references", "steps", "tolerance", "bounds".
std::vector<Parameter> anchorParameters();

/// The anchors of a request. Where the reference data are the data themselves, the sample that a
/// place comes from counts for nothing.
struct RequestedAnchors {
    Anchors candidates;
    bool ownData = false;

    std::vector<Anchor> nearest(const NetworkMap& map, const VectorD& y, Index k,
                                std::int64_t source) const;
    /// "nearest sample of fashion-mnist (10,000 of 60,000, ...); its own row left out"
    std::string about() const;
};

/// `data`: of the request's input "data". Throws Error as Anchors does, and what opening throws.
RequestedAnchors anchorsOf(const Request& request, const NetworkMap& map, const Dataset& data,
                           std::vector<std::string>& notes, const Progress& progress);

/// How the walks from them go.
WalkOptions anchoredWalk(const Request& request, const NetworkMap& map);

} // namespace leafscope
