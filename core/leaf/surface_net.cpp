// SPDX-License-Identifier: MIT
#include "core/leaf/surface_net.hpp"

#include <cmath>
#include <unordered_map>

namespace leafscope {

namespace {

struct CellSum {
    Eigen::Vector3d sum{0, 0, 0};
    int count = 0;
    std::int32_t vertex = -1;
};

struct CrossedEdge {
    Index start = 0;
    Index axis = 0;
};

/// The cells around an edge, in turn; a cell is named by its lowest corner. Fewer than 2 (2-D) or 4
/// (3-D) at the border.
std::vector<Index> cellsAround(const SpaceGrid& grid, const CrossedEdge& edge)
{
    const auto strides = grid.strides();
    std::vector<Index> cells{edge.start};
    std::vector<Index> others;
    for (Index axis = 0; axis < grid.axes(); ++axis)
        if (axis != edge.axis)
            others.push_back(axis);
    const auto exists = [&](Index axis, bool before) {
        const Index at = grid.coordinate(edge.start, axis);
        return before ? at > 0 : at + 1 < grid.perAxis;
    };
    std::vector<std::array<int, 2>> turns{{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    if (others.size() == 1)
        turns = {{0, 0}, {1, 0}};
    cells.clear();
    for (const auto& turn : turns) {
        Index cell = edge.start;
        bool there = true;
        for (std::size_t i = 0; i < others.size(); ++i) {
            there = there && exists(others[i], turn[i] == 1);
            cell -= turn[i] * strides[std::size_t(others[i])];
        }
        if (there)
            cells.push_back(cell);
    }
    return cells;
}

} // namespace

Index SpaceGrid::count() const
{
    Index all = 1;
    for (Index axis = 0; axis < axes(); ++axis)
        all *= perAxis;
    return all;
}

std::array<Index, 3> SpaceGrid::strides() const
{
    return axes() == 2 ? std::array<Index, 3>{perAxis, 1, 0}
                       : std::array<Index, 3>{perAxis * perAxis, perAxis, 1};
}

Index SpaceGrid::coordinate(Index index, Index axis) const
{
    return index / strides()[std::size_t(axis)] % perAxis;
}

VectorD SpaceGrid::point(Index index) const
{
    VectorD x(axes());
    for (Index axis = 0; axis < axes(); ++axis)
        x[axis] = low[axis] +
                  (high[axis] - low[axis]) * double(coordinate(index, axis)) / double(perAxis - 1);
    return x;
}

MatrixD SpaceGrid::points() const
{
    MatrixD all(count(), axes());
    for (Index i = 0; i < all.rows(); ++i)
        all.row(i) = point(i).transpose();
    return all;
}

SpaceMesh surfaceNet(const SpaceGrid& grid, const std::function<double(Index a, Index b)>& crossing)
{
    const auto strides = grid.strides();
    const Index n = grid.axes();
    const Index full = n == 2 ? 2 : 4;
    std::unordered_map<Index, CellSum> cells;
    std::vector<CrossedEdge> edges;
    for (Index a = 0; a < grid.count(); ++a)
        for (Index axis = 0; axis < n; ++axis) {
            if (grid.coordinate(a, axis) + 1 >= grid.perAxis)
                continue;
            const Index b = a + strides[std::size_t(axis)];
            const double share = crossing(a, b);
            if (!std::isfinite(share))
                continue;
            Eigen::Vector3d at = Eigen::Vector3d::Zero();
            at.head(n) = grid.point(a) + share * (grid.point(b) - grid.point(a));
            const CrossedEdge edge{a, axis};
            for (const Index cell : cellsAround(grid, edge)) {
                CellSum& sum = cells[cell];
                sum.sum += at;
                ++sum.count;
            }
            edges.push_back(edge);
        }
    SpaceMesh mesh;
    std::vector<Eigen::Vector3d> points;
    const auto vertexOf = [&](Index cell) {
        CellSum& sum = cells[cell];
        if (sum.vertex < 0) {
            sum.vertex = std::int32_t(points.size());
            points.push_back(sum.sum / sum.count);
        }
        return sum.vertex;
    };
    for (const CrossedEdge& edge : edges) {
        const auto around = cellsAround(grid, edge);
        if (Index(around.size()) < full)
            continue;
        std::vector<std::int32_t> corners;
        for (const Index cell : around)
            corners.push_back(vertexOf(cell));
        if (n == 2)
            mesh.cells.insert(mesh.cells.end(), {corners[0], corners[1]});
        else
            mesh.cells.insert(mesh.cells.end(), {corners[0], corners[1], corners[2], corners[0],
                                                 corners[2], corners[3]});
    }
    mesh.points.resize(Index(points.size()), n);
    for (std::size_t i = 0; i < points.size(); ++i)
        mesh.points.row(Index(i)) = points[i].head(n).transpose();
    return mesh;
}

void append(SpaceMesh& mesh, const SpaceMesh& other)
{
    const auto first = std::int32_t(mesh.points.rows());
    MatrixD all(mesh.points.rows() + other.points.rows(), other.points.cols());
    if (first > 0)
        all.topRows(first) = mesh.points;
    all.bottomRows(other.points.rows()) = other.points;
    mesh.points = std::move(all);
    for (const std::int32_t vertex : other.cells)
        mesh.cells.push_back(first + vertex);
}

} // namespace leafscope
