// SPDX-License-Identifier: MIT
// The search for NaN and infinity.
#include "core/data/finite.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope {

template <class T>
void requireFinite(const T* values, Index n, Index d, const std::string& where)
{
    // x - x is 0 for what is finite and NaN for the rest: one fast pass settles the usual case.
    constexpr Index kBlock = 1 << 15;
    using Block = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;
    Index at = 0;
    for (; at < n * d; at += kBlock) {
        const Block x(values + at, std::min(kBlock, n * d - at));
        if (!((x - x).sum() == T(0)))
            break;
    }
    if (at >= n * d)
        return;
    Index bad = 0;
    Index first = -1;
    for (Index i = 0; i < n; ++i) {
        const T* row = values + i * d;
        if (std::all_of(row, row + d, [](T v) { return std::isfinite(v); }))
            continue;
        if (bad++ == 0)
            first = i;
    }
    if (bad > 0)
        throw Error(ErrorKind::Numeric,
                    std::to_string(bad) + " of " + std::to_string(n) +
                        " rows hold NaN or infinity; the first is row " + std::to_string(first),
                    where, "missing values, a division by zero or an overflow where it was made",
                    "remove or replace these rows, for example array[numpy.isfinite(array)"
                    ".all(1)] in Python");
}

template void requireFinite(const float*, Index, Index, const std::string&);
template void requireFinite(const double*, Index, Index, const std::string&);

} // namespace leafscope
