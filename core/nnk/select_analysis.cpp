// SPDX-License-Identifier: MIT
// The registry entry of `nnk select`: which of several models has the lowest leave-one-out error.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/embedding/extract.hpp"
#include "core/embedding/input_steps.hpp"
#include "core/embedding/network_parameters.hpp"
#include "core/nnk/judgement.hpp"
#include "core/nnk/labelled_layer.hpp"
#include "core/nnk/nnk_request.hpp"
#include "core/nnk/select.hpp"
#include "core/session/analysis.hpp"
#include "core/session/execute.hpp"

#include <chrono>
#include <cmath>
#include <optional>

namespace leafscope {

namespace {

/// Embeds the samples of the request in one layer of a network; earlier results are taken from the
/// store, so that a run that was stopped goes on where it was.
class Embedder {
public:
    Embedder(const Request& request, const std::string& data, const Progress& progress)
        : m_request(request)
        , m_spec(data)
        , m_data(openDataset(data, progress))
        , m_analysis(*findAnalysis("embed"))
    {
    }

    /// Sets the count of parameters of `model`.
    EmbeddingHeader embed(SelectedModel& model, const Progress& progress) const
    {
        const std::string layer = chosenLayer(model);
        progress.checkpoint();
        const Json& p = m_request.parameters;
        const Recipe recipe = makeRecipe(
            m_analysis, {{"model", model.run.spec}, {"data", m_spec}},
            {{"layers", {layer}}, {"limit", p.at("limit")}, {"normalize", p.at("preprocess")}},
            m_request.seed);
        return openEmbedding(execute(recipe, ArtifactStore(), progress).file.string());
    }

private:
    std::string chosenLayer(SelectedModel& model) const
    {
        Network network = Network::load(model.run.spec);
        std::vector<std::string> warnings; // those of the data, told by embed
        const InputSteps steps = chooseSteps(
            network, m_data, m_request.parameters.at("preprocess").get<std::string>(), warnings);
        const ModelInfo& info = inspectFor(network, steps.shape(m_data));
        model.parameters = info.parameters;
        EmbeddingHeader header;
        header.file = model.run.spec;
        for (const LayerInfo& layer : info.layers)
            header.layers.push_back({layer.name, layer.type, layer.shape, 0, layer.depth});
        return nnkLayer(header, m_request.parameters.at("layer").get<std::string>()).name;
    }

    const Request& m_request;
    std::string m_spec;
    Dataset m_data;
    const Analysis& m_analysis;
};

/// The measurement of all models, one after the other.
class SelectRun {
public:
    SelectRun(const Request& request, const Progress& progress)
        : m_request(request)
        , m_options(nnkOptionsOf(request.parameters))
        , m_progress(progress)
    {
        bool networks = false;
        for (ModelRun& run : modelRuns(request.input("model").spec)) {
            networks = networks || !run.isEmbedding;
            SelectedModel model;
            model.run = std::move(run);
            m_models.push_back(std::move(model));
        }
        if (!networks)
            return;
        if (!request.has("data"))
            throw Error(ErrorKind::InvalidInput, "say on which data", "nnk select",
                        "the folder of the models does not tell what they were trained on",
                        "add --data DATA");
        m_embedder.emplace(request, request.input("data").spec, progress.span(0, 0.02, "data"));
    }

    std::vector<SelectedModel> run()
    {
        const double share = 0.96 / double(m_models.size());
        std::optional<Error> first;
        Index measured = 0;
        for (std::size_t m = 0; m < m_models.size(); ++m) {
            const Progress part = m_progress.span(
                0.02 + share * double(m), 0.02 + share * double(m + 1), m_models[m].run.name);
            try {
                measure(m_models[m], part);
                ++measured;
            } catch (const Error& error) {
                if (error.kind() != ErrorKind::Numeric) // one bad model is no reason to lose all
                    throw;
                m_models[m].failure = error.happened() + "; " + error.remedy();
                part.note(m_models[m].run.name + " is left out: " + m_models[m].failure);
                first = first ? first : error;
            }
        }
        if (measured == 0)
            throw *first;
        return std::move(m_models);
    }

private:
    void measure(SelectedModel& model, const Progress& progress)
    {
        const EmbeddingHeader header =
            model.run.isEmbedding ? openEmbedding(model.run.spec, labels())
                                  : m_embedder->embed(model, progress.span(0, 0.5, stage(model)));
        const std::string wanted = model.run.isEmbedding
                                       ? m_request.parameters.at("layer").get<std::string>()
                                       : header.layers.front().name;
        LabelledLayer rows = readLabelled(header, wanted);
        requireCandidates(m_options.k, rows.count() - 1, header.file.string());
        model.layer = rows.layer.name;
        model.n = rows.count();
        model.headError = 1 - rows.headAccuracy();
        const NnkPoints points(std::move(rows.points), m_options.kernel, m_options.normalize);
        const Neighbors nearest =
            nearestNeighbors(points.searched(), m_options.k, progress.span(0.5, 0.8, stage(model)));
        const std::vector<NnkGraph> graphs =
            buildNnkGraphs(points, points, nearest, m_options, {{m_options.k}, {}},
                           progress.span(0.8, 1, stage(model)));
        model.judgement = judge(graphs.front(), nearest, rows.labels, rows.labels);
    }

    std::filesystem::path labels() const
    {
        return m_request.has("labels") ? m_request.input("labels").file : std::filesystem::path();
    }
    static std::string stage(const SelectedModel& model) { return model.run.name; }

    const Request& m_request;
    NnkOptions m_options;
    Progress m_progress;
    std::vector<SelectedModel> m_models;
    std::optional<Embedder> m_embedder;
};

void write(const Selection& selection, const std::filesystem::path& out)
{
    Hdf5File file = Hdf5File::create(out);
    const auto count = std::int64_t(selection.models.size());
    file.write("/axis", {count}, selection.axis.data());
    file.setText("/axis", "by", selection.by);
    const auto put = [&](const std::string& name, const auto& number) {
        std::vector<double> values;
        for (const SelectedModel& model : selection.models)
            values.push_back(number(model));
        file.write("/" + name, {count}, values.data());
    };
    for (const SelectNumber& number : selectNumbers())
        put(number.name, number.of);
    file.close();
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    const Selection selection = rankModels(SelectRun(request, progress).run());
    write(selection, out);
    const NnkOptions options = nnkOptionsOf(request.parameters);
    Json result = selectionToJson(selection);
    result["k"] = options.k;
    result["kernel"] = kernelName(options.kernel);
    result["bandwidth"] =
        options.kernel == KernelKind::Cosine ? Json() : Json(bandwidthName(options.bandwidth));
    result["threshold"] = options.solver.threshold;
    result["mode"] = request.parameters.at("mode");
    result["convention"] =
        nnkConvention(options) +
        "; errors: each sample from the others (leave one out), low and high: Wilson 95 %; "
        "foreign: polytopes with a neighbour of another label; test_error: as the training wrote "
        "it down; head_error: the network's own on these samples; best: the lowest loo_error";
    result["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

Analysis describe()
{
    Analysis a;
    a.name = "nnk select";
    a.title = "Model selection by NNK leave-one-out error";
    a.summary = "Compares the epochs of a training, or several trainings, by how well a layer's "
                "NNK neighbours predict each sample's label, without a validation set.";
    a.inputs = {{"model", InputKind::Runs, true, true,
                 "a folder of checkpoints (its epochs), or a folder with a folder of checkpoints "
                 "or an embedding per model"},
                {"data", InputKind::Data, false, false,
                 "labelled samples for networks; by default those they were trained on"},
                {"labels", InputKind::File, false, false,
                 "one label per row of every embedding (.npy or IDX)"}};
    a.parameters = {nnkLayerParameter(), nnkCountParameter()};
    for (Parameter& parameter : nnkKernelParameters())
        a.parameters.push_back(std::move(parameter));
    a.parameters.push_back(limitParameter(2000));
    Parameter preprocess = normalizeParameter();
    preprocess.name = "preprocess"; // "normalize" is of the kernel here
    a.parameters.push_back(std::move(preprocess));
    a.output = OutputKind::Artifact;
    a.outputHelp = "/axis (epoch, width, parameters or place by name), and one number per model: "
                   "/loo_error, /knn_loo_error, /foreign_label_share, /mass_purity_mean, "
                   "/neighbors_mean, /test_error, ...";
    a.seeded = true;
    a.run = run;
    return a;
}

} // namespace

const Analysis& nnkSelectAnalysis()
{
    static const Analysis analysis = describe();
    return analysis;
}

} // namespace leafscope
