// SPDX-License-Identifier: MIT
// Synthetic point sets of known dimension: "synthetic:NAME?n=2000&d=10&seed=1".
//
// u is a uniform and z a standard normal number of RandomStream(seed), which fills the rows one
// after the other; values are float64.
//   sphere    d + 1 numbers z, divided by their norm: the unit sphere S^d; d is 10 unless given
//   torus     (cos 2 pi u, sin 2 pi u), d times: the flat torus T^d in R^2d; d is 2 unless given
//   swissroll t = 1.5 pi (1 + 2 u), h = 21 u: (t cos t, h, t sin t); takes no d
//   gaussian  d numbers z; d is 5 unless given
// n is 2000 and seed is 1 unless given.
#pragma once

#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"

#include <cstdint>
#include <string>

namespace leafscope {

struct Generator {
    std::string name;
    std::int64_t n = 2000;
    std::int64_t d = 0; ///< of the manifold
    std::uint64_t seed = 1;

    /// Columns of the point set.
    std::int64_t columns() const;
    /// With every default written out: "synthetic:torus?n=2000&d=2&seed=1".
    std::string spec() const;
};

/// Whether `spec` starts like a generator.
bool isGeneratorSpec(const std::string& spec);

/// Throws Error(InvalidInput) naming the unknown generator or parameter, or the value out of range.
Generator parseGenerator(const std::string& spec);

/// Fills values, sampleShape and format. Memory is checked first; cancellable.
void generate(const Generator& generator, Dataset& out, const Progress& progress);

} // namespace leafscope
