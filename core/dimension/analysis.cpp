// SPDX-License-Identifier: MIT
// The registry entry of `dimension`.
#include "core/session/analysis.hpp"

#include "core/base/hdf5.hpp"
#include "core/dimension/estimate.hpp"
#include "core/dimension/profile.hpp"
#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/embedding.hpp"
#include "core/embedding/sample_facts.hpp"

namespace leafscope {

namespace {

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const Json& p = request.parameters;
    DimensionProfile profile;
    profile.options.fraction = p.at("fraction").get<double>();
    profile.options.pcaShare = p.at("pca_share").get<double>();
    profile.options.standardize = p.at("pca_scaling").get<std::string>() == "correlation";
    const EmbeddingHeader embedding = openEmbedding(
        request.input("embedding").file,
        request.has("labels") ? request.input("labels").file : std::filesystem::path());
    const std::vector<LayerHeader> layers =
        chosenLayers(embedding, p.at("layers").get<std::vector<std::string>>());
    const auto skipped =
        forEachLayer(layers, progress, [&](const LayerHeader& layer, const Progress& part) {
            profile.layers.push_back({layer, estimateNamed(readLayer(embedding, layer.name),
                                                           profile.options, layer.name, part)});
        });
    writeProfile(profile, out);
    Hdf5File file = Hdf5File::modify(out);
    writeSampleFacts(file, embedding);
    file.close();
    Json result = profileToJson(profile);
    if (!skipped.empty())
        result["skipped"] = skippedToJson(skipped);
    return result;
}

} // namespace

const Analysis& dimensionAnalysis()
{
    static const Analysis analysis = [] {
        using enum ParameterType;
        Analysis a;
        a.name = "dimension";
        a.title = "Intrinsic dimension over depth";
        a.summary = "Estimates the intrinsic dimension and the PCA dimension of every layer.";
        a.inputs = {embeddingInput(),
                    {"labels", InputKind::File, false, false,
                     "one label per row (.npy or IDX); checked against the rows, not used"}};
        a.parameters = {
            {"fraction",
             "Fraction of ratios kept",
             Real,
             0.9,
             0.01,
             1.0,
             {},
             "",
             "share of the smallest ratios r2/r1 that the TwoNN fit uses"},
            {"pca_share",
             "Share of variance",
             Real,
             0.9,
             0.01,
             1.0,
             {},
             "",
             "share of the variance that the PCA dimension must reach"},
            {"pca_scaling",
             "PCA of",
             Choice,
             "correlation",
             {},
             {},
             {"correlation", "covariance"},
             "",
             "correlation: features divided by their standard deviation first"},
            layersParameter(),
        };
        a.output = OutputKind::Artifact;
        a.outputHelp = "one array per number over the layers: /depth, /twonn_ml, /twonn_fit, "
                       "/ci95_low, /ci95_high, /pca90, /participation_ratio, ...";
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
