// SPDX-License-Identifier: MIT
// From directed neighbourhoods to an undirected graph, and its components.
#pragma once

#include "core/nnk/graph.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace leafscope {

/// Which directed weights w_ij make the edge of i and j. E_i is the error of i's neighbourhood.
enum class Symmetry {
    Union,      ///< any; the larger weight
    Mutual,     ///< only where both are positive; the larger weight
    LowerError, ///< that of the end with the smaller error, the larger one if the errors are equal;
                ///< an end that does not have the other among its candidates has no say
    Published,  ///< as the authors' code: w_ij is kept only where E_i < E_j, and an end that does
                ///< not have the other among its candidates counts as error 0, which deletes the
                ///< edge
};

std::vector<std::string> symmetryNames(); ///< "union", "mutual", "lower-error", "published"
Symmetry symmetryNamed(const std::string& name);

/// Undirected: every edge is stored at both of its ends. Compressed sparse rows, columns ascending.
struct UndirectedGraph {
    std::vector<std::int64_t> indptr; ///< n + 1
    std::vector<std::int32_t> indices;
    std::vector<double> weights;

    Index nodes() const { return Index(indptr.size()) - 1; }
    Index edges() const { return Index(indices.size()) / 2; }
    /// Sum of the weights at a node.
    double strength(Index node) const;
    Index degree(Index node) const
    {
        return Index(indptr[std::size_t(node) + 1] - indptr[std::size_t(node)]);
    }
};

/// `graph` is of a point set with itself. O(edges log edges).
UndirectedGraph symmetrise(const NnkGraph& graph, Symmetry rule);

struct Components {
    std::vector<std::int32_t> of; ///< component of each node, numbered by their smallest node
    Index count = 0;
    Index largest = 0;  ///< nodes of the largest
    Index isolated = 0; ///< nodes without an edge
};

/// Connected components. O(nodes + edges).
Components componentsOf(const UndirectedGraph& graph);

} // namespace leafscope
