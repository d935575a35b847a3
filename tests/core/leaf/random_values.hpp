// SPDX-License-Identifier: MIT
// Standard normal values for the tests of this room.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/random.hpp"

namespace leafscope::test {

inline MatrixD randomMatrix(Index rows, Index cols, std::uint64_t seed)
{
    RandomStream random(seed);
    MatrixD m(rows, cols);
    for (Index i = 0; i < m.size(); ++i)
        m.data()[i] = random.normal();
    return m;
}

inline VectorD randomVector(Index size, std::uint64_t seed)
{
    return randomMatrix(size, 1, seed).col(0);
}

} // namespace leafscope::test
