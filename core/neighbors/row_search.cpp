// SPDX-License-Identifier: MIT
#include "core/neighbors/row_search.hpp"

#include "core/neighbors/vector_width.hpp"

#include <array>

namespace leafscope {

namespace {

template <class Scalar>
[[gnu::always_inline]] inline double sumOfSquares(const Scalar* a, const Scalar* b, Index d)
{
    std::array<double, 8> sum{};
    Index c = 0;
    for (; c + 8 <= d; c += 8) {
        for (Index lane = 0; lane < 8; ++lane) {
            const double difference = double(a[c + lane]) - double(b[c + lane]);
            sum[lane] += difference * difference;
        }
    }
    for (Index lane = 0; c + lane < d; ++lane) {
        const double difference = double(a[c + lane]) - double(b[c + lane]);
        sum[lane] += difference * difference;
    }
    return ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
}

} // namespace

LEAFSCOPE_EVERY_VECTOR_WIDTH
double squaredDistance(const float* a, const float* b, Index d)
{
    return sumOfSquares(a, b, d);
}

LEAFSCOPE_EVERY_VECTOR_WIDTH
double squaredDistance(const double* a, const double* b, Index d)
{
    return sumOfSquares(a, b, d);
}

LEAFSCOPE_EVERY_VECTOR_WIDTH
float roughSquaredDistance(const float* a, const float* b, Index d)
{
    constexpr Index kLanes = 32; // enough sums side by side to hide how long an addition takes
    std::array<float, kLanes> sum{};
    Index c = 0;
    for (; c + kLanes <= d; c += kLanes) {
        for (Index lane = 0; lane < kLanes; ++lane) {
            const float difference = a[c + lane] - b[c + lane];
            sum[lane] += difference * difference;
        }
    }
    for (Index lane = 0; c + lane < d; ++lane) {
        const float difference = a[c + lane] - b[c + lane];
        sum[lane] += difference * difference;
    }
    float total = 0;
    for (const float part : sum)
        total += part;
    return total;
}

} // namespace leafscope
