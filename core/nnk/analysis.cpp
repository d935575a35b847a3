// SPDX-License-Identifier: MIT
// The registry entry of `nnk`: the graph of one layer.
#include "core/session/analysis.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/nnk/graph_metrics.hpp"
#include "core/nnk/nnk_request.hpp"

#include <chrono>
#include <cmath>
#include <memory>

namespace leafscope {

namespace {

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// An embedding with the layer that takes part, and its rows as the kernel sees them.
struct Side {
    EmbeddingHeader embedding;
    LayerHeader layer;
    std::unique_ptr<NnkPoints> points;
};

Side openSide(const Request& request, const std::string& role, const std::string& labels)
{
    Side side;
    side.embedding =
        openEmbedding(request.input(role).file.string(),
                      request.has(labels) ? request.input(labels).file : std::filesystem::path());
    return side;
}

/// The graph of the samples with themselves, and of the queries if there are any.
class GraphRun {
public:
    GraphRun(const Request& request, const Progress& progress)
        : m_parameters(request.parameters)
        , m_options(nnkOptionsOf(request.parameters))
        , m_progress(progress)
        , m_base(openSide(request, "embedding", "labels"))
        , m_hasQueries(request.has("queries"))
    {
        const auto name = m_parameters.at("layer").get<std::string>();
        m_base.layer = nnkLayer(m_base.embedding, name);
        requireCandidates(m_options.k, m_base.embedding.n - 1, m_base.embedding.file.string());
        if (m_hasQueries) {
            m_queries = openSide(request, "queries", "query-labels");
            const EmbeddingHeader& queries = m_queries.embedding;
            m_queries.layer = queries.layers.size() == 1 ? queries.layers[0]
                                                         : nnkLayer(queries, m_base.layer.name);
        }
        readPoints();
    }

    Json run(const std::filesystem::path& out)
    {
        NnkLayerGraph own = searchBase();
        Json result = head();
        const GraphLabels labels{m_base.embedding.labels, m_base.embedding.labels};
        const auto votes = votesOf(own.graph, labels);
        own.metrics = graphMetrics(own, votes);
        addBaseNumbers(result, own, labels, votes);
        if (!m_hasQueries) {
            result.update(graphSummary(own, votes, labels));
            write(own, m_base.embedding, out);
        } else {
            NnkLayerGraph asked = searchQueries(own.graph);
            const GraphLabels both{m_base.embedding.labels, m_queries.embedding.labels};
            const auto predicted = votesOf(asked.graph, both);
            asked.metrics = graphMetrics(asked, predicted);
            result.update(graphSummary(asked, predicted, both));
            addQueryNumbers(result, asked, both, predicted);
            write(asked, m_queries.embedding, out);
        }
        addSigma(result);
        result["search_seconds"] = m_searchSeconds;
        result["graph_seconds"] = m_graphSeconds;
        result["convention"] = nnkConvention(m_options);
        result["warnings"] = m_warnings;
        return result;
    }

private:
    void readPoints()
    {
        Points base = readLayer(m_base.embedding, m_base.layer.name);
        if (!m_hasQueries) {
            m_base.points =
                std::make_unique<NnkPoints>(std::move(base), m_options.kernel, m_options.normalize);
            return;
        }
        Points queries = readLayer(m_queries.embedding, m_queries.layer.name);
        if (colsOf(base) != colsOf(queries))
            throw Error(ErrorKind::InvalidInput,
                        "the queries have " + std::to_string(colsOf(queries)) +
                            " columns, the samples " + std::to_string(colsOf(base)),
                        m_queries.embedding.file.string(), "another layer, or another network",
                        "give queries of the same layer of the same network");
        matchPrecision(base, queries);
        m_base.points =
            std::make_unique<NnkPoints>(std::move(base), m_options.kernel, m_options.normalize);
        m_queries.points =
            std::make_unique<NnkPoints>(std::move(queries), m_options.kernel, m_options.normalize);
    }

    NnkLayerGraph searchBase()
    {
        const double share = m_hasQueries ? 0.5 : 0.97;
        auto start = std::chrono::steady_clock::now();
        const Neighbors nearest =
            nearestNeighbors(m_base.points->searched(), m_options.k,
                             m_progress.span(0, 0.8 * share, "nearest neighbours"));
        m_searchSeconds += secondsSince(start);
        if (nearest.duplicates > 0)
            m_warnings.push_back(std::to_string(nearest.duplicates) +
                                 " samples repeat an earlier one; copies share their weight");
        start = std::chrono::steady_clock::now();
        NnkLayerGraph layer;
        layer.layer = m_base.layer;
        layer.graph = buildNnkGraph(*m_base.points, nearest, m_options,
                                    m_progress.span(0.8 * share, share, "NNK weights"));
        m_graphSeconds += secondsSince(start);
        layer.symmetry = symmetryNamed(m_parameters.at("symmetry").get<std::string>());
        layer.undirected = symmetrise(layer.graph, layer.symmetry);
        m_sigma = layer.graph.sigma;
        keepWidths(layer.graph);
        return layer;
    }

    NnkLayerGraph searchQueries(const NnkGraph& own)
    {
        auto start = std::chrono::steady_clock::now();
        const Neighbors nearest =
            nearestNeighbors(m_base.points->searched(), m_queries.points->searched(), m_options.k,
                             m_progress.span(0.5, 0.9, "neighbours of the queries"));
        m_searchSeconds += secondsSince(start);
        start = std::chrono::steady_clock::now();
        NnkOptions options = m_options;
        if (options.kernel == KernelKind::Gaussian && std::isfinite(own.sigma)) {
            options.bandwidth = Bandwidth::Fixed; // one kernel for samples and queries
            options.sigma = own.sigma;
        }
        NnkLayerGraph layer;
        layer.layer = m_queries.layer;
        layer.graph = buildNnkGraph(*m_base.points, *m_queries.points, nearest, options,
                                    m_progress.span(0.9, 0.97, "NNK weights of the queries"));
        m_graphSeconds += secondsSince(start);
        keepWidths(layer.graph);
        return layer;
    }

    std::optional<LabelVotes> votesOf(const NnkGraph& graph, const GraphLabels& labels)
    {
        if (!labels.known())
            return std::nullopt;
        return nnkVotes(graph, labels.points, labels.rows);
    }

    Json head() const
    {
        return {{"n", m_base.embedding.n},
                {"layer", m_base.layer.name},
                {"dim", m_base.layer.dim},
                {"k", m_options.k},
                {"kernel", kernelName(m_options.kernel)},
                {"bandwidth", m_options.kernel == KernelKind::Cosine
                                  ? Json()
                                  : Json(bandwidthName(m_options.bandwidth))},
                {"normalize", m_options.normalize},
                {"mode", m_parameters.at("mode")},
                {"threshold", m_options.solver.threshold},
                {"symmetry", m_parameters.at("symmetry")}};
    }

    void addBaseNumbers(Json& result, const NnkLayerGraph& own, const GraphLabels& labels,
                        const std::optional<LabelVotes>& votes)
    {
        const Components components = componentsOf(own.undirected);
        result["edges"] = own.undirected.edges();
        result["components"] = components.count;
        result["largest_component"] = components.largest;
        result["isolated"] = components.isolated;
        putShare(result, "loo_accuracy",
                 votes ? accuracyOf(votes->predicted, labels.rows) : shareOf(0, 0));
        putShare(result, "knn_loo_accuracy",
                 votes ? accuracyOf(knnVotes(own.graph.candidates, labels.points), labels.rows)
                       : shareOf(0, 0));
        if (!votes)
            m_warnings.emplace_back("no labels: nothing is said about them");
        if (own.graph.unsettled > 0)
            m_warnings.push_back(std::to_string(own.graph.unsettled) +
                                 " samples reached the limit of steps; see kkt_max");
        if (own.graph.singular > 0)
            m_warnings.push_back(std::to_string(own.graph.singular) +
                                 " systems of equations were singular, where the published "
                                 "algorithm gives meaningless weights");
    }

    void addQueryNumbers(Json& result, const NnkLayerGraph& asked, const GraphLabels& labels,
                         const std::optional<LabelVotes>& votes)
    {
        result["queries"] = m_queries.embedding.n;
        putShare(result, "accuracy",
                 votes ? accuracyOf(votes->predicted, labels.rows) : shareOf(0, 0));
        putShare(result, "knn_accuracy",
                 votes ? accuracyOf(knnVotes(asked.graph.candidates, labels.points), labels.rows)
                       : shareOf(0, 0));
        if (m_queries.embedding.labels.empty())
            m_warnings.emplace_back("the queries have no labels: no accuracy");
    }

    /// Widths of samples that each have their own are told by their mean.
    void keepWidths(const NnkGraph& graph) { m_widths = graph.width; }

    void addSigma(Json& result) const
    {
        result["sigma"] = nullptr;
        if (m_options.kernel == KernelKind::Cosine)
            return;
        if (std::isfinite(m_sigma)) {
            result["sigma"] = m_sigma;
            return;
        }
        double sum = 0;
        for (const double width : m_widths)
            sum += width;
        result["sigma"] = m_widths.empty() ? Json() : Json(sum / double(m_widths.size()));
    }

    void write(const NnkLayerGraph& layer, const EmbeddingHeader& rows,
               const std::filesystem::path& out) const
    {
        m_progress.span(0.97, 1, "writing").report(0);
        Hdf5File file = Hdf5File::create(out);
        writeNnkGraph(file, layer);
        writeSampleFacts(file, rows, "/samples"); // /indices are those of the sparse rows
        file.close();
    }

    const Json& m_parameters;
    NnkOptions m_options;
    Progress m_progress;
    Side m_base;
    Side m_queries;
    bool m_hasQueries;
    double m_sigma = 0;
    std::vector<double> m_widths;
    double m_searchSeconds = 0;
    double m_graphSeconds = 0;
    std::vector<std::string> m_warnings;
};

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    return GraphRun(request, progress).run(out);
}

Analysis describe()
{
    Analysis a;
    a.name = "nnk";
    a.title = "NNK graph of a layer";
    a.summary = "Finds each sample's non-negative kernel regression neighbourhood at a layer, "
                "exactly and certified, and the graph they make.";
    a.inputs = {
        embeddingInput(),
        {"labels", InputKind::File, false, false, "one label per row (.npy or IDX)"},
        {"queries", InputKind::Embedding, false, false,
         "other samples at the same layer, whose neighbours are found among the rows; "
         "sigma is that of the rows"},
        {"query-labels", InputKind::File, false, false, "one label per query (.npy or IDX)"}};
    a.parameters = {nnkLayerParameter(), nnkCountParameter()};
    for (Parameter& parameter : nnkKernelParameters())
        a.parameters.push_back(std::move(parameter));
    a.parameters.push_back(
        {"symmetry",
         "Undirected edges",
         ParameterType::Choice,
         "union",
         {},
         {},
         symmetryNames(),
         "",
         "union: either end has the other, the larger weight; mutual: both ends; lower-error: the "
         "weight of the end that is reconstructed better; published: the same as the authors' "
         "code does it, which drops edges between samples that are not both candidates"});
    a.output = OutputKind::Artifact;
    a.outputHelp =
        "/indptr, /indices, /weights (each row's neighbours, compressed sparse rows), "
        "/error, /kkt, /gap, /diameter, /dimension (one number per row), /candidates, "
        "/metrics/KEY, /undirected (the symmetrised graph), /samples (which samples the rows are)";
    a.run = run;
    return a;
}

} // namespace

const Analysis& nnkAnalysis()
{
    static const Analysis analysis = describe();
    return analysis;
}

} // namespace leafscope
