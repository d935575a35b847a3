// SPDX-License-Identifier: MIT
// Arithmetic and text of array shapes, safe against sizes that no machine can hold.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

/// prod(shape), 1 for an empty shape; nothing if an extent is negative or the product exceeds 2^62.
std::optional<std::uint64_t> elementCount(std::span<const std::int64_t> shape);

/// "2000 x 28 x 28"; "1 number" for an empty shape.
std::string shapeText(std::span<const std::int64_t> shape);

/// What one sample of an array n x ... is: {d} for n x d, {1} for n values, {1, H, W} (one grey
/// channel) for n x H x W, the further axes as they are otherwise.
std::vector<std::int64_t> sampleShapeOf(std::span<const std::int64_t> shape);

/// 60000 -> "60,000".
std::string groupedNumber(std::int64_t n);

} // namespace leafscope
