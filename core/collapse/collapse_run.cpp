// SPDX-License-Identifier: MIT
#include "core/collapse/collapse_run.hpp"

#include <algorithm>

namespace leafscope {

std::size_t CollapseLayer::placeOf(double epoch) const
{
    const auto after =
        std::upper_bound(epochs.begin(), epochs.end(), epoch,
                         [](double e, const CollapseEpoch& at) { return e < at.epoch; });
    return after == epochs.begin() ? 0 : std::size_t(after - epochs.begin()) - 1;
}

const CollapseLayer& CollapseRun::layerOr(const std::string& layer) const
{
    const auto named = std::find_if(layers.begin(), layers.end(),
                                    [&](const CollapseLayer& l) { return l.name == layer; });
    if (named != layers.end())
        return *named;
    const auto last =
        std::find_if(layers.begin(), layers.end(), [](const CollapseLayer& l) { return l.isLast; });
    return last != layers.end() ? *last : layers.back();
}

const CollapseRun& CollapseRuns::runOr(const std::string& name) const
{
    const auto found =
        std::find_if(runs.begin(), runs.end(), [&](const auto& run) { return run->name == name; });
    return found != runs.end() ? **found : *runs.front();
}

} // namespace leafscope
