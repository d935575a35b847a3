// SPDX-License-Identifier: MIT
// An NNK graph of one layer as an HDF5 file, and as files of other tools.
//
// File layout: the directed neighbourhoods as compressed sparse rows, /indptr (int64, rows + 1),
// /indices (int32, rows of the embedding), /weights (float64); per row /error, /kkt, /gap,
// /diameter, /dimension, for the Gaussian kernel /width (float64); /candidates (int32, rows x k,
// nearest first); /metrics/KEY (float32, one per row); for a graph of a point set with itself
// /undirected/indptr, indices, weights. Attributes of /indptr: shape, layer, type, depth, dim, and
// the options; attributes of the file: recipe, result (JSON).
#pragma once

#include "core/neighbors/neighbor_table.hpp"
#include "core/nnk/graph.hpp"
#include "core/nnk/symmetrise.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace leafscope {

class Hdf5File;

/// What the `nnk` analysis makes. Immutable.
struct NnkLayerGraph {
    LayerHeader layer;
    NnkGraph graph;
    Symmetry symmetry = Symmetry::Union;
    UndirectedGraph undirected; ///< no nodes for a graph of queries
    /// One number per row (key "nnk.diameter", ...), for colours and columns.
    std::vector<SampleMetric> metrics;
};

void writeNnkGraph(Hdf5File& file, const NnkLayerGraph& graph);

/// Reads an artifact of `nnk`. Throws Error(Format) for other files and damaged ones.
std::shared_ptr<const NnkLayerGraph> readNnkGraph(const std::filesystem::path& artifact);

/// What is told of a node in files of other tools.
struct NodeFacts {
    std::vector<std::int64_t> samples; ///< one per node
    std::vector<std::string> labels;   ///< one per node; empty if unknown
};

/// "source,target,weight" with sample numbers, one line per undirected edge, source < target by
/// row. Throws Error(Io).
void writeEdgeList(const UndirectedGraph& graph, const NodeFacts& nodes,
                   const std::filesystem::path& file);

/// GraphML with the node attributes sample and label, and the edge attribute weight. Throws
/// Error(Io). Source: U. Brandes et al., "GraphML progress report", GD 2001.
void writeGraphMl(const UndirectedGraph& graph, const NodeFacts& nodes,
                  const std::filesystem::path& file);

} // namespace leafscope
