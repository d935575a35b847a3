// SPDX-License-Identifier: MIT
#include "core/leaf/facets.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <unordered_set>
#include <utility>

namespace leafscope {

namespace {

constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();
constexpr double kNoticeable = 0.02; // of the gradients: smaller jumps are not looked at
constexpr int kHalvings = 5;
constexpr double kKept = 0.6; // of the difference, after two halvings and more: a kink

/// An edge of the grid, of which [from, to] still holds the largest change.
struct Suspect {
    Index a = 0;
    Index b = 0;
    double from = 0;
    double to = 1;
    double first = 0; ///< difference of the Jacobians at its ends
    MatrixD atFrom;
    MatrixD atTo;
};

std::vector<Suspect> suspects(const SpaceGrid& grid, const std::vector<LeafPlace>& places)
{
    std::vector<Suspect> found;
    const auto strides = grid.strides();
    for (Index a = 0; a < grid.count(); ++a)
        for (Index axis = 0; axis < grid.axes(); ++axis) {
            if (grid.coordinate(a, axis) + 1 >= grid.perAxis)
                continue;
            const Index b = a + strides[std::size_t(axis)];
            const LeafPlace& p = places[std::size_t(a)];
            const LeafPlace& q = places[std::size_t(b)];
            if (!p.isDefined() || !q.isDefined())
                continue;
            const double jump = (p.jacobian - q.jacobian).norm();
            if (jump > kNoticeable * (p.jacobian.norm() + q.jacobian.norm()))
                found.push_back({a, b, 0, 1, jump, p.jacobian, q.jacobian});
        }
    return found;
}

/// The half of each edge in which more changes; those that only bend are dropped.
void halve(LeafField& field, const SpaceGrid& grid, std::vector<Suspect>& edges, int round)
{
    MatrixD middles(Index(edges.size()), grid.axes());
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const Suspect& edge = edges[i];
        const VectorD start = grid.point(edge.a);
        middles.row(Index(i)) =
            (start + (edge.from + edge.to) / 2 * (grid.point(edge.b) - start)).transpose();
    }
    const auto places = field.at(middles);
    std::vector<Suspect> kept;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        Suspect edge = std::move(edges[i]);
        const MatrixD& middle = places[i].jacobian;
        if (!places[i].isDefined())
            continue;
        const double before = (middle - edge.atFrom).norm();
        const double after = (edge.atTo - middle).norm();
        const double centre = (edge.from + edge.to) / 2;
        if (before > after) {
            edge.to = centre;
            edge.atTo = middle;
        } else {
            edge.from = centre;
            edge.atFrom = middle;
        }
        if (round == 0 || std::max(before, after) > kKept * edge.first)
            kept.push_back(std::move(edge));
    }
    edges = std::move(kept);
}

} // namespace

Facets facetsOfUnits(const SpaceGrid& grid, const MatrixD& values, const Progress& progress)
{
    Facets facets;
    std::vector<std::size_t> patterns(std::size_t(values.rows()), 0);
    for (Index unit = 0; unit < values.cols(); ++unit) {
        progress.report(double(unit) / double(values.cols()));
        const VectorD value = values.col(unit);
        for (Index i = 0; i < value.size(); ++i) {
            std::size_t& hash = patterns[std::size_t(i)];
            hash = (hash ^ std::size_t(value[i] > 0)) * 0x9e3779b97f4a7c15u;
            hash ^= hash >> 29;
        }
        const SpaceMesh sheet = surfaceNet(grid, [&](Index a, Index b) {
            return (value[a] > 0) == (value[b] > 0) ? kNowhere : value[a] / (value[a] - value[b]);
        });
        append(facets.mesh, sheet);
    }
    facets.regions =
        Index(std::unordered_set<std::size_t>(patterns.begin(), patterns.end()).size());
    return facets;
}

Facets facetsOfJumps(LeafField& field, const SpaceGrid& grid, const std::vector<LeafPlace>& places,
                     const Progress& progress)
{
    std::vector<Suspect> edges = suspects(grid, places);
    for (int round = 0; round < kHalvings && !edges.empty(); ++round) {
        progress.report(double(round) / kHalvings);
        halve(field, grid, edges, round);
    }
    std::map<std::pair<Index, Index>, double> kinks;
    for (const Suspect& edge : edges)
        kinks[{edge.a, edge.b}] = (edge.from + edge.to) / 2;
    Facets facets;
    facets.mesh = surfaceNet(grid, [&](Index a, Index b) {
        const auto found = kinks.find({a, b});
        return found == kinks.end() ? kNowhere : found->second;
    });
    return facets;
}

} // namespace leafscope
