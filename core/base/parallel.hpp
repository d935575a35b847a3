// SPDX-License-Identifier: MIT
// The one place that decides how many threads compute, and the loop that uses them.
#pragma once

#include "core/base/matrix.hpp"

#include <functional>

namespace leafscope {

/// Threads that a computation may use; at least 1. The default is the number of cores.
int computeThreads();

/// Sets it for all computations that start afterwards (the --threads flag). n < 1 means all cores.
void setComputeThreads(int n);

/// Calls body(i) for i in [0, count) on at most computeThreads() threads, handing out indices in
/// order. The first exception stops the hand-out and is rethrown in the caller. Work whose result
/// depends on i alone is the same for every number of threads.
void parallelFor(Index count, const std::function<void(Index)>& body);

/// While one of these lives, OpenBLAS works on a single thread, because the caller runs several
/// products side by side. Nesting and use from several threads are counted.
class SerialBlas {
public:
    SerialBlas();
    ~SerialBlas();
    SerialBlas(const SerialBlas&) = delete;
    SerialBlas& operator=(const SerialBlas&) = delete;
};

} // namespace leafscope
