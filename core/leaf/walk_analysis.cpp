// SPDX-License-Identifier: MIT
// The registry entry of `leaf walk`.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/embedding/network_parameters.hpp"
#include "core/leaf/leaf_parameters.hpp"
#include "core/leaf/network_map.hpp"
#include "core/leaf/sequence.hpp"
#include "core/leaf/walk_file.hpp"
#include "core/session/analysis.hpp"

#include <algorithm>
#include <chrono>
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
    if (text.starts_with("eigen:")) {
        const std::string number = text.substr(6);
        if (!number.empty() && number.size() < 7 &&
            number.find_first_not_of("0123456789") == std::string::npos && number != "0")
            return {WalkKind::Eigen, Index(std::stol(number)) - 1};
    }
    throw Error(ErrorKind::InvalidInput, "there is no walk \"" + text + "\"", "--kind",
                "a mistyped name",
                "leaf, kernel, straight, simplex, noise, label, or eigen:K for the K-th direction");
}

struct Course {
    VectorD from;
    std::optional<VectorD> to;
    Kind kind;
};

Course courseOf(const Json& p, const NetworkMap& map, const Dataset& data)
{
    Course course;
    course.kind = kindOf(p.at("kind").get<std::string>());
    course.from = map.sample(data, p.at("from").get<Index>());
    if (const auto to = p.at("to").get<Index>(); to >= 0)
        course.to = map.sample(data, to);
    else if (course.kind.noiseFirst) // not only after its first stretch
        throw Error(ErrorKind::InvalidInput, "a noise walk needs a target", "--to", {},
                    "name a sample to walk to");
    return course;
}

WalkOptions optionsOf(const Request& request, const NetworkMap& map, const Course& course)
{
    const Json& p = request.parameters;
    WalkOptions o;
    o.kind = course.kind.walk;
    o.eigenvector = course.kind.eigenvector;
    o.bounds = boundsOf(p.at("bounds").get<std::string>(), map.isBounded());
    o.integrator = p.at("integrator") == "midpoint" ? Integrator::Midpoint
                   : p.at("integrator") == "rk4"    ? Integrator::RungeKutta4
                                                    : Integrator::Euler;
    o.length = p.at("length").get<double>();
    o.step = p.at("step").get<double>();
    if (o.step == 0) // a twentieth of the way
        o.step = course.to && o.kind != WalkKind::Kernel
                     ? std::max(1e-9, (*course.to - course.from).norm() / 20)
                     : o.length / 20;
    o.fixedStep = p.at("fixed").get<bool>();
    o.maxSteps = p.at("steps").get<Index>();
    o.tolerance = p.at("tolerance").get<double>();
    o.largestAngle = p.at("largest_angle").get<double>();
    o.reuseAngle = p.at("reuse_angle").get<double>();
    o.correct = !p.at("uncorrected").get<bool>();
    o.path = p.at("path") == "logits" ? SimplexPath::Logits : SimplexPath::Fisher;
    o.seed = request.seed;
    return o;
}

Walk published(const Request& request, NetworkMap& map, const Course& course,
               const WalkOptions& options, const Progress& progress)
{
    const bool kernel = options.kind == WalkKind::Kernel;
    if (!course.to || (options.kind != WalkKind::Leaf && !kernel) || course.kind.noiseFirst)
        throw Error(ErrorKind::InvalidInput,
                    "the published algorithm walks from one sample to "
                    "another, on the leaf or in the kernel",
                    "--algorithm", {}, "give --from and --to, and --kind leaf or kernel");
    PublishedOptions o;
    const double step = request.parameters.at("step").get<double>();
    o.step = step > 0 ? step : 0.1;
    o.maxSteps = options.maxSteps;
    o.clamp = options.bounds;
    o.kernel = kernel;
    return publishedWalk(map, course.from, *course.to, o, progress);
}

/// A stretch of noise at constant prediction, then the leaf.
Walk noiseLeaf(NetworkMap& map, const Course& course, const WalkOptions& options,
               const Progress& progress)
{
    WalkOptions noise = options;
    noise.kind = WalkKind::Kernel;
    noise.step = options.length / 20;
    Walk walk = takeWalk(map, course.from, std::nullopt, noise, progress.span(0, 0.5, "noise"));
    const WalkStep& turn = walk.path.back();
    Walk leaf = takeWalk(map, turn.x, course.to, options, progress.span(0.5, 1, "leaf"));
    for (std::size_t i = 1; i < leaf.path.size(); ++i) {
        leaf.path[i].length += turn.length;
        leaf.path[i].metricLength += turn.metricLength;
    }
    walk.path.insert(walk.path.end(), leaf.path.begin() + 1, leaf.path.end());
    walk.jacobians += leaf.jacobians;
    walk.passes += leaf.passes;
    walk.reversals += leaf.reversals;
    walk.ended = leaf.ended;
    return walk;
}

Json finite(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

Json summaryOf(const Walk& walk, const NetworkMap& map, const WalkOptions& options)
{
    const WalkStep& first = walk.path.front();
    const WalkStep& last = walk.path.back();
    Index held = 0;
    for (const WalkStep& step : walk.path)
        held = std::max(held, step.held);
    Json json{{"steps", walk.path.size() - 1},
              {"jacobians", walk.jacobians},
              {"passes", walk.passes},
              {"residual_start", finite(first.residual)},
              {"residual_end", finite(last.residual)},
              {"alignment_start", finite(first.alignment)},
              {"alignment_end", finite(last.alignment)},
              {"alignment_chance",
               std::sqrt(double(std::min(map.classes() - 1, map.inputs())) / double(map.inputs()))},
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
    if (options.bounds)
        json["bounds"] = {options.bounds->low, options.bounds->high};
    if (options.kind == WalkKind::Kernel)
        json["max_logit_drift"] = walk.largestDrift;
    return json;
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    const SerialBlas serial; // products of ten rows: threads would only wait for each other
    const Json& p = request.parameters;
    const Dataset data = openDataset(request.input("data").spec, progress.span(0, 0.1, "data"));
    NetworkMap map(loadModel(request), data, p.at("normalize").get<std::string>(), precisionOf(p));
    const Course course = courseOf(p, map, data);
    const WalkOptions options = optionsOf(request, map, course);
    const Progress part = progress.span(0.1, 0.95, "walking");
    const Walk walk =
        p.at("algorithm") == "published" ? published(request, map, course, options, part)
        : course.kind.noiseFirst         ? noiseLeaf(map, course, options, part)
                                         : takeWalk(map, course.from, course.to, options, part);
    const auto bounds = options.bounds ? options.bounds : boundsOf("auto", map.isBounded());
    const WalkFacts facts{map.unit(),      headName(map.head()),     map.shape(),
                          data.classNames, shownRange(walk, bounds), map.isBlueFirst()};
    writeWalk(walk, facts, out / "walk.h5");
    writeWalkTable(walk, facts, out / "walk.csv");
    Json json = summaryOf(walk, map, options);
    json["files"] = {"walk.h5", "walk.csv"};
    for (const std::string& name : writeSequence(walk, facts, p.at("frames").get<std::size_t>(),
                                                 out, progress.span(0.95, 1, "writing pictures")))
        json["files"].push_back(name);
    json["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return json;
}

} // namespace

const Analysis& leafWalkAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "leaf walk";
        a.title = "Walk on a data leaf";
        a.summary = "Walks from a sample along or across the data leaf of a classifier.";
        a.inputs = {modelInput(), {"data", InputKind::Data, true, false, "where the samples are"}};
        a.parameters = walkParameters();
        a.output = OutputKind::Folder;
        a.outputHelp =
            "walk.h5 (/x, /logits, /p, /singular, /step, /length, /metric_length, "
            "/residual, /alignment, /angle, /rank, /held, one row per place), walk.csv; for "
            "images frames/frame_0000.png ..., walk.png, which is animated, sheet.png (nine places "
            "with their numbers) and with --film walk.mp4";
        a.seeded = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
