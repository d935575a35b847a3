// SPDX-License-Identifier: MIT
// Where a piecewise linear map has its kinks, in 2 or 3 dimensions.
#pragma once

#include "core/leaf/foliation.hpp"

namespace leafscope {

struct Facets {
    SpaceMesh mesh;
    std::optional<Index> regions; ///< distinct patterns of signs on the grid
};

/// Zero sets of the columns of `values` (grid points x units), exact inside linear pieces.
Facets facetsOfUnits(const SpaceGrid& grid, const MatrixD& values, const Progress& progress);

/// Kinks found by halving edges whose ends have different Jacobians: where the difference stays,
/// there is a kink; where the map only bends it shrinks. `places`: of the grid points.
Facets facetsOfJumps(LeafField& field, const SpaceGrid& grid, const std::vector<LeafPlace>& places,
                     const Progress& progress);

} // namespace leafscope
