// SPDX-License-Identifier: MIT
// Rows whose label their NNK neighbours contradict, and rows that are far from all others.
//
// Reliability of row i: r_i = (weight of its neighbours with its own label) / (weight of all its
// labelled neighbours). A second vote counts neighbour j with r_j theta_j, so that a neighbour
// whose own label is doubtful has little say. Source: the votes of arXiv 2508.00202 on the graph of
// the points with themselves.
#pragma once

#include "core/nnk/graph.hpp"

#include <cstdint>
#include <vector>

namespace leafscope {

/// One entry per row of the graph of a point set with itself.
struct LabelTrust {
    std::vector<double> sameMass;        ///< r_i; NaN without a label or labelled neighbours
    std::vector<double> reliability;     ///< the own class's share of the second vote; NaN likewise
    std::vector<std::int32_t> suggested; ///< class that wins the second vote; -1 if there is none
};

/// Neighbours whose own r is not known count as reliable (1). Where all neighbours have r = 0 the
/// second vote is the first one. Ties go to the class of the nearest of its neighbours. O(edges).
LabelTrust labelTrust(const NnkGraph& graph, const std::vector<std::int32_t>& labels);

/// Rows with a label for which the second vote suggests another, the least reliable first (then the
/// smaller r, then the smaller row).
std::vector<Index> labelSuspects(const LabelTrust& trust, const std::vector<std::int32_t>& labels);

/// The `count` rows with the largest reconstruction error, largest first (then the smaller row).
std::vector<Index> farthestRows(const NnkGraph& graph, Index count);

} // namespace leafscope
