// SPDX-License-Identifier: MIT
#include "app/tasks/thread_priority.hpp"

#include <cstdlib>
#include <filesystem>
#include <sys/resource.h>
#include <unistd.h>

namespace leafscope {

namespace {

// Of 19. On Linux each thread has its own, and threads inherit it.
constexpr int kNice = 10;

} // namespace

void stepBack()
{
    ::setpriority(PRIO_PROCESS, id_t(::gettid()), kNice);
}

void letOthersStepBack()
{
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task", failed)) {
        const int thread = std::atoi(entry.path().filename().c_str());
        if (thread != ::gettid())
            ::setpriority(PRIO_PROCESS, id_t(thread), kNice);
    }
}

} // namespace leafscope
