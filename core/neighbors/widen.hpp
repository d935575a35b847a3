// SPDX-License-Identifier: MIT
// The second search, for rows that float32 could not settle: float64 products against all points.
// Internal.
#pragma once

#include "core/neighbors/nominate.hpp"
#include "core/neighbors/row_search.hpp"

namespace leafscope {

/// Nearest points per query: found[i * k .. (i + 1) * k), in order. On entry the given queries hold
/// k true points with their distances (not necessarily the nearest); on return they hold the
/// nearest.
template <class Scalar>
void searchAgain(const Comparison<Scalar>& compared, const std::vector<std::int32_t>& queries,
                 Index k, std::vector<Found>& found, const Progress& progress);

} // namespace leafscope
