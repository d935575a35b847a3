// SPDX-License-Identifier: MIT
// Synthetic point sets of known shape: "synthetic:NAME?n=2000&d=10&seed=1".
//
// u is a uniform and z a standard normal number of RandomStream(seed), which fills the rows one
// after the other; values are float64. Every generator takes n (2000), seed (1) and noise (0): the
// deviation of normal numbers of RandomStream(seed + 1000) that are added to every value.
// Points of known dimension, without labels:
//   sphere    d + 1 numbers z, divided by their norm: the unit sphere S^d
//   torus     (cos 2 pi u, sin 2 pi u), d times: the flat torus T^d in R^2d
//   swissroll t = 1.5 pi (1 + 2 u), h = 21 u: (t cos t, h, t sin t)
//   gaussian  d numbers z
//   nonlinear k numbers u (the latent point v), then sin(W v + phi) in d columns; W: d x k numbers
//   z
//             of RandomStream(seed + 1), phi: 2 pi u of RandomStream(seed + 2)
//   mlp       k numbers z, then B tanh(A v + a) in d columns; A: 64 x k numbers z / sqrt(k), a: 64
//             numbers z, B: d x 64 numbers z / 8, in this order of RandomStream(seed + 1)
// Points of classes, with labels; where classes are drawn, row i is of class i mod classes:
//   circles   angle 2 pi u on the circle of radius 1 + class in the plane
//   xor       d numbers 2 u - 1; class 1 where the first two have different signs
//   spirals   s = u: (s cos t, s sin t, height s), t = 2 pi (turns s + class / arms)
//   stripe    d numbers z; class 0 where -0.3 < x_1 < 1.18549, which halves them (the stripe model
//   of
//             Paccolat et al., J. Stat. Mech. 2021 044001)
#pragma once

#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

/// A parameter besides n, seed and noise.
struct GeneratorParameter {
    std::string name;
    double fallback = 0;
    double low = 0;
    double high = 0;
    bool whole = true; ///< a whole number
    std::string help;
};

struct GeneratorInfo {
    std::string name;
    std::string summary; ///< one line, for people
    std::vector<GeneratorParameter> parameters;
};

/// All generators; specs, their checks and the help are made from this table.
std::span<const GeneratorInfo> allGenerators();

struct Generator {
    std::string name;
    std::int64_t n = 2000;
    std::uint64_t seed = 1;
    double noise = 0;
    std::vector<double> values; ///< of its own parameters, in the table's order

    /// Of the parameter `key`, which its generator must have.
    double value(const std::string& key) const;
    /// With every default written out, but for noise 0: "synthetic:torus?n=2000&d=2&seed=1".
    std::string spec() const;
};

/// Whether `spec` starts like a generator.
bool isGeneratorSpec(const std::string& spec);

/// Throws Error(InvalidInput) naming the unknown generator or parameter, or the value out of range.
Generator parseGenerator(const std::string& spec);

/// Fills values, sampleShape, labels, class names and format. Memory is checked first; cancellable.
void generate(const Generator& generator, Dataset& out, const Progress& progress);

} // namespace leafscope
