// SPDX-License-Identifier: MIT
// 3-D coordinates of the samples at every layer.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/embedding/embedding.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

/// Principal components of a point set. Source: Jolliffe, Principal Component Analysis, 2nd ed.
struct PcaLayout {
    MatrixF coordinates;       ///< n x c scores of the centred data
    std::vector<double> share; ///< c values: variance along each axis / total variance, in 0..1
    MatrixD axes;              ///< d x c, orthonormal columns; 0 where an axis has no variance
    VectorD mean;              ///< d: what was subtracted
    std::vector<std::string> warnings;
};

/// A frame in feature space: coordinates are (x - mean) * axes.
struct LayerAxes {
    MatrixD axes; ///< d x 3
    VectorD mean; ///< d
};

/// The first `components` principal axes of x (n x d), centred, not scaled. The sign of an axis
/// makes its score of largest magnitude positive (first such row on ties). Where there are fewer
/// axes with variance than asked for, coordinates and shares are 0 and a warning says so.
/// Deterministic for any number of threads.
PcaLayout pcaLayout(const Points& x, Index components = 3, const Progress& progress = {});

/// The points x (n x d) in a given frame; `share` is the variance of these coordinates about their
/// own centre over the total variance of x. Cost: one pass over x.
PcaLayout projectOnto(const Points& x, const LayerAxes& frame, const Progress& progress = {});

struct LayerLayout {
    LayerHeader layer;
    MatrixF coordinates;            ///< n x 3
    std::vector<double> share;      ///< variance share per axis
    std::string alignment = "none"; ///< "none", "procrustes to epoch_003", "basis of epoch_032"
    double residual = 0;            ///< of Procrustes (align.hpp)
};

struct Layout {
    std::string method;             ///< "pca"
    std::string alignment = "none"; ///< as asked for; a layer without partner keeps "none"
    std::vector<LayerLayout> layers;
    const LayerLayout* find(const std::string& layer) const;
};

/// Reads an artifact of the `layout` analysis: /coordinates/LAYER n x 3 float32, attribute share.
std::shared_ptr<const Layout> readLayout(const std::filesystem::path& artifact);

/// The frame of a layer in such an artifact: /basis/LAYER d x 3 float32 and /mean/LAYER float64.
/// nullopt if the artifact stores none (revision 1 did not). Throws Error(Format) if damaged.
std::optional<LayerAxes> readAxes(const std::filesystem::path& artifact, const std::string& layer);

} // namespace leafscope
