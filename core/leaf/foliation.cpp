// SPDX-License-Identifier: MIT
#include "core/leaf/foliation.hpp"

#include "core/base/error.hpp"
#include "core/leaf/facets.hpp"
#include "core/leaf/foliation_seeds.hpp"
#include "core/leaf/integrability.hpp"
#include "core/leaf/tangent.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace leafscope {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Index kGridInSpace = 40;
constexpr Index kGridInPlane = 160;
constexpr std::array<double, 3> kBeside{0.017, 0.0113, 0.0071}; // cells
constexpr Index kManyUnits = 64;
constexpr Index kCoarseGrid = 15;   // in space, of the units of a wide network
constexpr Index kFacetGrid = 26;    // in space, of the units of a network
constexpr double kStepsAcross = 64; // of a curve, along the longest side of the box
constexpr double kLoop = 0.008;     // size of a holonomy loop, of the extent
constexpr double kRegular = 0.2;    // least ratio of singular values where loops are measured
constexpr Index kLoopSteps = 8;     // on each of its sides
constexpr Index kGridBatch = 8192;

std::vector<LeafPlace> placesOn(LeafField& field, const SpaceGrid& grid, const Progress& progress)
{
    std::vector<LeafPlace> places;
    const MatrixD points = grid.points();
    for (Index first = 0; first < points.rows(); first += kGridBatch) {
        progress.report(double(first) / double(points.rows()));
        auto some = field.at(points.middleRows(first, std::min(kGridBatch, points.rows() - first)));
        std::move(some.begin(), some.end(), std::back_inserter(places));
    }
    return places;
}

/// The rank that most places have.
Index commonRank(const std::vector<LeafPlace>& places)
{
    std::array<Index, 4> counts{};
    for (const LeafPlace& place : places)
        if (place.isDefined())
            ++counts[std::size_t(place.rank)];
    return Index(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

VectorD singularField(const std::vector<LeafPlace>& places, Index rank)
{
    VectorD ratio(Index(places.size()));
    std::vector<double> largest;
    for (const LeafPlace& place : places)
        if (place.isDefined())
            largest.push_back(place.singular[0]);
    double median = 0;
    if (!largest.empty()) {
        const auto middle = largest.begin() + std::ptrdiff_t(largest.size() / 2);
        std::nth_element(largest.begin(), middle, largest.end());
        median = *middle;
    }
    for (Index i = 0; i < ratio.size(); ++i) {
        const LeafPlace& place = places[std::size_t(i)];
        const double whole = rank > 1 ? place.singular[0] : median;
        const bool known = place.isDefined() && rank > 0 && whole > 0;
        ratio[i] = known ? place.singular[rank - 1] / whole : 0;
    }
    return ratio;
}

SpaceMesh boundaryOf(const SpaceGrid& grid, const MatrixD& logits)
{
    std::vector<Index> classes;
    for (Index i = 0; i < logits.rows(); ++i)
        classes.push_back(logits.row(i).allFinite() ? predictionOf(logits.row(i).transpose()) : -1);
    return surfaceNet(grid, [&](Index a, Index b) {
        const Index from = classes[std::size_t(a)];
        const Index to = classes[std::size_t(b)];
        if (from == to || from < 0 || to < 0)
            return kNaN;
        const double before = logits(a, from) - logits(a, to);
        const double after = logits(b, from) - logits(b, to);
        return before > after ? before / (before - after) : 0.5;
    });
}

/// Of a loop of about kLoop of the extent around x; its area is that of the parallelogram that its
/// first two sides span.
double holonomyAt(LogitMap& map, const VectorD& x, const LeafPlace& place, double extent)
{
    const bool regular = place.isDefined() && place.rank >= 2 &&
                         place.singular[place.rank - 1] > kRegular * place.singular[0];
    if (!regular) // there the loop is long and thin, and says nothing
        return kNaN;
    const auto side = [&](Index c) {
        return liftAt(place, centred(VectorD(VectorD::Unit(map.classes(), c))));
    };
    const double area = side(0).cross(side(1)).norm(); // per square of the side in the logits
    if (!(area > 0))
        return kNaN;
    try {
        const double length = kLoop * extent / std::max(side(0).norm(), side(1).norm());
        const Holonomy loop = holonomy(map, x, 0, 1, length, kLoopSteps);
        return loop.normal / (loop.area * area);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Numeric)
            throw;
        return kNaN; // the loop met a place where the map is not defined
    }
}

void measureSeeds(Foliation& out, LeafField& field, const Progress& progress)
{
    std::vector<VectorD> seeds;
    for (const auto* pieces : {&out.leaves, &out.kernels})
        for (const LeafPiece& piece : *pieces)
            if (std::find(seeds.begin(), seeds.end(), piece.seed) == seeds.end())
                seeds.push_back(piece.seed);
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        progress.report(double(i) / double(seeds.size()));
        const LeafPlace place = field.at(seeds[i].transpose()).front();
        out.seeds.push_back({seeds[i], place.logits, place.rank,
                             holonomyAt(field.map(), seeds[i], place, out.box.extent())});
    }
}

std::vector<double> holonomies(const std::vector<FoliationSeed>& seeds)
{
    std::vector<double> known;
    for (const FoliationSeed& seed : seeds)
        if (std::isfinite(seed.holonomy))
            known.push_back(seed.holonomy);
    std::sort(known.begin(), known.end());
    return known;
}

void findFacets(Foliation& out, LeafField& field, const PreActivations& preActivations,
                const Progress& progress)
{
    Facets facets;
    if (preActivations) {
        // Every unit has a sheet of its own: in space a coarser grid is enough, and fine to draw.
        SpaceGrid grid = out.grid;
        if (out.inputs() == 3) {
            const Index units = preActivations(grid.points().topRows(1)).cols();
            grid.perAxis = std::min(grid.perAxis, units > kManyUnits ? kCoarseGrid : kFacetGrid);
        }
        facets = facetsOfUnits(grid, preActivations(grid.points()), progress);
        out.facetSource = "pre-activations";
    } else {
        // Beside the grid: facets like to run through its points, which then lie on both sides.
        SpaceGrid grid = out.grid;
        for (Index axis = 0; axis < grid.axes(); ++axis) {
            const double cell = (grid.high[axis] - grid.low[axis]) / double(grid.perAxis - 1);
            grid.low[axis] += kBeside[axis] * cell;
            grid.high[axis] += kBeside[axis] * cell;
        }
        facets = facetsOfJumps(field, grid, placesOn(field, grid, progress), progress);
        out.facetSource = "jumps of the Jacobian";
    }
    out.facets = std::move(facets.mesh);
    out.regions = facets.regions;
}

void check(const FoliationOptions& options, Index inputs)
{
    const SpaceBox& box = options.box;
    const bool sound = box.low.size() == inputs && box.high.size() == inputs &&
                       box.low.allFinite() && box.high.allFinite() &&
                       (box.high - box.low).minCoeff() > 0;
    if (!sound)
        throw Error(ErrorKind::InvalidInput, "the box has no extent", "leaf foliation",
                    "all samples have the same value of an input", "give --range LOW,HIGH");
}

} // namespace

GrowthOptions growthFor(const SpaceBox& box, double reach)
{
    GrowthOptions options;
    options.box = box;
    options.step = box.extent() / kStepsAcross;
    options.mostSteps = Index(std::max(1.0, reach * kStepsAcross));
    return options;
}

double Foliation::singularShare() const
{
    if (singular.size() == 0)
        return 0;
    return double((singular.array() < singularBelow).count()) / double(singular.size());
}

double Foliation::holonomyMedian() const
{
    const auto known = holonomies(seeds);
    return known.empty() ? kNaN : known[known.size() / 2];
}

double Foliation::holonomyMost() const
{
    const auto known = holonomies(seeds);
    return known.empty() ? kNaN : known.back();
}

Foliation computeFoliation(LogitMap& map, const MatrixD& samples, const FoliationOptions& options,
                           const PreActivations& preActivations, const Progress& progress)
{
    check(options, map.inputs());
    Foliation out;
    out.box = options.box;
    out.singularBelow = options.singularBelow;
    out.reach = options.reach;
    LeafField field(map, out.box.extent());
    const Index perAxis = map.inputs() == 2 ? kGridInPlane : kGridInSpace;
    out.grid = {out.box.low, out.box.high, options.grid > 0 ? options.grid : perAxis};
    const auto places = placesOn(field, out.grid, progress.span(0, 0.3, "Jacobians on a grid"));
    out.rank = commonRank(places);
    out.singular = singularField(places, out.rank);
    out.gridLogits.resize(Index(places.size()), map.classes());
    for (std::size_t i = 0; i < places.size(); ++i)
        out.gridLogits.row(Index(i)) = places[i].logits.transpose();
    out.boundary = boundaryOf(out.grid, out.gridLogits);
    findFacets(out, field, preActivations, progress.span(0.3, 0.45, "facets"));
    growPieces(out, field, samples, options, progress.span(0.45, 0.9, "leaves"));
    measureSeeds(out, field, progress.span(0.9, 1, "loops"));
    return out;
}

} // namespace leafscope
