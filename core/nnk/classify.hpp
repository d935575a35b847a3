// SPDX-License-Identifier: MIT
// What the labels of neighbours say: NNK interpolation against kNN votes.
//
// With theta_j the weights of row i divided by their sum, its soft label is sum_j theta_j
// onehot(y_j) and its class the largest entry. Rows without neighbours fall back on the nearest
// candidate. In a graph of a point set with itself a row is never its own candidate, so all of this
// is leave-one-out. Source: S. Shekkizhar and A. Ortega, arXiv 2007.10505.
#pragma once

#include "core/nnk/graph.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace leafscope {

/// One entry per row of a graph. Neighbours without a label (-1) have no say.
struct LabelVotes {
    std::vector<std::int32_t> predicted; ///< -1 if no candidate has a label
    std::vector<double> purity;  ///< normalised weight of the row's own class; NaN without a label
    std::vector<double> entropy; ///< of the soft label, in nats; NaN without labelled neighbours
    std::vector<char> foreign;   ///< a neighbour has another label than the row; 0 without one
};

/// `pointLabels`: of the points that neighbours are taken from; `rowLabels`: of the rows (the same
/// for a graph of a point set with itself). Ties go to the class of the nearest of its neighbours.
LabelVotes nnkVotes(const NnkGraph& graph, const std::vector<std::int32_t>& pointLabels,
                    const std::vector<std::int32_t>& rowLabels);

/// The class that most of the candidates of a row have; -1 if none has one. Ties go to the class
/// that comes nearest.
std::vector<std::int32_t> knnVotes(const IndexMatrix& candidates,
                                   const std::vector<std::int32_t>& pointLabels);

/// The same with the candidates' kernel values as weights (rows x k).
std::vector<std::int32_t> weightedKnnVotes(const IndexMatrix& candidates,
                                           const MatrixD& kernelValues,
                                           const std::vector<std::int32_t>& pointLabels);

struct Share {
    double value = 0; ///< NaN if nothing was counted
    double low = 0;   ///< Wilson's 95 % interval
    double high = 0;
    Index counted = 0;
};

/// Wilson's score interval of a share. Source: E. B. Wilson, JASA 22 (1927).
Share shareOf(Index hits, Index counted);

/// Share of the rows with a label that are predicted right.
Share accuracyOf(const std::vector<std::int32_t>& predicted,
                 const std::vector<std::int32_t>& labels);

/// Mean over the rows with a label of the weight that their soft label gives their own class (1
/// minus it is the "weighted" error of the source); rows without labelled neighbours count 1 or 0
/// by the nearest candidate. NaN if there are none.
double softAccuracy(const LabelVotes& votes, const std::vector<std::int32_t>& labels);

/// Share of the polytopes with a neighbour of another label than their row's, over the rows that
/// have a label and neighbours.
Share foreignShare(const NnkGraph& graph, const LabelVotes& votes,
                   const std::vector<std::int32_t>& labels);

/// Kernel values of the candidates with their rows, rows x k, from the first k squared distances of
/// the lists that the graph was built from.
MatrixD candidateKernel(const NnkGraph& graph, const Neighbors& nearest);

/// Why a row is predicted as it is.
struct Explanation {
    struct Neighbor {
        std::int32_t point = 0;
        double weight = 0;       ///< of the row's weights, which sum to 1
        std::int32_t label = -1; ///< -1: it has no say
    };
    std::vector<Neighbor> neighbors;                      ///< heaviest first
    std::vector<std::pair<std::int32_t, double>> classes; ///< soft label, heaviest first
    std::int32_t predicted = -1;                          ///< -1 if no candidate has a label
    bool byNearest = false; ///< no neighbour has a label; the nearest candidate decided
};

/// O(neighbours of the row).
Explanation explainPrediction(const NnkGraph& graph, Index row,
                              const std::vector<std::int32_t>& pointLabels);

} // namespace leafscope
