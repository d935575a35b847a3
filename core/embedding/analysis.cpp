// SPDX-License-Identifier: MIT
// The registry entry of `embed`.
#include "core/session/analysis.hpp"

#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/extract.hpp"
#include "core/embedding/network_parameters.hpp"

namespace leafscope {

namespace {

ExtractOptions readOptions(const Request& request)
{
    const Json& p = request.parameters;
    ExtractOptions options;
    options.layers = p.at("layers").get<std::vector<std::string>>();
    options.limit = p.at("limit").get<std::int64_t>();
    options.batch = p.at("batch").get<Index>();
    options.precision = precisionOf(p);
    options.normalize = p.at("normalize").get<std::string>();
    options.seed = request.seed;
    return options;
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const ReadyInput& model = request.input("model");
    const std::string& spec = request.input("data").spec;
    progress.span(0, 0.01, "loading " + model.spec).checkpoint();
    Network network = loadModel(request);
    const Dataset data = openDataset(spec, progress.span(0.01, 0.05, "reading " + spec));
    const ExtractResult result = extract(network, data, readOptions(request), out,
                                         progress.span(0.05, 1, "running the network"));
    Json layers = Json::array();
    for (const LayerHeader& layer : result.layers)
        layers.push_back({{"name", layer.name},
                          {"type", layer.type},
                          {"dim", layer.dim},
                          {"depth", layer.depth},
                          {"shape", layer.shape}});
    Json json{{"n", result.n},
              {"total", result.total},
              {"sampling", result.sampling},
              {"layers", layers},
              {"normalization", result.normalization},
              {"bytes", result.bytes},
              {"batch", result.batch},
              {"warnings", result.warnings},
              {"seconds", result.seconds}};
    if (result.accuracy)
        json["accuracy"] = *result.accuracy;
    return json;
}

} // namespace

const Analysis& embedAnalysis()
{
    static const Analysis analysis = [] {
        using enum ParameterType;
        Analysis a;
        a.name = "embed";
        a.title = "Embed data in every layer";
        a.summary = "Runs data through a network and records every layer's output in one pass.";
        a.inputs = {modelInput(), {"data", InputKind::Data, true, false, "the samples to embed"}};
        a.parameters = {
            layersParameter(),
            limitParameter(2000),
            {"batch",
             "Batch",
             Integer,
             256,
             1,
             65536,
             {},
             "samples",
             "at most; fewer are taken where layers are large, to bound the memory"},
            precisionParameter(),
            normalizeParameter(),
        };
        a.output = OutputKind::Artifact;
        a.outputHelp = "/embeddings/LAYER (one row per sample), /indices, /labels, /predictions, "
                       "/confidences";
        a.seeded = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
