// SPDX-License-Identifier: MIT
// The certified search: nominate in float32, refine in float64, search again what the bound leaves
// open. Internal to the room.
#pragma once

#include "core/neighbors/neighbors.hpp"
#include "core/neighbors/nominate.hpp"
#include "core/neighbors/row_search.hpp"

#include <vector>

namespace leafscope {

/// The k nearest points of every query: found[i * k .. (i + 1) * k), in order. 1 <= k <=
/// compared.others(). Returns the number of queries that were searched again.
template <class Scalar>
Index findNearest(const Comparison<Scalar>& compared, Index k, std::vector<Found>& found,
                  const Progress& progress);

/// The k nearest rows of `base` for a few queries, into rows of `result`: every row is looked at
/// (in float32 first, where the values are float32) and every row that may be near is compared in
/// float64; base is read once. False if a value is not finite, or so large or small that a distance
/// may have lost digits; the result is of no use then.
template <class Scalar>
bool compareDirectly(const Matrix<Scalar>& base, const Matrix<Scalar>& queries, Neighbors& result,
                     const Progress& progress);

} // namespace leafscope
