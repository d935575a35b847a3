// SPDX-License-Identifier: MIT
// The registry entry of `nnk scales`: multi-scale NNK of a layer.
#include "core/base/hdf5.hpp"
#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/nnk/nnk_request.hpp"
#include "core/nnk/scales.hpp"
#include "core/session/analysis.hpp"

#include <chrono>

namespace leafscope {

namespace {

constexpr const char* kConvention =
    "each round merges pairs of neighbours into their midpoints, one pair per 100 of the first "
    "points, by descending weight (nnk) or ascending distance (knn), no point twice; exact NNK "
    "weights; Gaussian width: mean distance to the 15th neighbour, over 3; neighbours and diameter "
    "are of all points of the round, dimension and curvature of a random sample; dimension: "
    "principal components of the neighbours about their mean with a tenth of the first one's "
    "variance; curvature: mean principal angle with the polytope of the nearest NNK neighbour, "
    "random: of a random other point; low and high: 10 and 90 % of the points";

ScaleOptions optionsOf(const Request& request)
{
    const Json& p = request.parameters;
    ScaleOptions options;
    options.k = p.at("k").get<Index>();
    options.kernel = kernelNamed(p.at("kernel").get<std::string>());
    options.order = p.at("method").get<std::string>() == "nnk" ? MergeOrder::Nnk : MergeOrder::Knn;
    options.rounds = p.at("rounds").get<Index>();
    options.sample = p.at("sample_size").get<Index>();
    options.seed = request.seed;
    return options;
}

Json roundToJson(const ScaleRound& round)
{
    Json result{{"points", round.points},
                {"k", round.k},
                {"sigma", round.sigma > 0 ? Json(round.sigma) : Json()},
                {"kkt_max", round.kktMax}};
    putSpread(result, "diameter", round.diameter);
    putSpread(result, "neighbors", round.neighbors);
    putSpread(result, "dimension", round.dimension);
    putSpread(result, "curvature_degrees", round.curvature);
    putSpread(result, "curvature_random_degrees", round.curvatureRandom);
    for (const char* name : {"dimension", "curvature_degrees", "curvature_random_degrees"}) {
        result[name] = result[std::string(name) + "_mean"];
        result.erase(std::string(name) + "_mean");
    }
    return result;
}

/// One array per number over the rounds, and the merges as in SciPy's linkage: ids a, b of the
/// points that become point n + row.
void writeScales(const Scales& scales, Hdf5File& file)
{
    const auto column = [&](const std::string& name, auto number) {
        std::vector<double> values;
        for (const ScaleRound& round : scales.rounds)
            values.push_back(number(round));
        file.write("/rounds/" + name, {std::int64_t(values.size())}, values.data());
    };
    column("points", [](const ScaleRound& r) { return double(r.points); });
    column("sigma", [](const ScaleRound& r) { return r.sigma; });
    column("neighbors", [](const ScaleRound& r) { return r.neighbors.mean; });
    column("diameter", [](const ScaleRound& r) { return r.diameter.mean; });
    column("dimension", [](const ScaleRound& r) { return r.dimension.mean; });
    column("curvature_degrees", [](const ScaleRound& r) { return r.curvature.mean; });
    column("curvature_random_degrees", [](const ScaleRound& r) { return r.curvatureRandom.mean; });
    std::vector<std::int64_t> merges;
    for (const Merge& merge : scales.merges)
        merges.insert(merges.end(), {merge.round, merge.a, merge.b});
    if (!merges.empty())
        file.write("/merges", {std::int64_t(scales.merges.size()), 3}, merges.data());
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    const ScaleOptions options = optionsOf(request);
    const EmbeddingHeader embedding = openEmbedding(request.input("embedding").file);
    const LayerHeader layer = nnkLayer(embedding, request.parameters.at("layer"));
    const Scales scales = mergeScales(readLayer(embedding, layer.name), options,
                                      progress.span(0, 0.99, layer.name + ": scales"));
    Hdf5File file = Hdf5File::create(out);
    writeScales(scales, file);
    writeSampleFacts(file, embedding);
    file.close();
    Json rounds = Json::array();
    for (const ScaleRound& round : scales.rounds)
        rounds.push_back(roundToJson(round));
    Json warnings = Json::array();
    if (options.k > embedding.n - 1)
        warnings.push_back("k is " + std::to_string(embedding.n - 1) + ", all other points");
    return {{"layer", layer.name},
            {"n", embedding.n},
            {"dim", layer.dim},
            {"rounds", std::move(rounds)},
            {"k", options.k},
            {"kernel", kernelName(options.kernel)},
            {"method", request.parameters.at("method")},
            {"sample_size", options.sample},
            {"merges", scales.merges.size()},
            {"ended", scales.ended},
            {"convention", kConvention},
            {"warnings", std::move(warnings)},
            {"seconds",
             std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()}};
}

std::vector<Parameter> parameters()
{
    using enum ParameterType;
    Parameter k = nnkCountParameter(100);
    k.help = "nearest neighbours that each point chooses from; all others where fewer are left";
    return {nnkLayerParameter(),
            k,
            {"kernel",
             "Kernel",
             Choice,
             "gaussian",
             {},
             {},
             {"gaussian", "cosine"},
             "",
             "gaussian: its width follows the distances of each round; cosine: of directions, "
             "midpoints are scaled back to length 1"},
            {"method",
             "Pairs are taken by",
             Choice,
             "nnk",
             {},
             {},
             {"nnk", "knn"},
             "",
             "nnk: descending NNK weight; knn: ascending distance"},
            {"rounds",
             "Rounds",
             Integer,
             100,
             0.0,
             10000.0,
             {},
             "",
             "at most; 0: until two points are left"},
            {"sample_size",
             "Points per round for angles",
             Integer,
             100,
             0.0,
             1e6,
             {},
             "",
             "random points of each round whose dimension and principal angles are measured; 0: "
             "all"}};
}

} // namespace

const Analysis& nnkScalesAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "nnk scales";
        a.title = "NNK over scales";
        a.summary = "Merges neighbours of a layer round by round and measures dimension, curvature "
                    "and diameter of NNK polytopes at every scale.";
        a.inputs = {embeddingInput()};
        a.parameters = parameters();
        a.output = OutputKind::Artifact;
        a.outputHelp = "/rounds/KEY (points, sigma, neighbors, diameter, dimension, "
                       "curvature_degrees, curvature_random_degrees: one number per round), "
                       "/merges (round, a, b: points a and b became point n + row), /indices, "
                       "/labels";
        a.seeded = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
