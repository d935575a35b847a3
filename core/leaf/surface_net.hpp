// SPDX-License-Identifier: MIT
// The sheet on which something changes, from the places where the edges of a grid cross it.
// Source: Gibson, "Constrained elastic surface nets", MICCAI 1998: a vertex in every cell that is
// crossed (here the mean of its crossings), a face around every edge that is crossed. Works for
// sheets that end, branch or have no inside, and puts a plane where a plane is.
#pragma once

#include "core/base/matrix.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace leafscope {

/// A regular grid over a box in 2 or 3 dimensions; the last axis runs fastest.
struct SpaceGrid {
    VectorD low;
    VectorD high;
    Index perAxis = 2; ///< points along each axis, at least 2

    Index axes() const { return low.size(); }
    Index count() const;
    VectorD point(Index index) const;
    MatrixD points() const; ///< count() x axes()
    /// Steps of the index along each axis; 0 where there is none.
    std::array<Index, 3> strides() const;
    /// Place along `axis`, 0 to perAxis - 1.
    Index coordinate(Index index, Index axis) const;
};

/// Segments (2-D) or triangles (3-D).
struct SpaceMesh {
    MatrixD points;                  ///< V x n
    std::vector<std::int32_t> cells; ///< n vertices each
    Index cellCount() const { return points.cols() ? Index(cells.size()) / points.cols() : 0; }
};

/// `crossing` says where on the edge from grid point a to its neighbour b the sheet is, 0 to 1;
/// NaN: nowhere. Asked once per edge, in order. The sheet ends half a cell before the border of the
/// grid. Cost: O(edges).
SpaceMesh surfaceNet(const SpaceGrid& grid,
                     const std::function<double(Index a, Index b)>& crossing);

/// Adds the vertices and cells of another mesh.
void append(SpaceMesh& mesh, const SpaceMesh& other);

} // namespace leafscope
