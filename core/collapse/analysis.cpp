// SPDX-License-Identifier: MIT
// The registry entry of `collapse`.
#include "core/session/analysis.hpp"

#include "core/base/error.hpp"
#include "core/collapse/measure_arrays.hpp"
#include "core/collapse/measure_training.hpp"
#include "core/collapse/numbers.hpp"
#include "core/embedding/network_parameters.hpp"

#include <chrono>

namespace leafscope {

namespace {

CollapseOptions collapseOptionsOf(const Json& p)
{
    CollapseOptions options;
    options.centre = p.at("centre") == "pooled" ? MeanCentre::Pooled : MeanCentre::Balanced;
    options.spread = p.at("spread") == "unbiased" ? Spread::Unbiased : Spread::Population;
    options.centreClassifiers = p.at("centre_classifiers").get<bool>();
    return options;
}

std::filesystem::path fileOf(const Request& request, const std::string& role)
{
    return request.has(role) ? request.input(role).file : std::filesystem::path();
}

[[noreturn]] void refuse(const std::string& what, const std::string& cause,
                         const std::string& remedy)
{
    throw Error(ErrorKind::InvalidInput, what, "collapse", cause, remedy);
}

/// Roles that belong to arrays, and roles that belong to networks.
void requireOneKind(const Request& request)
{
    const bool arrays = request.has("embedding");
    if (arrays && request.has("model"))
        refuse("both features and a model are given",
               "features are taken as they are, a model makes its own",
               "give either EMB or --model MODEL");
    if (!arrays && !request.has("model"))
        refuse("there is nothing to measure", "neither features nor a model are given",
               "give features as an array with --labels FILE, or --model FOLDER of checkpoints");
    for (const char* role : {"labels", "test", "test-labels", "classifier", "bias"})
        if (!arrays && request.has(role))
            refuse(std::string("--") + role + " belongs to arrays of features",
                   "a model has its own classifiers and its data have their labels",
                   "leave it out, or give the features as an array");
    for (const char* role : {"data", "held-out"})
        if (arrays && request.has(role))
            refuse(std::string("--") + role + " belongs to a model",
                   "features come with --labels, held-out ones with --test", "leave it out");
    if (request.has("test-labels") && !request.has("test"))
        refuse("there are labels for a test but no test features", {},
               "give the features with --test EMB");
}

TrainingOptions trainingOptionsOf(const Request& request)
{
    const Json& p = request.parameters;
    TrainingOptions options;
    options.collapse = collapseOptionsOf(p);
    options.layers = p.at("layers").get<std::vector<std::string>>();
    options.limit = p.at("limit").get<std::int64_t>();
    options.testLimit = p.at("test_limit").get<std::int64_t>();
    options.drawn = p.at("drawn").get<Index>();
    options.normalize = p.at("normalize").get<std::string>();
    options.precision = precisionOf(p);
    options.seed = request.seed;
    return options;
}

std::string specOf(const Request& request, const std::string& role)
{
    return request.has(role) ? request.input(role).spec : std::string();
}

CollapseRuns measureTrainings(const Request& request, const Progress& progress)
{
    CollapseRuns runs;
    const std::vector<Training> all = trainings(request.input("model").spec);
    for (std::size_t t = 0; t < all.size(); ++t) {
        const Progress part = progress.span(double(t) / double(all.size()),
                                            double(t + 1) / double(all.size()), all[t].name);
        const TrainingData data =
            openTrainingData(all[t], specOf(request, "data"), specOf(request, "held-out"),
                             part.span(0, 0.05, "data"));
        TrainingCollapse collapse(all[t].name, all[t].trainedOn, data, trainingOptionsOf(request));
        const double share = 0.95 / double(all[t].frames.size());
        for (std::size_t f = 0; f < all[t].frames.size(); ++f)
            collapse.add(all[t].frames[f],
                         part.span(0.05 + share * double(f), 0.05 + share * double(f + 1),
                                   "epoch " + std::to_string(all[t].frames[f].epoch)));
        runs.runs.push_back(collapse.run());
    }
    return runs;
}

CollapseRuns measureFeatures(const Request& request, const Progress& progress)
{
    ArraySource source;
    source.features = fileOf(request, "embedding").string();
    source.labels = fileOf(request, "labels");
    source.test = fileOf(request, "test").string();
    source.testLabels = fileOf(request, "test-labels");
    source.classifier = fileOf(request, "classifier");
    source.bias = fileOf(request, "bias");
    source.layers = request.parameters.at("layers").get<std::vector<std::string>>();
    source.drawn = request.parameters.at("drawn").get<Index>();
    source.options = collapseOptionsOf(request.parameters);
    CollapseRuns runs;
    runs.runs.push_back(measureArrays(source, progress));
    return runs;
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    requireOneKind(request);
    const Progress most = progress.span(0, 0.97, "measuring");
    const CollapseRuns runs =
        request.has("model") ? measureTrainings(request, most) : measureFeatures(request, most);
    progress.span(0.97, 1, "writing").report(0);
    writeCollapse(runs, out);
    Json result = runsToJson(runs);
    result["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

std::vector<InputSpec> inputs()
{
    using enum InputKind;
    return {{"embedding", Embedding, false, true,
             "features: an array with --labels, a result of embed, or a series of these"},
            {"labels", File, false, false, "one label per row of the features (.npy or IDX)"},
            {"classifier", File, false, false,
             "weights of the last linear map, classes x features (.npy); without them there are no "
             "numbers of classifiers"},
            {"bias", File, false, false, "its bias, one number per class (.npy)"},
            {"test", Embedding, false, false, "held-out features of the same layer"},
            {"test-labels", File, false, false, "one label per row of them (.npy or IDX)"},
            {"model", Trainings, false, false,
             "a folder of checkpoints, a folder of such folders to compare, or one network"},
            {"data", Data, false, false,
             "what the networks were trained on; by default what train wrote down"},
            {"held-out", Data, false, false,
             "test samples for the networks; by default those that belong to the data"}};
}

std::vector<Parameter> parameters()
{
    using enum ParameterType;
    return {{"layers",
             "Layers",
             List,
             Json::array(),
             {},
             {},
             {},
             "",
             "names; empty: what the last linear map reads; all: every layer, for collapse over "
             "depth"},
            {"centre",
             "Global mean",
             Choice,
             "balanced",
             {},
             {},
             {"balanced", "pooled"},
             "",
             "balanced: mean of the class means; pooled: mean of all samples. They differ where "
             "classes are of different size"},
            {"spread",
             "Standard deviation",
             Choice,
             "population",
             {},
             {},
             {"population", "unbiased"},
             "",
             "of the norms and cosines: population divides by n, unbiased by n - 1 (the paper does "
             "not say)"},
            {"centre_classifiers",
             "Centre the classifiers",
             Flag,
             false,
             {},
             {},
             {},
             "",
             "subtract their mean before norms and angles; the paper does not"},
            {"drawn",
             "Samples drawn",
             Integer,
             60,
             1.0,
             10000.0,
             {},
             "per class",
             "samples of each class that the scene shows; the numbers are of all"},
            limitParameter(0),
            {"test_limit",
             "Held-out samples",
             Integer,
             0,
             0,
             1e9,
             {},
             "samples",
             "how many held-out samples to take, stratified; 0: all"},
            precisionParameter(),
            normalizeParameter()};
}

} // namespace

const Analysis& collapseAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "collapse";
        a.title = "Neural collapse";
        a.summary = "NC1 to NC4 of features and classifiers over the checkpoints of a training, "
                    "and their simplex.";
        a.inputs = inputs();
        a.parameters = parameters();
        a.outputHelp =
            "/runs/R/layers/L: /epoch, /train/KEY and /test/KEY of every number, /means, "
            "/classifiers, /features, /test_features each with /simplex (epochs x points "
            "x classes) and /residual, /cos_means, /cos_classifiers; /runs/R/samples, "
            "/sample_class, /classes, /counts";
        a.seeded = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
