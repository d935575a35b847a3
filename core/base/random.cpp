// SPDX-License-Identifier: MIT
#include "core/base/random.hpp"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace leafscope {

std::uint64_t RandomStream::next()
{
    m_state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

double RandomStream::uniform()
{
    return double(next() >> 11) * 0x1.0p-53;
}

double RandomStream::normal()
{
    if (m_hasSpare) {
        m_hasSpare = false;
        return m_spare;
    }
    const double u1 = uniform();
    const double u2 = uniform();
    const double radius = std::sqrt(-2 * std::log(1 - u1));
    const double angle = 2 * std::numbers::pi * u2;
    m_spare = radius * std::sin(angle);
    m_hasSpare = true;
    return radius * std::cos(angle);
}

std::uint64_t RandomStream::below(std::uint64_t bound)
{
    // Values under 2^64 mod bound would make small results more likely: draw again.
    const std::uint64_t threshold = (0 - bound) % bound;
    for (;;) {
        const std::uint64_t r = next();
        if (r >= threshold)
            return r % bound;
    }
}

std::vector<std::int64_t> RandomStream::permutation(std::int64_t n)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), std::int64_t(0));
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[below(i)]);
    return order;
}

} // namespace leafscope
