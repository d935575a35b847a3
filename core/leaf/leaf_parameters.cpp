// SPDX-License-Identifier: MIT
#include "core/leaf/leaf_parameters.hpp"

#include "core/base/error.hpp"
#include "core/embedding/network_parameters.hpp"
#include "core/leaf/walk.hpp"

#include <charconv>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

using enum ParameterType;

Parameter text(const char* name, const char* title, const char* value, const char* help)
{
    return {name, title, Text, value, {}, {}, {}, "", help};
}

Parameter choice(const char* name, const char* title, std::vector<std::string> choices,
                 const char* help)
{
    const Json first = choices.front();
    return {name, title, Choice, first, {}, {}, std::move(choices), "", help};
}

Parameter real(const char* name, const char* title, double value, double low, double high,
               const char* unit, const char* help)
{
    return {name, title, Real, value, low, high, {}, unit, help};
}

Parameter flag(const char* name, const char* title, const char* help)
{
    return {name, title, Flag, false, {}, {}, {}, "", help};
}

std::vector<Parameter> courseParameters()
{
    const WalkOptions standard;
    return {
        {"from", "From sample", Integer, 0, 0.0, {}, {}, "", "the sample at which it starts"},
        {"to",
         "To sample",
         Integer,
         -1,
         -1.0,
         {},
         {},
         "",
         "the sample to which it goes (leaf, straight, simplex, noise, kernel); -1: none"},
        text(
            "kind", "Walk", "leaf",
            "leaf: along the part of the difference that lies in the data leaf; kernel: across it, "
            "at constant probabilities, as far as that leads to --to, or in a random direction; "
            "straight: the line; simplex: the image follows a path of probabilities; noise: a "
            "stretch of kernel, then leaf; label: random directions of the leaf at the same "
            "prediction; eigen:K: the K-th eigenvector of the local data matrix; guided: on the "
            "leaf through points of its chart (--via)"),
        text(
            "via", "Points", "",
            "guided: A,B,C:STEPS;... where A, B and C are coordinates along the three leading leaf "
            "directions of the start, and STEPS how many steps may be taken towards them; fewer "
            "coordinates leave the others as they are"),
        text("start", "Start", "",
             "begins at a place of another walk instead of a sample: its parameters and the place "
             "as JSON, {\"to\": 840, \"place\": 12}"),
        choice("algorithm", "Algorithm", {"controlled", "published"},
               "published: the fixed steps of the paper, with clamping; for comparison"),
        boundsParameter(),
        real("length", "Length", standard.length, 1e-9, 1e9, "input units",
             "of walks without a target, and of the kernel stretch of a noise walk"),
        choice("path", "Path", {"fisher", "logits"},
               "simplex: the great circle in sqrt p, or straight in the logits"),
    };
}

std::vector<Parameter> controlParameters()
{
    const WalkOptions standard;
    return {
        real("step", "Step", 0, 0, 1e6, "input units",
             "the first step; 0: a twentieth of the way (published: 0.1)"),
        flag("fixed", "Fixed steps", "no control of the step"),
        {"steps", "Most steps", Integer, standard.maxSteps, 1.0, 1e7, {}, "", "at which it ends"},
        real("tolerance", "Alignment", standard.tolerance, 0, 1, "",
             "at which a leaf walk ends: the share of the difference that still lies in the leaf"),
        choice("integrator", "Integrator", {"euler", "midpoint", "rk4"},
               "euler for piecewise linear networks; midpoint and rk4 for smooth ones"),
        real("largest_angle", "Largest angle", standard.largestAngle, 0.01, 90, "degrees",
             "between the leaf directions before and after a step; larger ones are halved"),
        real("reuse_angle", "Angle of reuse", standard.reuseAngle, 0, 90, "degrees",
             "up to which a Jacobian is likely good enough to be used again; 0: never"),
        {"frames",
         "Frames",
         Integer,
         60,
         0.0,
         10000.0,
         {},
         "",
         "pictures of places at even distances along the walk; 0: none"},
        flag("trust", "Check",
             "also the numbers that say what can be trusted: a loop in the logits that must close, "
             "brackets of the leaf directions, and the same walk with half the step"),
        flag("film", "Film", "of images also walk.mp4, by ffmpeg"),
        flag("uncorrected", "Without corrector",
             "kernel, simplex: no Newton steps back to the wanted logits"),
    };
}

} // namespace

Parameter boundsParameter()
{
    return text("bounds", "Bounds", "auto",
                "where values end: LOW,HIGH, none, or auto (0,1 for data stored as bytes)");
}

std::vector<Parameter> walkParameters()
{
    std::vector<Parameter> all = courseParameters();
    for (const Parameter& parameter : controlParameters())
        all.push_back(parameter);
    all.push_back(precisionParameter());
    all.push_back(normalizeParameter());
    return all;
}

namespace {

/// Nothing for a text that is no LOW,HIGH.
std::optional<Box> pairOf(const std::string& text)
{
    Box box;
    const char* const end = text.data() + text.size();
    const auto low = std::from_chars(text.data(), end, box.low);
    const bool comma = low.ec == std::errc() && low.ptr != end && *low.ptr == ',';
    const auto high = comma ? std::from_chars(low.ptr + 1, end, box.high) : low;
    if (!comma || high.ec != std::errc() || high.ptr != end || !(box.low < box.high))
        return std::nullopt;
    return box;
}

} // namespace

Box rangeOf(const std::string& text)
{
    const auto box = pairOf(text);
    if (!box || !std::isfinite(box->low) || !std::isfinite(box->high))
        throw Error(ErrorKind::InvalidInput, "\"" + text + "\" is no range", "--range",
                    "LOW,HIGH are wanted, for example -1,1", "or auto");
    return *box;
}

std::optional<Box> boundsOf(const std::string& text, bool bounded)
{
    if (text == "none" || (text == "auto" && !bounded))
        return std::nullopt;
    if (text == "auto")
        return Box{};
    const auto box = pairOf(text);
    if (!box)
        throw Error(ErrorKind::InvalidInput, "\"" + text + "\" are no bounds", "--bounds",
                    "LOW,HIGH are wanted, for example 0,1", "or none, or auto");
    return box;
}

} // namespace leafscope
