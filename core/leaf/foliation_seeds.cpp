// SPDX-License-Identifier: MIT
#include "core/leaf/foliation_seeds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

constexpr double kEndless = 4.5; // sides of the box: longer curves run in circles
constexpr Index kCandidates = 1024;
constexpr double kMiddle = 0.84; // of the box, from which seeds come where there are no samples

double radicalInverse(Index i, Index base)
{
    double value = 0;
    double digit = 1.0 / double(base);
    for (; i > 0; i /= base, digit /= double(base))
        value += double(i % base) * digit;
    return value;
}

/// Halton's sequence in the middle of the box.
MatrixD spreadPoints(const SpaceBox& box)
{
    constexpr Index kBases[] = {2, 3, 5};
    MatrixD points(kCandidates, box.low.size());
    for (Index i = 0; i < kCandidates; ++i)
        for (Index axis = 0; axis < points.cols(); ++axis) {
            const double share = (1 - kMiddle) / 2 + kMiddle * radicalInverse(i + 1, kBases[axis]);
            points(i, axis) = box.low[axis] + share * (box.high[axis] - box.low[axis]);
        }
    return points;
}

/// Samples inside the box, at most kCandidates of them, else points spread over it; where the rank
/// is that of the foliation.
MatrixD candidatesOf(const Foliation& out, LeafField& field, const MatrixD& samples)
{
    std::vector<Index> inside;
    for (Index i = 0; i < samples.rows(); ++i)
        if (out.box.contains(samples.row(i).transpose()))
            inside.push_back(i);
    MatrixD points;
    if (inside.empty()) {
        points = spreadPoints(out.box);
    } else {
        const auto count = std::min(std::size_t(kCandidates), inside.size());
        points.resize(Index(count), samples.cols());
        for (std::size_t i = 0; i < count; ++i)
            points.row(Index(i)) = samples.row(inside[i * inside.size() / count]);
    }
    const auto places = field.at(points);
    MatrixD good(points.rows(), points.cols());
    Index count = 0;
    for (Index i = 0; i < points.rows(); ++i)
        if (places[std::size_t(i)].isDefined() && places[std::size_t(i)].rank == out.rank)
            good.row(count++) = points.row(i);
    return good.topRows(count);
}

double lengthOf(const LeafPiece& curve)
{
    double length = 0;
    for (Index i = 1; i < curve.points.rows(); ++i)
        length += (curve.points.row(i) - curve.points.row(i - 1)).norm();
    return length;
}

/// Points at even distances along a curve, half a distance away from its ends.
MatrixD alongCurve(const LeafPiece& curve, Index count)
{
    MatrixD points(count, curve.points.cols());
    const double total = lengthOf(curve);
    double before = 0;
    Index done = 0;
    for (Index i = 1; i < curve.points.rows() && done < count; ++i) {
        const double piece = (curve.points.row(i) - curve.points.row(i - 1)).norm();
        for (double wanted = total * (double(done) + 0.5) / double(count);
             done < count && wanted <= before + piece;
             wanted = total * (double(done) + 0.5) / double(count)) {
            const double share = piece > 0 ? (wanted - before) / piece : 0;
            points.row(done++) =
                curve.points.row(i - 1) + share * (curve.points.row(i) - curve.points.row(i - 1));
        }
        before += piece;
    }
    return points.topRows(done);
}

MatrixD joined(const MatrixD& a, const MatrixD& b)
{
    MatrixD all(a.rows() + b.rows(), std::max(a.cols(), b.cols()));
    if (a.rows() > 0)
        all.topRows(a.rows()) = a;
    if (b.rows() > 0)
        all.bottomRows(b.rows()) = b;
    return all;
}

/// Surfaces of codimension 1: stacked along the fibre through the middle, or the longest one if
/// that ends early.
MatrixD stackedSeeds(const Foliation& out, LeafField& field, const MatrixD& candidates,
                     const FoliationOptions& options, const GrowthOptions& growth,
                     const Progress& progress)
{
    const VectorD centre = (out.box.low + out.box.high) / 2;
    const auto fibres =
        growCurves(field, spreadRows(candidates, 12, centre), Directions::Kernel, growth, progress);
    const LeafPiece* longest = nullptr;
    for (const LeafPiece& fibre : fibres)
        if (fibre.dimension == 1 && (!longest || lengthOf(fibre) > lengthOf(*longest)))
            longest = &fibre;
    if (longest && fibres[0].dimension == 1 && lengthOf(fibres[0]) > lengthOf(*longest) / 2)
        longest = &fibres[0];
    if (!longest)
        return spreadRows(candidates, options.leaves, centre);
    return alongCurve(*longest, options.leaves);
}

/// One after the other, each through the candidate that is farthest from all leaves so far.
void growSpreadLeaves(Foliation& out, LeafField& field, const MatrixD& candidates,
                      const FoliationOptions& options, const GrowthOptions& growth,
                      const Progress& progress)
{
    const VectorD centre = (out.box.low + out.box.high) / 2;
    MatrixD seed = spreadRows(candidates, 1, centre);
    MatrixD taken;
    while (Index(out.leaves.size()) < options.leaves && seed.rows() > 0) {
        progress.report(double(out.leaves.size()) / double(options.leaves));
        out.leaves.push_back(
            growPiece(field, seed.row(0).transpose(), Directions::Leaf, growth, progress));
        taken = joined(taken, out.leaves.back().points);
        seed = spreadRows(candidates, 1, centre, taken);
    }
}

void growFibres(Foliation& out, LeafField& field, const MatrixD& candidates,
                const FoliationOptions& options, const GrowthOptions& growth,
                const Progress& progress)
{
    MatrixD seeds(Index(out.leaves.size()), out.inputs());
    for (std::size_t i = 0; i < out.leaves.size(); ++i)
        seeds.row(Index(i)) = out.leaves[i].seed.transpose();
    // Leaves that are stacked along one fibre all have it.
    if (out.rank == 2 && out.inputs() == 3 && seeds.rows() > 1)
        seeds = seeds.middleRows(seeds.rows() / 2, 1).eval();
    seeds = seeds.topRows(std::min(seeds.rows(), options.kernelLines)).eval();
    const VectorD centre = (out.box.low + out.box.high) / 2;
    seeds =
        joined(seeds, spreadRows(candidates, options.kernelLines - seeds.rows(), centre, seeds));
    if (seeds.rows() == 0)
        return;
    if (out.inputs() - out.rank == 1) {
        out.kernels = growCurves(field, seeds, Directions::Kernel, growth, progress);
        return;
    }
    const Index count = std::min<Index>(seeds.rows(), std::max<Index>(1, options.leaves / 3));
    for (Index i = 0; i < count; ++i) { // surfaces: a few
        progress.report(double(i) / double(count));
        out.kernels.push_back(
            growPiece(field, seeds.row(i).transpose(), Directions::Kernel, growth, progress));
    }
}

} // namespace

MatrixD spreadRows(const MatrixD& candidates, Index count, const VectorD& start,
                   const MatrixD& taken)
{
    const Index m = candidates.rows();
    count = std::clamp<Index>(count, 0, m);
    MatrixD chosen(count, candidates.cols());
    VectorD away = VectorD::Constant(m, std::numeric_limits<double>::infinity());
    const auto add = [&](const auto& row) {
        away = away.cwiseMin((candidates.rowwise() - row).rowwise().squaredNorm());
    };
    for (Index i = 0; i < taken.rows(); ++i)
        add(taken.row(i));
    for (Index i = 0; i < count; ++i) {
        Index next = 0;
        if (i == 0 && taken.rows() == 0)
            (candidates.rowwise() - start.transpose()).rowwise().squaredNorm().minCoeff(&next);
        else
            away.maxCoeff(&next);
        chosen.row(i) = candidates.row(next);
        add(chosen.row(i));
    }
    return chosen;
}

void growPieces(Foliation& out, LeafField& field, const MatrixD& samples,
                const FoliationOptions& options, const Progress& progress)
{
    const Index n = out.inputs();
    if (out.rank == 0) {
        out.notes.push_back("the logits are constant here: every point is a leaf of its own");
        return;
    }
    const MatrixD candidates = candidatesOf(out, field, samples);
    if (candidates.rows() == 0)
        return;
    const GrowthOptions growth = growthFor(out.box, options.reach);
    const GrowthOptions toTheBox = growthFor(out.box, kEndless);
    const Progress leaves = progress.span(0, 0.7, "leaves");
    if (out.rank == n) {
        out.notes.push_back("the logits differ in all directions: the leaf is the whole space, and "
                            "fibres are points");
        return;
    }
    if (out.rank == 2) {
        const MatrixD seeds = stackedSeeds(out, field, candidates, options, toTheBox, leaves);
        for (Index i = 0; i < seeds.rows(); ++i) {
            leaves.report(double(i) / double(seeds.rows()));
            out.leaves.push_back(
                growPiece(field, seeds.row(i).transpose(), Directions::Leaf, growth, leaves));
        }
    } else {
        growSpreadLeaves(out, field, candidates, options, growth, leaves);
    }
    growFibres(out, field, candidates, options, toTheBox, progress.span(0.7, 1, "fibres"));
}

} // namespace leafscope
