// SPDX-License-Identifier: MIT
// The numbers of neural collapse, NC1 to NC4, of one layer at one moment of a training.
//
// Papyan, Han, Donoho, PNAS 117 (2020) 24652. With the class means mu_c of p features, their centre
// mu_G and Mdot = [mu_c - mu_G] (p x C), Sigma_B = Mdot Mdot^T / C, Sigma_W the mean over samples
// of (h - mu_c)(h - mu_c)^T and classifiers w_c (rows of W). All sums are taken in double.
#pragma once

#include "core/base/matrix.hpp"

#include <limits>
#include <optional>
#include <span>
#include <string>

namespace leafscope {

inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// NaN where a number is not defined: without classifiers, for a simplex that cannot be.
struct CollapseMeasures {
    Index samples = 0;
    Index rank = 0;                ///< of Mdot, as used; at most min(C - 1, p)
    double rankRatio = kUndefined; ///< s_{min(C-1,p)} / s_1 of Mdot; below 0.05 the means are
                                   ///< nearly dependent
    // NC1
    double nc1 = kUndefined;        ///< Tr(Sigma_W Sigma_B^+) / C
    double traceRatio = kUndefined; ///< Tr(Sigma_W) / Tr(Sigma_B)
    double cdnv = kUndefined;       ///< mean over pairs of (v_c + v_c') / (2 |mu_c - mu_c'|^2)
    double cdnvMax = kUndefined;
    // NC2
    double equinormMeans = kUndefined; ///< Std / Avg over classes of |mu_c - mu_G|
    double equinormClassifiers = kUndefined;
    double equiangularMeans = kUndefined; ///< Std over pairs of the cosine
    double equiangularClassifiers = kUndefined;
    double maxangleMeans = kUndefined; ///< Avg over pairs of |cos + 1/(C-1)|
    double maxangleClassifiers = kUndefined;
    double etfDistance = kUndefined; ///< 1 - (sum s_k)^2 / ((C-1) sum s_k^2); NaN for C > p + 1
    double etfScale = kUndefined;    ///< alpha of the nearest simplex
    double gramDistanceMeans = kUndefined;       ///< Zhu et al. 2021, of Mdot^T Mdot
    double gramDistanceClassifiers = kUndefined; ///< Zhu et al. 2021, of W W^T
    double gnc2Distance = kUndefined;   ///< Liu et al. 2023: variance over pairs of the distance of
                                        ///< unit-norm means
    double gnc2LogInverse = kUndefined; ///< and of its log inverse
    // NC3
    double selfDuality = kUndefined;    ///< |W^T/|W|_F - Mdot/|Mdot|_F|_F^2, from 0 to 4
    double dualityGram = kUndefined;    ///< Zhu et al. 2021, of W Mdot
    double uniformDuality = kUndefined; ///< Wu, Papyan 2024: variance over c of w_c.(mu_c - mu_G)
    double biasOffset = kUndefined;     ///< |b + W mu_G|
    // NC4
    double nccMismatch = kUndefined; ///< share where the network and the nearest class mean differ
    double nccAccuracy = kUndefined; ///< of the nearest class mean
    double accuracy = kUndefined;    ///< of the network (of W h + b)
    // What the picture cannot show
    double featureInside = kUndefined;    ///< Tr(P Sigma_T) / Tr(Sigma_T), P onto the span of Mdot
    double classifierInside = kUndefined; ///< share of |W|_F^2 in that span
};

/// One of the numbers, for charts, tables, JSON and help.
struct CollapseMeasure {
    const char* key;   ///< "nc1"
    const char* title; ///< "Within-class variability (NC1)"
    const char* group; ///< "NC1", "NC2", "NC3", "NC4", "scene"
    double CollapseMeasures::*value;
    bool logarithmic;
    const char* help; ///< the formula in one line
};

/// All of them, in the order in which they are listed.
std::span<const CollapseMeasure> collapseMeasures();

/// nullptr if there is none of this key.
const CollapseMeasure* findCollapseMeasure(const std::string& key);

} // namespace leafscope
