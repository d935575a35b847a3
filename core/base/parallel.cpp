// SPDX-License-Identifier: MIT
#include "core/base/parallel.hpp"

#include <cblas.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace leafscope {

namespace {

int cores()
{
    return std::max(1, int(std::thread::hardware_concurrency()));
}

std::atomic<int> threads{0}; // 0: not chosen yet, take all cores
std::mutex blasMutex;        // guards serialUsers and OpenBLAS's own setting
int serialUsers = 0;

} // namespace

int computeThreads()
{
    const int chosen = threads;
    return chosen > 0 ? chosen : cores();
}

void setComputeThreads(int n)
{
    threads = n < 1 ? 0 : n;
    const std::scoped_lock lock(blasMutex);
    if (serialUsers == 0)
        openblas_set_num_threads(computeThreads());
}

void parallelFor(Index count, const std::function<void(Index)>& body)
{
    const int workers = int(std::min<Index>(computeThreads(), count));
    std::atomic<Index> next{0};
    std::atomic<bool> failed{false};
    std::exception_ptr failure;
    std::mutex failureMutex;
    const auto work = [&] {
        for (Index i = next++; i < count && !failed; i = next++) {
            try {
                body(i);
            } catch (...) {
                const std::scoped_lock lock(failureMutex);
                if (!failure)
                    failure = std::current_exception();
                failed = true;
            }
        }
    };
    std::vector<std::jthread> helpers;
    for (int t = 1; t < workers; ++t)
        helpers.emplace_back(work);
    work();
    helpers.clear(); // joins
    if (failure)
        std::rethrow_exception(failure);
}

SerialBlas::SerialBlas()
{
    const std::scoped_lock lock(blasMutex);
    if (serialUsers++ == 0)
        openblas_set_num_threads(1);
}

SerialBlas::~SerialBlas()
{
    const std::scoped_lock lock(blasMutex);
    if (--serialUsers == 0)
        openblas_set_num_threads(computeThreads());
}

} // namespace leafscope
