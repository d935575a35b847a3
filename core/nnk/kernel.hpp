// SPDX-License-Identifier: MIT
// The kernels of NNK, as functions of a squared distance.
//
// Cosine, range-normalised: K = (1 + cos) / 2 = 1 - d^2 / 4 for the distance d of unit directions.
// Gaussian: K = exp(-d^2 / (2 sigma^2)). Both are positive semi-definite with K(x, x) = 1 and
// values in [0, 1]. What is computed is the deficit 1 - K, so that it keeps its digits where K is
// close to 1.
// Source: S. Shekkizhar and A. Ortega, "Graph construction from data by non-negative kernel
// regression" (arXiv 1910.09383); the cosine range: their interpolation paper (arXiv 2007.10505).
#pragma once

#include "core/base/matrix.hpp"

#include <string>
#include <vector>

namespace leafscope {

enum class KernelKind { Cosine, Gaussian };

/// How wide the Gaussian kernel is. k is the number of candidates; distances are Euclidean.
enum class Bandwidth {
    Mean,   ///< one for all: mean over the points of the distance to the k-th candidate, over 3
    Own,    ///< of each point: its distance to the k-th candidate, over 3
    Median, ///< one for all: median over the points of the distance to the k-th candidate, over 3
    Fixed,  ///< as given
    Rank,   ///< of each point: where the effective rank of its Gram matrix fits the local dimension
    Flat,   ///< so wide that the weights are those of the nearest point of the candidates' convex
            ///< hull, to about 1e-6: 1,000 times the distance to the k-th candidate
};

struct Kernel {
    KernelKind kind = KernelKind::Cosine;
    double sigma = 0; ///< of the Gaussian kernel, in the unit of the distances; > 0

    /// 1 - K at a squared distance, accurate to rounding however small it is.
    double deficit(double squared) const;
    double value(double squared) const;
};

std::string kernelName(KernelKind kind);           ///< "cosine", "gaussian"
KernelKind kernelNamed(const std::string& name);   ///< one of these
std::string bandwidthName(Bandwidth rule);         ///< "mean", "own", "median", ...
Bandwidth bandwidthNamed(const std::string& name); ///< one of these
std::vector<std::string> bandwidthNames();         ///< all of them

/// Factors of the rules: the k-th distance is divided by the first, or multiplied by the second.
inline constexpr double kBandwidthShare = 3;
inline constexpr double kFlatReach = 1000;

/// Where no distance is above 0 (all candidates are copies of the query) every width gives the same
/// kernel; then this is it.
inline constexpr double kAnyWidth = 1;

/// Width by the rule Rank. `among`: k x k squared distances of the candidates, `toQuery` their
/// squared distances to the query, ascending. Minimises, over 12 widths on a logarithmic grid from
/// 0.05 times the distance to the 10th candidate to 3 times that to the 30th (or the last),
///   |r(s) - m| / m + (l_max - l(s)) / l_max,
/// r: exponential of the entropy of the eigenvalues of K, normalised to sum 1; l: slope of log
/// sum K against log s; m: local dimension. The published rule estimates m from spanning trees of
/// random subsets; here it is Levina and Bickel's from the same distances, which needs no random
/// numbers. Cost: 12 k^3.
double rankMatchedWidth(const MatrixD& among, const VectorD& toQuery);

} // namespace leafscope
