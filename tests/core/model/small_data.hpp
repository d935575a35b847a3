// SPDX-License-Identifier: MIT
// Small labelled data sets made in memory.
#pragma once

#include "core/base/random.hpp"
#include "core/data/dataset.hpp"

#include <string>

namespace leafscope::test {

/// Grey byte images of side x side, three classes, each with a bright band at its own height, plus
/// noise.
inline Dataset bandImages(Index n, Index side = 12, std::uint64_t seed = 1)
{
    constexpr int kClasses = 3;
    RandomStream random(seed);
    Dataset data;
    data.name = "bands";
    data.spec = "bands";
    data.sampleShape = {1, side, side};
    data.classNames = {"top", "middle", "bottom"};
    std::vector<std::uint8_t> values;
    for (Index i = 0; i < n; ++i) {
        const int label = int(random.below(kClasses));
        data.labels.push_back(label);
        for (Index y = 0; y < side; ++y)
            for (Index x = 0; x < side; ++x)
                values.push_back(
                    std::uint8_t(random.below(100) + (y * kClasses / side == label ? 120 : 0)));
    }
    data.values = std::move(values);
    return data;
}

/// Normal points with d coordinates, without labels.
inline Dataset normalPoints(Index n, Index d, std::uint64_t seed = 1)
{
    RandomStream random(seed);
    Dataset data;
    data.name = "points";
    data.spec = "points";
    data.sampleShape = {d};
    std::vector<float> values(std::size_t(n * d));
    for (float& v : values)
        v = float(random.normal());
    data.values = std::move(values);
    return data;
}

} // namespace leafscope::test
