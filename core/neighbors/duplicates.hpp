// SPDX-License-Identifier: MIT
// Equal rows as groups, so that the search runs over distinct points only. Internal to the room.
#pragma once

#include "core/neighbors/neighbors.hpp"
#include "core/neighbors/row_search.hpp"

#include <span>

namespace leafscope {

/// Rows with equal values form a group; groups are in the order of their first rows.
class RowGroups {
public:
    explicit RowGroups(const std::vector<Index>& first);

    Index count() const { return Index(m_distinct.size()); }
    /// First row of every group, ascending.
    const std::vector<std::int32_t>& distinct() const { return m_distinct; }
    Index groupOf(Index row) const { return m_group[std::size_t(row)]; }
    /// All rows of a group, ascending.
    std::span<const std::int32_t> members(Index group) const;

private:
    std::vector<std::int32_t> m_distinct;
    std::vector<std::int32_t> m_group;
    std::vector<std::int32_t> m_begin;
    std::vector<std::int32_t> m_members;
};

/// From the `width` nearest groups of every group (indices are groups, in order) to the k nearest
/// rows of every row. A row outside those groups cannot be among them: the first rows of `width` =
/// k groups all come before it; where there are fewer groups, all of them are given.
void spreadToRows(const RowGroups& groups, const std::vector<Found>& nearest, Index width,
                  Neighbors& result);

/// The same for queries: from the `width` nearest groups of every query to its k nearest rows.
void spreadToQueries(const RowGroups& groups, const std::vector<Found>& nearest, Index width,
                     Neighbors& result);

} // namespace leafscope
