// SPDX-License-Identifier: MIT
// The registry entry of `layout`.
#include "core/session/analysis.hpp"

#include "core/base/hdf5.hpp"
#include "core/dimension/chosen_layers.hpp"
#include "core/embedding/embedding.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/layout/layout.hpp"

namespace leafscope {

namespace {

void writeLayer(Hdf5File& file, int order, const LayerHeader& layer, const PcaLayout& layout)
{
    const std::string path = "/coordinates/" + layer.name;
    file.write(path, {layout.coordinates.rows(), layout.coordinates.cols()},
               layout.coordinates.data());
    file.setNumber(path, "order", order);
    file.setNumber(path, "depth", layer.depth);
    file.setText(path, "type", layer.type);
    file.setText(path, "shape", Json(layer.shape).dump());
    file.setText(path, "share", Json(layout.share).dump());
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const Json& p = request.parameters;
    const EmbeddingHeader embedding = openEmbedding(
        request.input("embedding").file,
        request.has("labels") ? request.input("labels").file : std::filesystem::path());
    const std::vector<LayerHeader> layers =
        chosenLayers(embedding, p.at("layers").get<std::vector<std::string>>());
    double total = 0;
    for (const LayerHeader& layer : layers)
        total += double(layer.dim);
    Hdf5File file = Hdf5File::create(out);
    file.setText("/", "method", p.at("method").get<std::string>());
    Json summary = Json::array();
    double done = 0;
    for (const LayerHeader& layer : layers) {
        const double next = done + double(layer.dim);
        const Progress part =
            progress.span(done / total, next / total, layer.name + ": principal axes");
        done = next;
        const PcaLayout layout = pcaLayout(readLayer(embedding, layer.name), 3, part);
        for (const std::string& warning : layout.warnings)
            progress.note(layer.name + ": " + warning);
        writeLayer(file, int(summary.size()), layer, layout);
        summary.push_back({{"name", layer.name},
                           {"depth", layer.depth},
                           {"dim", layer.dim},
                           {"share", layout.share}});
    }
    writeSampleFacts(file, embedding);
    file.close();
    return {{"method", p.at("method")}, {"layers", summary}, {"n", embedding.n}};
}

} // namespace

const Analysis& layoutAnalysis()
{
    static const Analysis analysis = [] {
        using enum ParameterType;
        Analysis a;
        a.name = "layout";
        a.title = "Lay out every layer in 3-D";
        a.summary = "Computes 3-D coordinates of the samples at every layer.";
        a.inputs = {{"embedding", InputKind::Embedding, true, true,
                     "a result of embed, or an .npy or HDF5 array with samples as rows"},
                    {"labels", InputKind::File, false, false,
                     "one label per row (.npy or IDX), stored beside the coordinates"}};
        const Json all = Json::array();
        a.parameters = {{"method",
                         "Method",
                         Choice,
                         "pca",
                         {},
                         {},
                         {"pca"},
                         "",
                         "pca: the three principal axes of the centred features"},
                        {"layers",
                         "Layers",
                         List,
                         all,
                         {},
                         {},
                         {},
                         "",
                         "names as `leafscope info` lists them; none means all"}};
        a.output = OutputKind::Artifact;
        a.outputHelp = "/coordinates/LAYER (one row of 3 per sample), /indices, /labels";
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
