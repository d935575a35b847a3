// SPDX-License-Identifier: MIT
// The seeded random stream from which everything random in Leafscope comes.
// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
#pragma once

#include <cstdint>
#include <vector>

namespace leafscope {

/// SplitMix64 as a counter stream: the same seed gives the same bits on every machine.
class RandomStream {
public:
    explicit RandomStream(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next();
    /// Uniform in [0, 1): the top 53 bits times 2^-53.
    double uniform();
    /// Standard normal: consecutive uniforms (u1, u2) give sqrt(-2 ln(1 - u1)) cos(2 pi u2), then sin.
    double normal();
    /// Uniform integer in [0, bound), without modulo bias. bound > 0.
    std::uint64_t below(std::uint64_t bound);
    /// Fisher-Yates shuffle of 0..n-1.
    std::vector<std::int64_t> permutation(std::int64_t n);

private:
    std::uint64_t m_state;
    double m_spare = 0;
    bool m_hasSpare = false;
};

} // namespace leafscope
