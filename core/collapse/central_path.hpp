// SPDX-License-Identifier: MIT
// What the squared loss of a training consists of, measured against the read-out that is optimal
// for the features at hand.
//
// Han, Papyan, Donoho, "Neural collapse under MSE loss: proximity to and dynamics on the central
// path", ICLR 2022. With one-hot targets y, lambda = weight decay / 2, and averages in which every
// class counts the same,
//   loss = 1/2 mean |W h + b - y|^2 + lambda/2 (|W|^2 + |b|^2)
//        = variability + simplex + deviation,
// an identity for any features, classifiers and class sizes.
#pragma once

#include "core/collapse/class_statistics.hpp"

namespace leafscope {

struct CentralPath {
    double loss = 0;        ///< as defined, summed over the samples
    double variability = 0; ///< L_NC1: what the spread within the classes costs, with its decay
    double simplex = 0;     ///< L_NC2/3: what class means and optimal read-out still miss
    double deviation = 0;   ///< L_perp: of the network's own read-out from the optimal one
    Classifier optimal;     ///< W_LS (C x p), b_LS (C): the least-squares read-out
};

/// `lambda` > 0. A classifier without bias has b = 0. Throws Error(InvalidInput) for lambda <= 0, a
/// class without samples, or features that are not finite; Error(Unsupported) for p above 4,096.
/// Cost: N p^2 / 2 + p^3 / 3 multiply-adds in double; p x p memory.
CentralPath centralPath(const Points& features, std::span<const std::int32_t> labels, Index classes,
                        const Classifier& classifier, double lambda, const Progress& progress = {});

} // namespace leafscope
