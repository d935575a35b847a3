// SPDX-License-Identifier: MIT
// Leaves and fibres grown from a point, in an input space of 2 or 3 dimensions.
// Source of the integrator: Hairer, Norsett, Wanner, "Solving ordinary differential equations I".
//
// A curve follows its line field with unit speed. A surface is a fan of curves: each stays in the
// plane that its first direction spans with the normal of the leaf at the seed, so that it is fixed
// by the leaf directions alone. Where these are not integrable the fan is still a surface, but not
// one that is tangent to them.
#pragma once

#include "core/base/progress.hpp"
#include "core/leaf/leaf_field.hpp"

#include <cstdint>
#include <vector>

namespace leafscope {

/// A part of space with sides along the axes; n values each.
struct SpaceBox {
    VectorD low;
    VectorD high;
    double extent() const { return (high - low).maxCoeff(); }
    bool contains(const VectorD& x) const
    {
        return (x.array() >= low.array()).all() && (x.array() <= high.array()).all();
    }
};

/// Which directions are followed: those in which the logits differ, or those in which they stay.
enum class Directions { Leaf, Kernel };

/// A leaf or a fibre through a seed, as far as the box or the singular set lets it go.
struct LeafPiece {
    Index dimension = 0;                 ///< 0: the seed alone; 1: a curve; 2: a surface
    VectorD seed;                        ///< n
    MatrixD points;                      ///< V x n; those of a curve in order
    MatrixD logits;                      ///< V x C
    std::vector<std::int32_t> triangles; ///< of a surface: three vertices each
    bool closed = false;                 ///< a curve that came back to where it began
};

struct GrowthOptions {
    SpaceBox box;
    double step = 0;       ///< Euclidean
    Index mostSteps = 300; ///< of a curve, in each direction
    Index rays = 72;       ///< of a fan, at first; where they part more are taken
};

/// The pieces through the rows of `seeds` whose directions of this kind are one-dimensional, in the
/// order of the seeds; the others become single points. Runge-Kutta 4; fibres are corrected by a
/// Newton step on the logits after each step. All advance together: cost 4 to 5 batches of
/// Jacobians per step.
std::vector<LeafPiece> growCurves(LeafField& field, const MatrixD& seeds, Directions directions,
                                  const GrowthOptions& options, const Progress& progress = {});

/// The surface through `seed` in a space of 3 dimensions whose directions of this kind are
/// two-dimensional there. A ray ends at the box, where the leaf directions are not defined or turn
/// across its plane, and where it comes round to the normal of the seed (as on a sphere).
LeafPiece growSurface(LeafField& field, const VectorD& seed, Directions directions,
                      const GrowthOptions& options, const Progress& progress = {});

/// Whatever the directions at the seed allow: a point, a curve or a surface. A leaf or fibre that
/// is the whole space is a point too: there is nothing to draw.
LeafPiece growPiece(LeafField& field, const VectorD& seed, Directions directions,
                    const GrowthOptions& options, const Progress& progress = {});

} // namespace leafscope
