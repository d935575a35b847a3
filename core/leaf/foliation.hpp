// SPDX-License-Identifier: MIT
// The foliation of a 2- or 3-dimensional input space by the data leaves of a classifier, inside a
// box: leaves, fibres, the facets of a piecewise linear network, where leaves are singular, and
// whether their directions fit together at all.
// Sources: Grementieri, Fioresi, arXiv 2104.13289; Tron, Fioresi, arXiv 2409.07412.
#pragma once

#include "core/base/progress.hpp"
#include "core/leaf/leaf_growth.hpp"
#include "core/leaf/surface_net.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct FoliationOptions {
    SpaceBox box;
    Index leaves = 5;       ///< leaves drawn
    Index kernelLines = 24; ///< fibres drawn, those through the leaves' seeds among them
    Index grid = 0;         ///< points per axis; 0: 40 in space, 160 in the plane
    double singularBelow = 0.05;
    /// How far leaves go from their seeds, in sides of the box: where leaf directions are not
    /// integrable, what is far away depends on the way. Fibres always end at the box.
    double reach = 2.5;
};

/// The numbers that a piecewise linear network takes the sign of: one column per unit, one row per
/// point. Empty: they cannot be seen, and kinks are looked for in the Jacobian.
using PreActivations = std::function<MatrixD(const MatrixD& points)>;

struct FoliationSeed {
    VectorD x;
    VectorD logits;
    Index rank = 0;
    /// Gap across the leaf of a small loop along it, over the area of the loop (1 / input unit): 0
    /// on leaves. NaN where the rank is below 2 or nearly so.
    double holonomy = 0;
};

struct Foliation {
    // What it is of
    std::string subject;                 ///< "ReLU network 3-16-16-3", "preset spheres"
    std::vector<std::string> axes;       ///< n names
    std::vector<std::string> classNames; ///< C
    std::string unit;
    SpaceBox box;
    // What was found
    Index rank = 0; ///< of most grid points: the dimension of the leaves
    std::vector<LeafPiece> leaves;
    std::vector<LeafPiece> kernels;   ///< fibres
    std::vector<FoliationSeed> seeds; ///< of the leaves, then of the other fibres
    SpaceMesh facets;
    SpaceMesh boundary; ///< where the predicted class changes
    SpaceGrid grid;
    MatrixD gridLogits; ///< grid points x C
    /// sigma_rank / sigma_1 of the centred Jacobian; for rank 1 sigma_1 over its median.
    VectorD singular;
    double singularBelow = 0.05;
    double reach = 2.5;
    std::string facetSource;      ///< "pre-activations", "jumps of the Jacobian"
    std::optional<Index> regions; ///< patterns of signs on the grid: a lower bound
    // The samples inside the box
    MatrixD samples;                   ///< m x n
    MatrixD sampleLogits;              ///< m x C
    std::vector<std::int32_t> labels;  ///< m, or empty
    std::vector<std::int64_t> indices; ///< m: their numbers in the data set
    std::vector<std::string> notes;

    Index inputs() const { return box.low.size(); }
    Index classes() const { return gridLogits.cols(); }
    double singularShare() const;  ///< of the grid points, below the threshold
    double holonomyMedian() const; ///< over the seeds that have one; NaN without
    double holonomyMost() const;
};

/// Where seeds are taken from: `samples` inside the box, else points spread over its middle. Leaves
/// of codimension 1 start at even distances on the longest fibre, others as far from each other as
/// they can. Nothing is random. Throws Error: InvalidInput for a map that has neither 2 nor 3
/// inputs or a box without extent, and what the map throws. Cost: about (2 n + 1) forward passes
/// for each grid point and each of some 10^4 places per leaf, in batches. Cancellable.
Foliation computeFoliation(LogitMap& map, const MatrixD& samples, const FoliationOptions& options,
                           const PreActivations& preActivations, const Progress& progress = {});

/// How fine pieces in this box are grown, and how far: `reach` in sides of the box.
GrowthOptions growthFor(const SpaceBox& box, double reach);

} // namespace leafscope
