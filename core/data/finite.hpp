// SPDX-License-Identifier: MIT
// NaN and infinity: found before they reach any analysis.
#pragma once

#include "core/base/matrix.hpp"

#include <string>

namespace leafscope {

/// Throws Error(Numeric) with the number of rows that hold NaN or infinity and the first of them;
/// `where` names the file or layer. values: n x d, row-major. O(n d).
template <class T>
void requireFinite(const T* values, Index n, Index d, const std::string& where);

} // namespace leafscope
