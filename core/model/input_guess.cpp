// SPDX-License-Identifier: MIT
#include "core/model/input_guess.hpp"

namespace leafscope {

std::vector<std::vector<std::int64_t>> candidateShapes(const std::vector<std::int64_t>& firstWeight)
{
    using Extents = std::vector<std::int64_t>;
    if (firstWeight.size() < 2)
        return {{1, 28, 28}, {3, 32, 32}, {3, 224, 224}, {784}, {2}, {3}, {10}};
    const std::int64_t in = firstWeight[1];
    std::vector<Extents> shapes;
    if (firstWeight.size() == 2) {
        shapes.push_back({in});
        for (const std::int64_t channels : {1, 3})
            for (const std::int64_t side : {8, 28, 32, 64, 224})
                if (channels * side * side == in)
                    shapes.push_back({channels, side, side});
    } else if (firstWeight.size() == 3) {
        for (const std::int64_t length : {128, 1024, 16000})
            shapes.push_back({in, length});
    } else if (firstWeight.size() == 5) {
        shapes = {{in, 16, 112, 112}, {in, 32, 32, 32}};
    } else {
        // Grey images are small as a rule, colour images of the ImageNet kind come first.
        const Extents sides =
            in == 1 ? Extents{28, 32, 64, 224} : Extents{224, 32, 28, 64, 96, 128, 256, 299, 384};
        for (const std::int64_t side : sides)
            shapes.push_back({in, side, side});
    }
    return shapes;
}

} // namespace leafscope
