// SPDX-License-Identifier: MIT
// 3-D coordinates of the samples at every layer.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/embedding/embedding.hpp"

#include <memory>
#include <string>
#include <vector>

namespace leafscope {

/// Principal components of a point set. Source: Jolliffe, Principal Component Analysis, 2nd ed.
struct PcaLayout {
    MatrixF coordinates;       ///< n x c scores of the centred data
    std::vector<double> share; ///< c values: variance along each axis / total variance, in 0..1
    std::vector<std::string> warnings;
};

/// The first `components` principal axes of x (n x d), centred, not scaled. The sign of an axis
/// makes its score of largest magnitude positive (first such row on ties). Where there are fewer
/// axes with variance than asked for, coordinates and shares are 0 and a warning says so.
/// Deterministic for any number of threads.
PcaLayout pcaLayout(const Points& x, Index components = 3, const Progress& progress = {});

struct LayerLayout {
    LayerHeader layer;
    MatrixF coordinates;       ///< n x 3
    std::vector<double> share; ///< variance share per axis
};

struct Layout {
    std::string method; ///< "pca"
    std::vector<LayerLayout> layers;
    const LayerLayout* find(const std::string& layer) const;
};

/// Reads an artifact of the `layout` analysis: /coordinates/LAYER n x 3 float32, attribute share.
std::shared_ptr<const Layout> readLayout(const std::filesystem::path& artifact);

} // namespace leafscope
