// SPDX-License-Identifier: MIT
#include "core/data/resize.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace leafscope {

namespace {

/// The inputs that one output is made of.
struct Tap {
    std::int64_t first = 0;
    std::vector<double> weights;
};

std::vector<Tap> taps(std::int64_t from, std::int64_t to)
{
    const double scale = double(from) / double(to);
    const double reach = std::max(scale, 1.0);
    std::vector<Tap> out(static_cast<std::size_t>(to));
    for (std::int64_t i = 0; i < to; ++i) {
        Tap& tap = out[std::size_t(i)];
        const double centre = (double(i) + 0.5) * scale;
        tap.first = std::max<std::int64_t>(0, std::int64_t(std::floor(centre - reach)));
        const auto last = std::min(from, std::int64_t(std::ceil(centre + reach)));
        double sum = 0;
        for (std::int64_t x = tap.first; x < last; ++x) {
            const double away = std::abs(double(x) + 0.5 - centre) / reach;
            tap.weights.push_back(std::max(0.0, 1 - away));
            sum += tap.weights.back();
        }
        for (double& weight : tap.weights)
            weight /= sum;
    }
    return out;
}

} // namespace

template <class T>
void resizePlanes(const T* in, std::int64_t channels, PlaneSize from, double* out, PlaneSize to)
{
    EXPECTS(from.height > 0 && from.width > 0 && to.height > 0 && to.width > 0,
            std::to_string(from.height) + " x " + std::to_string(from.width));
    const std::vector<Tap> across = taps(from.width, to.width);
    const std::vector<Tap> down = taps(from.height, to.height);
    std::vector<double> narrowed(std::size_t(from.height * to.width));
    for (std::int64_t c = 0; c < channels; ++c) {
        const T* plane = in + c * from.height * from.width;
        double* target = out + c * to.height * to.width;
        for (std::int64_t y = 0; y < from.height; ++y)
            for (std::int64_t x = 0; x < to.width; ++x) {
                const Tap& tap = across[std::size_t(x)];
                const T* source = plane + y * from.width + tap.first;
                double sum = 0;
                for (std::size_t k = 0; k < tap.weights.size(); ++k)
                    sum += tap.weights[k] * double(source[k]);
                narrowed[std::size_t(y * to.width + x)] = sum;
            }
        for (std::int64_t y = 0; y < to.height; ++y) {
            const Tap& tap = down[std::size_t(y)];
            double* row = target + y * to.width;
            std::fill_n(row, to.width, 0.0);
            for (std::size_t k = 0; k < tap.weights.size(); ++k) {
                const double* source = narrowed.data() + (tap.first + std::int64_t(k)) * to.width;
                for (std::int64_t x = 0; x < to.width; ++x)
                    row[x] += tap.weights[k] * source[x];
            }
        }
    }
}

template void resizePlanes(const std::uint8_t*, std::int64_t, PlaneSize, double*, PlaneSize);
template void resizePlanes(const float*, std::int64_t, PlaneSize, double*, PlaneSize);
template void resizePlanes(const double*, std::int64_t, PlaneSize, double*, PlaneSize);

} // namespace leafscope
