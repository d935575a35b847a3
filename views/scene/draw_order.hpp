// SPDX-License-Identifier: MIT
// Which points are drawn first when not all can be: a stratified choice, the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace leafscope {

/// The shown rows in three runs, each ascending: rows[0, moving) are drawn while the camera moves,
/// rows[0, rest) at rest, the remaining ones not at all. Immutable once made.
struct DrawOrder {
    std::vector<std::uint32_t> rows;
    std::size_t moving = 0;
    std::size_t rest = 0;
};

/// The rows with a flag in `visible` (one flag per row), at most `moving` and `rest` of them in the
/// first runs. Every group has its share in both (its first row always, shares to within two rows
/// per group), and within a group the rows are spread evenly. `groups`: one per row, any numbers.
/// O(n); not random.
DrawOrder stratifiedOrder(const std::vector<int>& groups, const std::vector<std::uint8_t>& visible,
                          std::size_t moving, std::size_t rest);

} // namespace leafscope
