// SPDX-License-Identifier: MIT
// Arithmetic and text of array shapes.
#include "core/data/shapes.hpp"

#include <cstddef>

namespace leafscope {

std::optional<std::uint64_t> elementCount(std::span<const std::int64_t> shape)
{
    // An empty extent makes the product 0 whatever the others claim, but they must still be sane.
    std::uint64_t product = 1;
    std::uint64_t nonZero = 1;
    for (const std::int64_t extent : shape) {
        const std::uint64_t factor = extent > 0 ? std::uint64_t(extent) : 1;
        if (extent < 0 || __builtin_mul_overflow(nonZero, factor, &nonZero) || nonZero >> 62 != 0)
            return std::nullopt;
        product = extent == 0 ? 0 : product * factor;
    }
    return product;
}

std::string shapeText(std::span<const std::int64_t> shape)
{
    if (shape.empty())
        return "1 number";
    std::string text;
    for (const std::int64_t extent : shape)
        text += (text.empty() ? "" : " x ") + std::to_string(extent);
    return text;
}

std::vector<std::int64_t> sampleShapeOf(std::span<const std::int64_t> shape)
{
    if (shape.size() < 2)
        return {1};
    if (shape.size() == 3)
        return {1, shape[1], shape[2]};
    return {shape.begin() + 1, shape.end()};
}

std::string groupedNumber(std::int64_t n)
{
    std::string text = std::to_string(n);
    for (auto place = std::ptrdiff_t(text.size()) - 3; place > (n < 0 ? 1 : 0); place -= 3)
        text.insert(std::size_t(place), 1, ',');
    return text;
}

} // namespace leafscope
