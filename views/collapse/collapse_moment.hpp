// SPDX-License-Identifier: MIT
// One moment of a training in one pose, as points of the drawing; and which poses there are.
//
// Plain values and functions without a widget. Lengths are in units of the simplex's scale.
#pragma once

#include "core/collapse/pose.hpp"
#include "views/collapse/collapse_settings.hpp"
#include "views/session/view_state.hpp"

#include <Eigen/Core>
#include <QString>

#include <memory>
#include <vector>

namespace leafscope {

using Vector3s = std::vector<Eigen::Vector3f>;

struct CollapseMoment {
    std::shared_ptr<const CollapseEpoch> epoch; ///< of a time between two: between them
    double time = 0;
    bool interpolated = false;
    Eigen::Vector3f centre{0, 0, 0}; ///< mu_G
    Vector3s vertices;               ///< C, or none if there is no simplex
    Vector3s means;                  ///< C
    Vector3s classifiers;            ///< C or none
    Vector3s features;
    Vector3s testFeatures;
};

/// The measured epoch before `time` and how far it is to the next: 3.5 is between the fourth and
/// the fifth one. Kept within the epochs of the layer.
double placeOf(const CollapseLayer& layer, double time);
double timeOf(const CollapseLayer& layer, double place);
/// True if C points in p dimensions can be a simplex.
bool hasSimplex(const CollapseRun& run, const CollapseLayer& layer);

/// The moment at `time`. Features are drawn `zoom` times as far from their class mean as they are.
/// `owner` holds run and layer. O(m C).
CollapseMoment momentAt(const std::shared_ptr<const CollapseRuns>& owner, const CollapseRun& run,
                        const CollapseLayer& layer, double time, const Pose& pose, double zoom);

/// Limits of the axes, the same at every epoch: a ball that holds the vertices, and most means,
/// classifiers and features of all epochs where they are not too far away.
struct CollapseLimits {
    Eigen::Vector3f centre{0, 0, 0};
    double reach = 1;
    bool operator==(const CollapseLimits&) const = default;
};
CollapseLimits limitsOf(const CollapseRun& run, const CollapseLayer& layer, const Pose& pose);

/// Keys of CollapseChoice::pose that make sense here: "" (the usual one), face, span, frame, tour,
/// raw.
std::vector<QString> poseKeys(const CollapseRun& run, const CollapseLayer& layer);
/// The key that is meant: one of poseKeys().
QString poseKey(const QString& wanted, const CollapseRun& run, const CollapseLayer& layer);
/// The classes of a face or span: those that were chosen, others where they are too few.
std::vector<int> poseClasses(const CollapseChoice& choice, Index classes, std::size_t wanted);
Pose poseFor(const CollapseChoice& choice, const CollapseSettings& settings, const CollapseRun& run,
             const CollapseLayer& layer);
/// "4-face of cat, deer, dog and frog".
QString poseText(const Pose& pose, const CollapseRun& run);
/// The choice after a class was clicked: in a face or span it takes the place of the one that was
/// chosen first; one that is in it gives way to the next class outside.
CollapseChoice withClass(const CollapseChoice& choice, const Pose& pose, Index classes,
                         int clicked);

} // namespace leafscope
