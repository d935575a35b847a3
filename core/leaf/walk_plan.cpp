// SPDX-License-Identifier: MIT
#include "core/leaf/walk_plan.hpp"

#include "core/base/error.hpp"
#include "core/base/json_number.hpp"
#include "core/leaf/leaf_parameters.hpp"
#include "core/leaf/sequence.hpp"
#include "core/session/analysis.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace leafscope {

namespace {

/// What "--kind" means.
struct Kind {
    WalkKind walk = WalkKind::Leaf;
    Index eigenvector = 0;
    bool noiseFirst = false;
};

Kind kindOf(const std::string& text)
{
    if (text == "leaf")
        return {};
    if (text == "noise")
        return {WalkKind::Leaf, 0, true};
    if (text == "kernel")
        return {WalkKind::Kernel};
    if (text == "straight")
        return {WalkKind::Straight};
    if (text == "simplex")
        return {WalkKind::Simplex};
    if (text == "label")
        return {WalkKind::SameLabel};
    if (text == "guided")
        return {WalkKind::Guided};
    if (text.starts_with("eigen:")) {
        const std::string number = text.substr(6);
        if (!number.empty() && number.size() < 7 &&
            number.find_first_not_of("0123456789") == std::string::npos && number != "0")
            return {WalkKind::Eigen, Index(std::stol(number)) - 1};
    }
    throw Error(ErrorKind::InvalidInput, "there is no walk \"" + text + "\"", "--kind",
                "a mistyped name",
                "leaf, kernel, straight, simplex, noise, label, guided, or eigen:K for the K-th "
                "direction");
}

WalkOptions optionsOf(const Json& p, std::uint64_t seed, bool isBounded, const Kind& kind)
{
    WalkOptions o;
    o.kind = kind.walk;
    o.eigenvector = kind.eigenvector;
    o.bounds = boundsOf(p.at("bounds").get<std::string>(), isBounded);
    o.integrator = p.at("integrator") == "midpoint" ? Integrator::Midpoint
                   : p.at("integrator") == "rk4"    ? Integrator::RungeKutta4
                                                    : Integrator::Euler;
    o.length = p.at("length").get<double>();
    o.step = p.at("step").get<double>();
    o.fixedStep = p.at("fixed").get<bool>();
    o.maxSteps = p.at("steps").get<Index>();
    o.tolerance = p.at("tolerance").get<double>();
    o.largestAngle = p.at("largest_angle").get<double>();
    o.reuseAngle = p.at("reuse_angle").get<double>();
    o.correct = !p.at("uncorrected").get<bool>();
    o.path = p.at("path") == "logits" ? SimplexPath::Logits : SimplexPath::Fisher;
    o.via = guidePointsOf(p.at("via").get<std::string>());
    o.seed = seed;
    return o;
}

/// A twentieth of the way.
double usualStep(const WalkPlan& plan)
{
    const WalkKind kind = plan.options.kind;
    const bool hasTarget = kind == WalkKind::Leaf || kind == WalkKind::Straight ||
                           kind == WalkKind::Simplex || kind == WalkKind::Kernel;
    return plan.to && hasTarget ? std::max(1e-9, (*plan.to - plan.from).norm() / 20)
                                : plan.options.length / 20;
}

PublishedOptions publishedOptions(const Json& p, const WalkPlan& plan)
{
    const bool kernel = plan.options.kind == WalkKind::Kernel;
    if (!plan.to || (plan.options.kind != WalkKind::Leaf && !kernel) || plan.noiseFirst)
        throw Error(ErrorKind::InvalidInput,
                    "the published algorithm walks from one sample to "
                    "another, on the leaf or in the kernel",
                    "--algorithm", {}, "give --from and --to, and --kind leaf or kernel");
    PublishedOptions o;
    const double step = p.at("step").get<double>();
    o.step = step > 0 ? step : 0.1;
    o.maxSteps = plan.options.maxSteps;
    o.clamp = plan.options.bounds;
    o.kernel = kernel;
    return o;
}

/// The place of another walk that "start" names.
VectorD placeOf(const std::string& text, const Json& parameters, std::uint64_t seed,
                NetworkMap& map, const Dataset& data, const Progress& progress)
{
    const Json start = Json::parse(text, nullptr, false);
    if (!start.is_object() || !start.contains("place") || !start["place"].is_number_integer() ||
        start["place"].get<Index>() < 0)
        throw Error(ErrorKind::InvalidInput, "this does not name a place of a walk", "--start",
                    text,
                    "give parameters of that walk and the place: {\"to\": 840, \"place\": 12}");
    Json other = Json::object();
    // How it is done is the same for both, unless it is told; whereto is the other walk's own.
    for (const char* name : {"from", "bounds", "precision", "normalize", "integrator",
                             "largest_angle", "reuse_angle", "tolerance"})
        other[name] = parameters.at(name);
    for (const auto& [name, value] : start.items())
        if (name == "start" && value.is_object()) // not text in text in text
            other[name] = value.dump();
        else if (name != "place" && name != "seed")
            other[name] = value;
    const auto place = start["place"].get<std::size_t>();
    const Json own = start.value("seed", Json());
    const std::uint64_t number = own.is_number_unsigned() ? own.get<std::uint64_t>() : seed;
    const WalkPlan plan = planWalk(completeParameters(leafWalkAnalysis(), other), number, map, data,
                                   progress.span(0, 0.5, "the walk before"));
    WalkPlan part = plan;
    part.options.maxSteps = std::max<Index>(1, Index(place));
    const Walk walk = takePlannedWalk(plan.noiseFirst ? plan : part, map,
                                      progress.span(0.5, 1, "the walk before"));
    if (place >= walk.path.size())
        throw Error(ErrorKind::InvalidInput,
                    "the walk before has no place " + std::to_string(place), "--start",
                    "it ended after " + std::to_string(walk.path.size() - 1) + " steps",
                    "name an earlier place");
    return walk.path[place].x;
}

/// A stretch of noise at constant prediction, then the leaf.
Walk noiseLeaf(const WalkPlan& plan, LogitMap& map, const Progress& progress,
               const WalkListener& each)
{
    WalkOptions noise = plan.options;
    noise.kind = WalkKind::Kernel;
    noise.step = plan.noiseStep;
    Walk all = takeWalk(map, plan.from, std::nullopt, noise, progress.span(0, 0.5, "noise"), each);
    const Walk before = all;
    const WalkStep& turn = before.path.back();
    const auto append = [&](const Walk& leaf) {
        for (std::size_t i = all.path.size() - before.path.size() + 1; i < leaf.path.size(); ++i) {
            all.path.push_back(leaf.path[i]);
            all.path.back().length += turn.length;
            all.path.back().metricLength += turn.metricLength;
            all.path.back().frame = turn.frame; // of the whole walk's chart, which leaf lacks
        }
        all.jacobians = before.jacobians + leaf.jacobians;
        all.passes = before.passes + leaf.passes;
        all.reversals = before.reversals + leaf.reversals;
        all.ended = leaf.ended;
        all.target = leaf.target;
        if (each)
            each(all);
    };
    append(takeWalk(map, turn.x, plan.to, plan.options, progress.span(0.5, 1, "leaf"), append));
    return all;
}

} // namespace

std::vector<GuidePoint> guidePointsOf(const std::string& text)
{
    std::vector<GuidePoint> points;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
        std::vector<double> values;
        GuidePoint point;
        for (;;) {
            double value = 0;
            const auto read = std::from_chars(at, end, value);
            const bool isStep = read.ec == std::errc() && read.ptr < end && *read.ptr == ':';
            if (read.ec == std::errc()) {
                values.push_back(value);
                at = read.ptr;
            }
            if (isStep) {
                const auto steps = std::from_chars(at + 1, end, point.steps);
                if (steps.ec == std::errc() && point.steps >= 0 && values.size() <= 3) {
                    at = steps.ptr;
                    break;
                }
            }
            if (read.ec != std::errc() || isStep || at == end || *at != ',')
                throw Error(
                    ErrorKind::InvalidInput,
                    "point " + std::to_string(points.size() + 1) + " is not readable", "--via",
                    "\"" + text.substr(0, 80) + "\"",
                    "up to three coordinates of the chart and a number of steps are wanted, "
                    "points separated by semicolons: 0.5,0,0:4;0.5,0.5,0:4");
            ++at;
        }
        if (at < end && *at == ';')
            ++at;
        point.at = Eigen::Map<const VectorD>(values.data(), Index(values.size()));
        points.push_back(std::move(point));
    }
    return points;
}

std::string guideText(const std::vector<GuidePoint>& points)
{
    std::string text;
    for (const GuidePoint& point : points) {
        for (Index i = 0; i < point.at.size(); ++i)
            text += (i > 0 ? "," : (text.empty() ? "" : ";")) + Json(point.at[i]).dump();
        text += ":" + std::to_string(point.steps);
    }
    return text;
}

WalkPlan planWalk(const Json& p, std::uint64_t seed, NetworkMap& map, const Dataset& data,
                  const Progress& progress)
{
    WalkPlan plan;
    const Kind kind = kindOf(p.at("kind").get<std::string>());
    plan.noiseFirst = kind.noiseFirst;
    plan.options = optionsOf(p, seed, map.isBounded(), kind);
    if (const auto to = p.at("to").get<Index>(); to >= 0)
        plan.to = map.sample(data, to);
    if (plan.noiseFirst && !plan.to)
        throw Error(ErrorKind::InvalidInput, "a noise walk needs a target", "--to", {},
                    "name a sample to walk to after the noise");
    if (const auto start = p.at("start").get<std::string>(); !start.empty())
        plan.from = placeOf(start, p, seed, map, data, progress);
    else
        plan.from = map.sample(data, p.at("from").get<Index>());
    if (p.at("algorithm") == "published")
        plan.published = publishedOptions(p, plan);
    if (plan.options.step == 0)
        plan.options.step = usualStep(plan);
    plan.noiseStep = plan.options.length / 20;
    return plan;
}

Walk takePlannedWalk(const WalkPlan& plan, LogitMap& map, const Progress& progress,
                     const WalkListener& each)
{
    if (plan.published)
        return publishedWalk(map, plan.from, *plan.to, *plan.published, progress, each);
    if (plan.noiseFirst)
        return noiseLeaf(plan, map, progress, each);
    return takeWalk(map, plan.from, plan.to, plan.options, progress, each);
}

Json walkSummary(const Walk& walk, const WalkPlan& plan, const NetworkMap& map)
{
    const WalkStep& first = walk.path.front();
    const WalkStep& last = walk.path.back();
    Index held = 0;
    for (const WalkStep& step : walk.path)
        held = std::max(held, step.held);
    Json json{{"steps", walk.path.size() - 1},
              {"jacobians", walk.jacobians},
              {"passes", walk.passes},
              {"residual_start", numberOrNull(first.residual)},
              {"residual_end", numberOrNull(last.residual)},
              {"alignment_start", numberOrNull(first.alignment)},
              {"alignment_end", numberOrNull(last.alignment)},
              {"alignment_chance", chanceAlignment(map)},
              {"rank", last.rank},
              {"predictions", {predictionOf(first.logits), predictionOf(last.logits)}},
              {"length", last.length},
              {"metric_length", last.metricLength},
              {"reversals", walk.reversals},
              {"held_most", held},
              {"ended", walk.ended},
              {"unit", map.unit()},
              {"head", headName(map.head())},
              {"notes", map.notes()}};
    if (plan.options.bounds)
        json["bounds"] = {plan.options.bounds->low, plan.options.bounds->high};
    if (plan.options.kind == WalkKind::Kernel)
        json["max_logit_drift"] = walk.largestDrift;
    return json;
}

WalkFacts walkFacts(const Walk& walk, const WalkPlan& plan, const NetworkMap& map,
                    const Dataset& data)
{
    const auto ends = plan.options.bounds ? plan.options.bounds : boundsOf("auto", map.isBounded());
    return {map.unit(),      headName(map.head()),   map.shape(),
            data.classNames, shownRange(walk, ends), map.isBlueFirst()};
}

} // namespace leafscope
