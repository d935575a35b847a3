// SPDX-License-Identifier: MIT
// The registry entry of `collapse free`.
#include "core/collapse/free_features.hpp"
#include "core/collapse/numbers.hpp"
#include "core/session/analysis.hpp"

#include <chrono>

namespace leafscope {

namespace {

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    FreeOptions options;
    options.steps = request.parameters.at("steps").get<int>();
    options.drawn = request.parameters.at("drawn").get<Index>();
    options.seed = request.seed;
    const FreeDescent descent =
        descendFree(freeModelOf(request.parameters), options, progress.span(0, 0.97, "descending"));
    progress.span(0.97, 1, "writing").report(0);
    const CollapseRuns runs{{descent.run}};
    writeCollapse(runs, out);
    Json result = runsToJson(runs);
    result["last"] = epochToJson(descent.run->layers.front().epochs.back(), true);
    result["steps"] = descent.steps;
    result["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

std::vector<Parameter> sizeParameters()
{
    using enum ParameterType;
    const FreeModel defaults;
    return {{"classes", "Classes", Integer, defaults.classes, 2, 64, {}, "", "C"},
            {"width",
             "Dimensions",
             Integer,
             defaults.width,
             1,
             64,
             {},
             "",
             "p, of the features; with 2 or 3 they are drawn as they are; below C - 1 no simplex "
             "fits and there is no closed form"},
            {"per_class",
             "Features per class",
             Integer,
             defaults.perClass,
             1,
             1000,
             {},
             "",
             "n, free vectors of each class"}};
}

std::vector<Parameter> descentParameters()
{
    using enum ParameterType;
    const FreeModel model;
    const FreeOptions options;
    return {{"loss",
             "Loss",
             Choice,
             "cross_entropy",
             {},
             {},
             {"cross_entropy", "mse"},
             "",
             "cross_entropy: mean over the features; mse: half the squared error against one-hot "
             "targets, mean over the features"},
            {"lambda_w",
             "Decay of the classifiers",
             Real,
             model.decayW,
             1e-6,
             1,
             {},
             "",
             "lambda_w; C sqrt(n lambda_w lambda_h) of 1 or more makes everything 0"},
            {"lambda_h",
             "Decay of the features",
             Real,
             model.decayH,
             1e-6,
             1,
             {},
             "",
             "lambda_h, see there"},
            {"steps",
             "Steps",
             Integer,
             options.steps,
             0,
             1000000,
             {},
             "",
             "of gradient descent; it ends before where nothing moves any more"},
            {"drawn",
             "Features drawn",
             Integer,
             options.drawn,
             1,
             1000,
             {},
             "per class",
             "features of each class that the scene shows; the numbers are of all"}};
}

} // namespace

FreeModel freeModelOf(const nlohmann::json& p)
{
    FreeModel model;
    model.loss = p.at("loss") == "mse" ? FreeLoss::Squares : FreeLoss::CrossEntropy;
    model.classes = p.at("classes").get<Index>();
    model.width = p.at("width").get<Index>();
    model.perClass = p.at("per_class").get<Index>();
    model.decayW = p.at("lambda_w").get<double>();
    model.decayH = p.at("lambda_h").get<double>();
    return model;
}

const Analysis& collapseFreeAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "collapse free";
        a.title = "Free features";
        a.summary = "Neural collapse of the unconstrained-features model: descends from random "
                    "features to the simplex and compares with the exact solution.";
        a.parameters = sizeParameters();
        for (Parameter& p : descentParameters())
            a.parameters.push_back(std::move(p));
        a.outputHelp = "as that of collapse, with one run and one layer, features, whose epochs "
                       "are steps of the descent; the numbers hold the exact solution and the one "
                       "reached: s of the logits, w and m, the singular values of the classifiers "
                       "and of the class means, the objective and the mean bias";
        a.seeded = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
