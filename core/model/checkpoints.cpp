// SPDX-License-Identifier: MIT
#include "core/model/checkpoints.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

namespace leafscope {

std::string checkpointName(int epoch)
{
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "epoch_%03d.pt", epoch);
    return name.data();
}

std::vector<Checkpoint> listCheckpoints(const std::filesystem::path& folder)
{
    std::error_code failed;
    std::vector<Checkpoint> found;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        int epoch = -1;
        const std::string name = entry->path().filename().string();
        if (std::sscanf(name.c_str(), "epoch_%9d", &epoch) == 1 && epoch >= 0 &&
            name == checkpointName(epoch))
            found.push_back({epoch, entry->path()});
    }
    if (failed)
        throw Error(ErrorKind::Io, "cannot list the folder: " + failed.message(), folder.string(),
                    "it does not exist or permission is missing", "check the path");
    std::sort(found.begin(), found.end(),
              [](const Checkpoint& a, const Checkpoint& b) { return a.epoch < b.epoch; });
    return found;
}

std::vector<int> checkpointEpochs(int epochs)
{
    std::vector<int> at{0};
    for (int half = 0; at.back() < epochs; ++half) {
        const int epoch = int(std::lround(std::pow(2.0, half / 2.0)));
        if (epoch > at.back())
            at.push_back(std::min(epoch, epochs));
    }
    return at;
}

} // namespace leafscope
