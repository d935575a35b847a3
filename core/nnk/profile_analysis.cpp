// SPDX-License-Identifier: MIT
// The registry entry of `nnk profile`: the polytopes of every layer.
#include "core/base/hdf5.hpp"
#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/nnk/layer_polytopes.hpp"
#include "core/nnk/nnk_request.hpp"
#include "core/session/analysis.hpp"

namespace leafscope {

namespace {

Json headOf(const NnkOptions& options)
{
    const bool gaussian = options.kernel == KernelKind::Gaussian;
    return {{"kernel", kernelName(options.kernel)},
            {"bandwidth", gaussian ? Json(bandwidthName(options.bandwidth)) : Json()},
            {"normalize", options.normalize},
            {"mode", options.solver.mode == NnkMode::Exact ? "exact" : "literal"},
            {"k", options.k},
            {"threshold", options.solver.threshold},
            {"convention",
             nnkConvention(options) +
                 "; low and high: 10 and 90 % of the samples; affinity: root mean square of the "
                 "cosines of the principal angles with the polytope of the nearest NNK neighbour, "
                 "random: of a random other sample, of the principal components with a tenth of "
                 "the first one's variance; mgm: means and standard deviations"}};
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const Json& p = request.parameters;
    PolytopeOptions options{nnkOptionsOf(p), p.at("affinity_samples").get<Index>(), request.seed};
    const EmbeddingHeader embedding = openEmbedding(
        request.input("embedding").file,
        request.has("labels") ? request.input("labels").file : std::filesystem::path());
    requireCandidates(options.nnk.k, embedding.n - 1, embedding.file.string());
    Json result = headOf(options.nnk);
    result["affinity_samples"] = options.affinitySample;
    Json& layers = result["layers"] = Json::array();
    Json warnings = Json::array();
    Hdf5File file = Hdf5File::create(out);
    const auto skipped =
        forEachLayer(chosenLayers(embedding, p.at("layers").get<std::vector<std::string>>()),
                     progress, [&](const LayerHeader& header, const Progress& part) {
                         const LayerPolytopes layer =
                             layerPolytopes(header, readLayer(embedding, header.name),
                                            embedding.labels, options, part);
                         writePolytopes(file, layer);
                         layers.push_back(polytopesToJson(layer));
                         for (const std::string& warning : layer.warnings)
                             warnings.push_back(header.name + ": " + warning);
                     });
    if (embedding.labels.empty())
        warnings.push_back("no labels: nothing is said about them");
    writeSampleFacts(file, embedding);
    file.close();
    result["warnings"] = std::move(warnings);
    result["skipped"] = skippedToJson(skipped);
    return result;
}

Analysis describe()
{
    Analysis a;
    a.name = "nnk profile";
    a.title = "NNK polytopes over depth";
    a.summary = "Measures the polytopes of NNK neighbours at every layer: their number, diameter, "
                "labels, error, dimension and affinity.";
    a.inputs = {embeddingInput(),
                {"labels", InputKind::File, false, false,
                 "one label per row (.npy or IDX), for purity, entropy and accuracy"}};
    a.parameters = {layersParameter(), nnkCountParameter()};
    for (Parameter& parameter : nnkKernelParameters())
        a.parameters.push_back(std::move(parameter));
    a.parameters.push_back({"affinity_samples",
                            "Samples for affinity",
                            ParameterType::Integer,
                            500,
                            0.0,
                            1e6,
                            {},
                            "",
                            "samples, chosen by the seed, whose polytope is compared with that of "
                            "their nearest NNK neighbour and of a random sample; 0: all"});
    a.output = OutputKind::Artifact;
    a.outputHelp = "/metrics/LAYER/nnk.KEY (neighbors, effective, diameter, error, dimension, "
                   "purity, entropy, affinity, affinity_random: one number per sample, NaN where "
                   "there is none), /indices, /labels";
    a.seeded = true;
    a.run = run;
    return a;
}

} // namespace

const Analysis& nnkProfileAnalysis()
{
    static const Analysis analysis = describe();
    return analysis;
}

} // namespace leafscope
