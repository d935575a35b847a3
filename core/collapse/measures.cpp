// SPDX-License-Identifier: MIT
#include "core/collapse/measures.hpp"

#include <algorithm>
#include <array>

namespace leafscope {

namespace {

using M = CollapseMeasures;

constexpr std::array kMeasures{
    CollapseMeasure{"nc1", "Within-class variability", "NC1", &M::nc1, true,
                    "Tr(Sw Sb^+) / C, figure 6 of the paper"},
    CollapseMeasure{"trace_ratio", "Trace ratio", "NC1", &M::traceRatio, true,
                    "Tr(Sw) / Tr(Sb); also sees noise across the class means"},
    CollapseMeasure{"cdnv", "Class-distance normalised variance", "NC1", &M::cdnv, true,
                    "mean over pairs of (v_c + v_c') / (2 |mu_c - mu_c'|^2)"},
    CollapseMeasure{"cdnv_max", "Largest CDNV of a pair", "NC1", &M::cdnvMax, true,
                    "the pair of classes that is told apart worst"},
    CollapseMeasure{"equinorm_means", "Spread of norms, means", "NC2", &M::equinormMeans, false,
                    "Std / Avg over classes of |mu_c - mu_G|, figure 2"},
    CollapseMeasure{"equinorm_classifiers", "Spread of norms, classifiers", "NC2",
                    &M::equinormClassifiers, false, "Std / Avg over classes of |w_c|, figure 2"},
    CollapseMeasure{"equiangular_means", "Spread of cosines, means", "NC2", &M::equiangularMeans,
                    false, "Std over pairs of cos(mu_c - mu_G, mu_c' - mu_G), figure 3"},
    CollapseMeasure{"equiangular_classifiers", "Spread of cosines, classifiers", "NC2",
                    &M::equiangularClassifiers, false,
                    "Std over pairs of cos(w_c, w_c'), figure 3"},
    CollapseMeasure{"maxangle_means", "Distance from the largest angle, means", "NC2",
                    &M::maxangleMeans, false, "Avg over pairs of |cos + 1/(C-1)|, figure 4"},
    CollapseMeasure{"maxangle_classifiers", "Distance from the largest angle, classifiers", "NC2",
                    &M::maxangleClassifiers, false, "Avg over pairs of |cos + 1/(C-1)|, figure 4"},
    CollapseMeasure{"etf_distance", "Distance to the nearest simplex", "NC2", &M::etfDistance, true,
                    "1 - (sum s_k)^2 / ((C-1) sum s_k^2) of the singular values of the means"},
    CollapseMeasure{"gram_distance_means", "Gram distance, means", "NC2", &M::gramDistanceMeans,
                    false, "|G/|G|_F - (I - J/C)/sqrt(C-1)|_F of the Gram matrix of the means"},
    CollapseMeasure{"gram_distance_classifiers", "Gram distance, classifiers", "NC2",
                    &M::gramDistanceClassifiers, false, "the same of W W^T (Zhu et al. 2021)"},
    CollapseMeasure{"gnc2_distance", "Spread of distances on the sphere", "NC2", &M::gnc2Distance,
                    true, "variance over pairs of the distance of unit-norm means (Liu et al.)"},
    CollapseMeasure{"gnc2_log_inverse", "Spread of log inverse distances", "NC2",
                    &M::gnc2LogInverse, true, "variance over pairs of -log of that distance"},
    CollapseMeasure{"self_duality", "Self-duality", "NC3", &M::selfDuality, false,
                    "|W^T/|W| - Mdot/|Mdot||_F^2, 0 to 4, 2 if unrelated, figure 5"},
    CollapseMeasure{"duality_gram", "Duality by products", "NC3", &M::dualityGram, false,
                    "|WM/|WM|_F - (I - J/C)/sqrt(C-1)|_F (Zhu et al. 2021)"},
    CollapseMeasure{"uniform_duality", "Uniform duality", "NC3", &M::uniformDuality, true,
                    "variance over classes of w_c.(mu_c - mu_G) (Wu, Papyan 2024)"},
    CollapseMeasure{"bias_offset", "Bias offset", "NC3", &M::biasOffset, false, "|b + W mu_G|"},
    CollapseMeasure{"ncc_mismatch", "Mismatch to the nearest class mean", "NC4", &M::nccMismatch,
                    false, "share where the network and the nearest class mean differ, figure 7"},
    CollapseMeasure{"ncc_accuracy", "Accuracy of the nearest class mean", "NC4", &M::nccAccuracy,
                    false, "share of samples nearest to the mean of their class"},
    CollapseMeasure{"accuracy", "Accuracy of the network", "NC4", &M::accuracy, false,
                    "share of samples that W h + b puts in their class"},
    CollapseMeasure{"rank_ratio", "Smallest over largest singular value", "scene", &M::rankRatio,
                    false, "of the class means; below 0.05 they are nearly dependent"},
    CollapseMeasure{"etf_scale", "Scale of the nearest simplex", "scene", &M::etfScale, false,
                    "sqrt(C/(C-1)) (sum s_k) / C"},
    CollapseMeasure{"feature_inside", "Feature variance inside", "scene", &M::featureInside, false,
                    "share of the variance of the features in the span of the class means"},
    CollapseMeasure{"classifier_inside", "Classifiers inside", "scene", &M::classifierInside, false,
                    "share of |W|^2 in the span of the class means"},
};

} // namespace

std::span<const CollapseMeasure> collapseMeasures()
{
    return kMeasures;
}

const CollapseMeasure* findCollapseMeasure(const std::string& key)
{
    const auto found = std::find_if(kMeasures.begin(), kMeasures.end(),
                                    [&](const CollapseMeasure& m) { return key == m.key; });
    return found == kMeasures.end() ? nullptr : &*found;
}

} // namespace leafscope
