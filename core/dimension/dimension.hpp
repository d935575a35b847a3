// SPDX-License-Identifier: MIT
// Intrinsic dimension of point sets and its profile over the layers of a network.
//
// Sources: TwoNN: Facco et al., Sci. Rep. 7:12140 (2017); its use on networks: Ansuini et al.,
// NeurIPS 2019 (arXiv 1905.12784). Symbols: r1, r2 distances to the first and second nearest other
// point, mu = r2 / r1, N the number of points with a valid mu.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/embedding/embedding.hpp"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace leafscope {

struct DimensionOptions {
    double fraction = 0.9;   ///< share of the smallest mu that the fit keeps, in (0, 1]
    double pcaShare = 0.9;   ///< share of variance that the PCA dimension must reach
    bool standardize = true; ///< PCA after dividing each feature by its standard deviation
};

/// Interval [low, high] of 95 %.
using Interval = std::array<double, 2>;

/// Dimension of one point set. Values that do not exist (fewer than 3 distinct points, no variance)
/// are NaN and a warning says why.
struct Dimension {
    Index n = 0;          ///< rows given
    Index dim = 0;        ///< ambient dimension D
    Index duplicates = 0; ///< rows removed because they repeat an earlier row
    double twonnFit =
        0; ///< slope through the origin of -ln(1 - F) against ln mu, smallest `fraction` of mu
    double twonnMl = 0; ///< (N - 1) / sum ln mu
    Interval ci95{};    ///< for twonnMl, widened for the correlation of mutual neighbours
    Interval ci95Fit{}; ///< likewise for twonnFit
    Index pca90 = 0;    ///< number of principal components that reach pcaShare of the variance
    double participationRatio = 0; ///< (sum l)^2 / sum l^2 of the same spectrum
    double meanR1 = 0;             ///< the scale: mean distance to the nearest neighbour
    double meanR2 = 0;
    std::string convention; ///< what exactly was computed, in one line
    std::vector<std::string> warnings;
    double seconds = 0;
};

struct LayerDimension {
    LayerHeader layer;
    Dimension value;
};

/// The curve over the layers; immutable.
struct DimensionProfile {
    std::vector<LayerDimension> layers;
    DimensionOptions options;
};

/// Dimension of x (n x d). Duplicate rows are removed first and counted. Throws Error(InvalidInput)
/// for an empty matrix. Cost: one exact 2-nearest-neighbour search and one symmetric eigenproblem
/// of size min(n, d).
Dimension estimateDimension(const Points& x, const DimensionOptions& options = {},
                            const Progress& progress = {});

/// TwoNN from the sorted or unsorted list of valid mu > 1 alone; n = mu.size().
double twonnFit(std::vector<double> mu, double fraction);
double twonnMl(const std::vector<double>& mu);

/// Reads a profile back from an artifact of the `dimension` analysis. Throws Error(Format).
std::shared_ptr<const DimensionProfile> readDimensionProfile(const std::filesystem::path& artifact);

} // namespace leafscope
