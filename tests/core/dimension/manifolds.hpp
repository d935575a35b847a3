// SPDX-License-Identifier: MIT
// Point sets of known dimension, from the seeded stream, row by row.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/random.hpp"

#include <cmath>
#include <numbers>

namespace leafscope::manifolds {

inline MatrixD gauss(Index n, Index d, std::uint64_t seed)
{
    MatrixD x(n, d);
    RandomStream stream(seed);
    for (Index e = 0; e < x.size(); ++e)
        x.data()[e] = stream.normal();
    return x;
}

/// The unit sphere of dimension d in d + 1 coordinates.
inline MatrixD sphere(Index n, Index d, std::uint64_t seed)
{
    MatrixD x = gauss(n, d + 1, seed);
    x.rowwise().normalize();
    return x;
}

/// The flat torus: d circles, each as (cos, sin).
inline MatrixD torus(Index n, Index d, std::uint64_t seed)
{
    MatrixD x(n, 2 * d);
    RandomStream stream(seed);
    for (Index e = 0; e < x.size(); e += 2) {
        const double angle = 2 * std::numbers::pi * stream.uniform();
        x.data()[e] = std::cos(angle);
        x.data()[e + 1] = std::sin(angle);
    }
    return x;
}

} // namespace leafscope::manifolds
