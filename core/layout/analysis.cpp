// SPDX-License-Identifier: MIT
// The registry entry of `layout`.
#include "core/session/analysis.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/json_number.hpp"
#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/embedding.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/layout/align.hpp"
#include "core/layout/layout.hpp"
#include "core/layout/reference.hpp"

#include <cmath>
#include <optional>

namespace leafscope {

namespace {

void writeLayer(Hdf5File& file, int order, const LayerHeader& layer, const AlignedLayer& aligned)
{
    const PcaLayout& layout = aligned.layout;
    const std::string path = "/coordinates/" + layer.name;
    file.write(path, {layout.coordinates.rows(), layout.coordinates.cols()},
               layout.coordinates.data());
    file.setNumber(path, "order", order);
    file.setNumber(path, "depth", layer.depth);
    file.setText(path, "type", layer.type);
    file.setText(path, "shape", Json(layer.shape).dump());
    file.setText(path, "share", Json(layout.share).dump());
    file.setText(path, "alignment", aligned.alignment);
    file.setNumber(path, "residual", aligned.residual);
    const MatrixF axes = layout.axes.cast<float>();
    file.write("/basis/" + layer.name, {axes.rows(), axes.cols()}, axes.data());
    file.write("/mean/" + layer.name, {layout.mean.size()}, layout.mean.data());
}

Json summaryOf(const LayerHeader& layer, const AlignedLayer& aligned)
{
    Json summary{{"name", layer.name},
                 {"depth", layer.depth},
                 {"dim", layer.dim},
                 {"share", aligned.layout.share}};
    if (aligned.alignment != "none")
        summary["alignment"] = aligned.alignment;
    if (aligned.alignment.starts_with("procrustes"))
        summary["residual"] = numberOrNull(aligned.residual);
    return summary;
}

std::optional<Reference> referenceOf(const Request& request, const EmbeddingHeader& embedding)
{
    const std::string align = request.parameters.at("align").get<std::string>();
    if (align == "none" && request.has("reference"))
        throw Error(ErrorKind::InvalidInput, "a reference is given, but not how to align with it",
                    "--reference", {}, "add --align procrustes or --align basis");
    if (align == "none")
        return std::nullopt;
    if (!request.has("reference"))
        throw Error(ErrorKind::InvalidInput, "--align " + align + " needs something to align with",
                    "layout", "the reference is missing",
                    "name another layout with --reference FILE, or lay out a series with --epochs");
    return Reference(request.input("reference").file,
                     align == "basis" ? Alignment::Basis : Alignment::Procrustes, embedding);
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const Json& p = request.parameters;
    const EmbeddingHeader embedding = openEmbedding(
        request.input("embedding").file,
        request.has("labels") ? request.input("labels").file : std::filesystem::path());
    const std::optional<Reference> reference = referenceOf(request, embedding);
    const std::string alignment = reference ? reference->title() : "none";
    if (reference)
        for (const std::string& warning : reference->warnings())
            progress.note(warning);
    Hdf5File file = Hdf5File::create(out);
    file.setText("/", "method", p.at("method").get<std::string>());
    file.setText("/", "alignment", alignment);
    Json summary = Json::array();
    MatrixF before; // of the last layer that was laid out
    const auto skipped =
        forEachLayer(chosenLayers(embedding, p.at("layers").get<std::vector<std::string>>()),
                     progress, [&](const LayerHeader& layer, const Progress& whole) {
                         const Progress part = whole.span(0, 1, layer.name + ": principal axes");
                         const Points x = readLayer(embedding, layer.name);
                         AlignedLayer aligned = reference ? reference->align(layer.name, x, part)
                                                          : AlignedLayer{pcaLayout(x, 3, part)};
                         // What is aligned has the signs of its reference already.
                         if (aligned.alignment == "none" && before.size() > 0)
                             mirrorLike(before, aligned.layout);
                         before = aligned.layout.coordinates;
                         for (const std::string& warning : aligned.layout.warnings)
                             progress.note(layer.name + ": " + warning);
                         writeLayer(file, int(summary.size()), layer, aligned);
                         summary.push_back(summaryOf(layer, aligned));
                     });
    writeSampleFacts(file, embedding);
    file.close();
    Json result{{"method", p.at("method")}, {"layers", summary}, {"n", embedding.n}};
    if (reference) {
        result["alignment"] = alignment;
        result["warnings"] = reference->warnings();
    }
    if (!skipped.empty())
        result["skipped"] = skippedToJson(skipped);
    return result;
}

std::vector<Parameter> parameters()
{
    using enum ParameterType;
    return {{"method",
             "Method",
             Choice,
             "pca",
             {},
             {},
             {"pca"},
             "",
             "pca: the three principal axes of the centred features"},
            layersParameter(),
            {"align",
             "Align",
             Choice,
             "none",
             {},
             {},
             {"none", "procrustes", "basis"},
             "",
             "with the reference. procrustes: coordinates are turned or mirrored (and moved, not "
             "scaled) onto the reference's on the samples that both hold; basis: features are "
             "projected on the reference's axes. In a series (--epochs) the reference is the epoch "
             "before, for basis the last",
             "reference"}};
}

} // namespace

const Analysis& layoutAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "layout";
        a.title = "Lay out every layer in 3-D";
        a.summary = "Computes 3-D coordinates of the samples at every layer.";
        a.revision = 3; // axes are stored, layouts can be aligned, signs follow the layer before
        a.inputs = {embeddingInput(),
                    {"labels", InputKind::File, false, false,
                     "one label per row (.npy or IDX), stored beside the coordinates"},
                    {"reference", InputKind::Result, false, false,
                     "another layout, which this one is aligned with", "layout"}};
        a.parameters = parameters();
        a.output = OutputKind::Artifact;
        a.outputHelp = "/coordinates/LAYER (one row of 3 per sample), /basis/LAYER and /mean/LAYER "
                       "(the axes in feature space), /indices, /labels";
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
