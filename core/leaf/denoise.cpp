// SPDX-License-Identifier: MIT
#include "core/leaf/denoise.hpp"

#include "core/base/random.hpp"

#include <cmath>

namespace leafscope {

VectorD withNoise(const VectorD& x, double deviation, const std::optional<Box>& bounds,
                  std::uint64_t seed)
{
    RandomStream random(seed);
    VectorD noisy = x;
    for (double& value : noisy)
        value += deviation * random.normal();
    return inside(noisy, bounds);
}

double psnr(const VectorD& clean, const VectorD& other, double range)
{
    const double error = (clean - other).squaredNorm() / double(clean.size());
    return 10 * std::log10(range * range / error);
}

} // namespace leafscope
