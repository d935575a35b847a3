// SPDX-License-Identifier: MIT
#include "views/collapse/collapse_settings.hpp"

#include "core/base/error.hpp"

#include <cmath>
#include <string>

namespace leafscope {

namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& wanted)
{
    throw Error(ErrorKind::Format, "The stored state of the collapse view cannot be used.", field,
                wanted, "Remove the field to get its default.");
}

void take(const Json& state, const char* name, bool& value)
{
    if (!state.contains(name))
        return;
    if (!state[name].is_boolean())
        refuse(name, "It should be true or false.");
    value = state[name].get<bool>();
}

void take(const Json& state, const char* name, double& value, double least, double most)
{
    if (!state.contains(name))
        return;
    const Json& given = state[name];
    if (!given.is_number() || !(given.get<double>() >= least && given.get<double>() <= most))
        refuse(name, "It should be a number from " + Json(least).dump() + " to " +
                         Json(most).dump() + ".");
    value = given.get<double>();
}

} // namespace

Json toJson(const CollapseSettings& s)
{
    return {{"train", s.train}, {"test", s.test},     {"classifiers", s.classifiers},
            {"ideal", s.ideal}, {"sticks", s.sticks}, {"paper", s.paper},
            {"zoom", s.zoom},   {"speed", s.speed},   {"loop", s.loop},
            {"seed", s.seed},   {"tour", s.tour},     {"moments", s.moments}};
}

CollapseSettings collapseSettingsFrom(const Json& state)
{
    if (!state.is_object())
        refuse("state", "It should be an object.");
    CollapseSettings s;
    take(state, "train", s.train);
    take(state, "test", s.test);
    take(state, "classifiers", s.classifiers);
    take(state, "ideal", s.ideal);
    take(state, "sticks", s.sticks);
    take(state, "paper", s.paper);
    take(state, "zoom", s.zoom, 1, kMostZoom);
    take(state, "speed", s.speed, 0.1, 30);
    take(state, "loop", s.loop);
    take(state, "tour", s.tour, 1, 1e6);
    double seed = double(s.seed);
    double moments = s.moments;
    take(state, "seed", seed, 1, 1e9);
    take(state, "moments", moments, 2, 12);
    s.seed = std::uint64_t(std::floor(seed));
    s.moments = int(std::floor(moments));
    return s;
}

} // namespace leafscope
