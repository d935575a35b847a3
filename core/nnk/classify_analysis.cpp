// SPDX-License-Identifier: MIT
// The registry entry of `nnk classify`: labels from neighbours, over numbers of candidates.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/json_number.hpp"
#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/nnk/judgement.hpp"
#include "core/nnk/labelled_layer.hpp"
#include "core/nnk/nnk_request.hpp"
#include "core/nnk/suspects.hpp"
#include "core/session/analysis.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <optional>

namespace leafscope {

namespace {

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

using Judgements = std::vector<Judgement>;

Json listOf(const Judgements& all, const std::function<double(const Judgement&)>& number)
{
    Json list = Json::array();
    for (const Judgement& one : all)
        list.push_back(numberOrNull(number(one)));
    return list;
}

/// "nnk", "nnk_low", "nnk_high" and so on, each a list over the numbers of candidates.
Json accuracies(const Judgements& all, double head)
{
    Json result;
    const auto put = [&](const std::string& name, Share Judgement::*share) {
        result[name] = listOf(all, [&](const Judgement& j) { return (j.*share).value; });
        result[name + "_low"] = listOf(all, [&](const Judgement& j) { return (j.*share).low; });
        result[name + "_high"] = listOf(all, [&](const Judgement& j) { return (j.*share).high; });
    };
    put("nnk", &Judgement::nnk);
    put("knn", &Judgement::knn);
    put("weighted_knn", &Judgement::weightedKnn);
    result["nnk_soft"] = listOf(all, [](const Judgement& j) { return j.soft; });
    result["head"] = numberOrNull(head);
    return result;
}

/// Values of the labelled rows, one list per number of candidates, spread to all rows of the
/// embedding; `missing` where a row was left out.
template <class T, class Value>
void writeRows(Hdf5File& file, const std::string& path, const LabelledLayer& rows,
               std::size_t lists, T missing, const Value& value)
{
    const auto n = std::size_t(rows.embedding.n);
    std::vector<T> values(lists * n, missing);
    for (std::size_t g = 0; g < lists; ++g)
        for (std::size_t i = 0; i < rows.rows.size(); ++i)
            values[g * n + std::size_t(rows.rows[i])] = T(value(g, i));
    file.write(path, {std::int64_t(lists), std::int64_t(n)}, values.data());
}

void writeVotes(Hdf5File& file, const std::string& group, const LabelledLayer& rows,
                const Judgements& all, const std::vector<NnkGraph>& graphs)
{
    const auto write = [&](const std::string& name, const auto& predicted) {
        writeRows<std::int32_t>(file, group + "/predicted/" + name, rows, all.size(), -1,
                                [&](std::size_t g, std::size_t i) { return predicted(all[g])[i]; });
    };
    write(
        "nnk", [](const Judgement& j) -> const auto& { return j.votes.predicted; });
    write(
        "knn", [](const Judgement& j) -> const auto& { return j.knnPredicted; });
    write(
        "weighted_knn", [](const Judgement& j) -> const auto& { return j.weightedPredicted; });
    const float unknown = std::numeric_limits<float>::quiet_NaN();
    writeRows<float>(file, group + "/purity", rows, all.size(), unknown,
                     [&](std::size_t g, std::size_t i) { return all[g].votes.purity[i]; });
    writeRows<float>(file, group + "/error", rows, all.size(), unknown,
                     [&](std::size_t g, std::size_t i) { return graphs[g].error[i]; });
}

/// One classification, from the request to its numbers.
class ClassifyRun {
public:
    ClassifyRun(const Request& request, const Progress& progress)
        : m_parameters(request.parameters)
        , m_options(nnkOptionsOf(request.parameters))
        , m_progress(progress)
        , m_base(readLabelled(open(request, "embedding", "labels"),
                              request.parameters.at("layer").get<std::string>()))
    {
        m_counts = nnkCountsOf(m_parameters.at("k"), m_base.count() - 1,
                               m_base.embedding.file.string(), m_warnings);
        noteUnlabelled(m_base, "samples");
        if (request.has("test")) {
            const EmbeddingHeader test = open(request, "test", "test-labels");
            m_test = readLabelled(test, test.layers.size() == 1 ? test.layers[0].name
                                                                : m_base.layer.name);
            noteUnlabelled(*m_test, "test samples");
            matchPoints(m_base, *m_test);
        } else if (request.has("test-labels")) {
            throw Error(ErrorKind::InvalidInput, "there are labels for a test but no test samples",
                        "--test-labels", {}, "give their embedding with --test EMB");
        }
    }

    Json run(const std::filesystem::path& out)
    {
        const auto start = std::chrono::steady_clock::now();
        const NnkPoints points(std::move(m_base.points), m_options.kernel, m_options.normalize);
        const double share = m_test ? 0.6 : 0.97;
        const Neighbors nearest =
            nearestNeighbors(points.searched(), m_counts.back(),
                             m_progress.span(0, 0.6 * share, "nearest neighbours"));
        if (nearest.duplicates > 0)
            m_warnings.push_back(std::to_string(nearest.duplicates) +
                                 " samples repeat an earlier one; copies predict each other");
        m_graphs = buildNnkGraphs(points, points, nearest, m_options, {m_counts, {}},
                                  m_progress.span(0.6 * share, share, "NNK weights"));
        for (const NnkGraph& graph : m_graphs)
            m_loo.push_back(judge(graph, nearest, m_base.labels, m_base.labels));
        if (m_test)
            classifyTest(points, m_progress.span(share, 0.97, "test samples"));
        warnOfSolver();
        const LabelTrust trust = labelTrust(m_graphs.back(), m_base.labels);
        write(trust, out);
        Json result = numbers(trust);
        result["seconds"] = secondsSince(start);
        return result;
    }

private:
    static EmbeddingHeader open(const Request& request, const std::string& role,
                                const std::string& labels)
    {
        return openEmbedding(request.input(role).file.string(), request.has(labels)
                                                                    ? request.input(labels).file
                                                                    : std::filesystem::path());
    }

    void noteUnlabelled(const LabelledLayer& rows, const std::string& what)
    {
        if (rows.unlabelled > 0)
            m_warnings.push_back(std::to_string(rows.unlabelled) + " " + what +
                                 " without a label are left out");
    }

    void classifyTest(const NnkPoints& points, const Progress& progress)
    {
        const NnkPoints queries(std::move(m_test->points), m_options.kernel, m_options.normalize);
        const Neighbors nearest =
            nearestNeighbors(points.searched(), queries.searched(), m_counts.back(),
                             progress.span(0, 0.7, "neighbours of the test samples"));
        if (nearest.duplicates > 0)
            m_warnings.push_back(std::to_string(nearest.duplicates) +
                                 " test samples equal one of the samples");
        CandidateCounts candidates{m_counts, {}};
        for (const NnkGraph& graph : m_graphs) // one kernel for samples and test samples
            candidates.sigma.push_back(graph.sigma);
        m_testGraphs = buildNnkGraphs(points, queries, nearest, m_options, candidates,
                                      progress.span(0.7, 1, "NNK weights of the test samples"));
        for (const NnkGraph& graph : m_testGraphs)
            m_testVotes.push_back(judge(graph, nearest, m_base.labels, m_test->labels));
    }

    void warnOfSolver()
    {
        const std::vector<std::int32_t>& labels = m_base.labels;
        if (std::all_of(labels.begin(), labels.end(),
                        [&](std::int32_t label) { return label == labels[0]; }))
            m_warnings.emplace_back("all samples have the same label: there is nothing to tell "
                                    "apart");
        Index unsettled = 0;
        Index singular = 0;
        for (const Judgements* all : {&m_loo, &m_testVotes})
            for (const Judgement& one : *all) {
                unsettled += one.unsettled;
                singular += one.singular;
            }
        if (unsettled > 0)
            m_warnings.push_back(std::to_string(unsettled) +
                                 " solutions reached the limit of steps; see kkt_max");
        if (singular > 0)
            m_warnings.push_back(std::to_string(singular) +
                                 " systems of equations were singular, where the published "
                                 "algorithm gives meaningless weights");
    }

    Json numbers(const LabelTrust& trust) const
    {
        double kkt = 0;
        for (const Judgements* all : {&m_loo, &m_testVotes})
            for (const Judgement& one : *all)
                kkt = std::max(kkt, one.kkt);
        const auto list = [&](double Judgement::*number) {
            return listOf(m_loo, [&](const Judgement& j) { return j.*number; });
        };
        Json result{
            {"layer", m_base.layer.name},
            {"dim", m_base.layer.dim},
            {"n", m_base.count()},
            {"unlabelled", m_base.unlabelled},
            {"kernel", kernelName(m_options.kernel)},
            {"bandwidth", m_options.kernel == KernelKind::Cosine
                              ? Json()
                              : Json(bandwidthName(m_options.bandwidth))},
            {"threshold", m_options.solver.threshold},
            {"mode", m_parameters.at("mode")},
            {"k", m_counts},
            {"sigma", m_options.kernel == KernelKind::Cosine ? Json() : list(&Judgement::sigma)},
            {"loo", accuracies(m_loo, m_base.headAccuracy())},
            {"test", m_test ? accuracies(m_testVotes, m_test->headAccuracy()) : Json()},
            {"test_n", m_test ? Json(m_test->count()) : Json()},
            {"error_mean", list(&Judgement::error)},
            {"neighbors_mean", list(&Judgement::neighbors)},
            {"effective_mean", list(&Judgement::effective)},
            {"mass_purity_mean", list(&Judgement::purity)},
            {"kkt_max", kkt},
            {"warnings", m_warnings}};
        const auto foreign = [&](const std::string& name, double Share::*number) {
            result[name] = listOf(m_loo, [&](const Judgement& j) { return j.foreign.*number; });
        };
        foreign("foreign_label_share", &Share::value);
        foreign("foreign_low", &Share::low);
        foreign("foreign_high", &Share::high);
        addRows(result, trust);
        result["convention"] = convention();
        return result;
    }

    void addRows(Json& result, const LabelTrust& trust) const
    {
        const auto most = m_parameters.at("listed").get<Index>();
        const std::vector<Index> suspects = labelSuspects(trust, m_base.labels);
        result["suspects"] = Json::array();
        for (const Index i : suspects) {
            if (Index(result["suspects"].size()) == most)
                break;
            const auto at = std::size_t(i);
            result["suspects"].push_back({{"row", m_base.rows[at]},
                                          {"sample", m_base.sample(i)},
                                          {"label", m_base.labels[at]},
                                          {"suggested", trust.suggested[at]},
                                          {"same_mass", numberOrNull(trust.sameMass[at])},
                                          {"reliability", numberOrNull(trust.reliability[at])}});
        }
        result["suspect_count"] = suspects.size();
        result["far"] = Json::array();
        for (const Index i : farthestRows(m_graphs.back(), most))
            result["far"].push_back({{"row", m_base.rows[std::size_t(i)]},
                                     {"sample", m_base.sample(i)},
                                     {"error", m_graphs.back().error[std::size_t(i)]}});
    }

    std::string convention() const
    {
        return nnkConvention(m_options) +
               "; loo: each sample from the others (leave one out), test: test samples from the "
               "samples, with the same kernel; nnk: the class with the largest weight, knn: of "
               "most candidates, weighted_knn: by kernel values, ties to the nearest class; "
               "nnk_soft: mean weight of the true class; head: the network's own predictions; low "
               "and high: Wilson 95 %; smaller k use the first candidates of the same lists; "
               "suspects and far at the largest k: same_mass is the share of the weight with the "
               "sample's label, reliability the same with neighbours counted by their own "
               "same_mass (2508.00202)";
    }

    void write(const LabelTrust& trust, const std::filesystem::path& out) const
    {
        m_progress.span(0.97, 1, "writing").report(0);
        Hdf5File file = Hdf5File::create(out);
        const std::vector<std::int64_t> counts(m_counts.begin(), m_counts.end());
        file.write("/k", {std::int64_t(counts.size())}, counts.data());
        file.setText("/k", "layer", m_base.layer.name);
        writeVotes(file, "", m_base, m_loo, m_graphs);
        const float unknown = std::numeric_limits<float>::quiet_NaN();
        writeRows<float>(file, "/same_mass", m_base, 1, unknown,
                         [&](std::size_t, std::size_t i) { return trust.sameMass[i]; });
        writeRows<float>(file, "/reliability", m_base, 1, unknown,
                         [&](std::size_t, std::size_t i) { return trust.reliability[i]; });
        writeRows<std::int32_t>(file, "/suggested", m_base, 1, -1,
                                [&](std::size_t, std::size_t i) { return trust.suggested[i]; });
        if (m_test) {
            writeVotes(file, "/test", *m_test, m_testVotes, m_testGraphs);
            writeSampleFacts(file, m_test->embedding, "/test");
        }
        writeSampleFacts(file, m_base.embedding);
        file.close();
    }

    const Json& m_parameters;
    NnkOptions m_options;
    Progress m_progress;
    std::vector<std::string> m_warnings;
    LabelledLayer m_base;
    std::optional<LabelledLayer> m_test;
    std::vector<Index> m_counts;
    std::vector<NnkGraph> m_graphs;
    std::vector<NnkGraph> m_testGraphs;
    Judgements m_loo;
    Judgements m_testVotes;
};

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    return ClassifyRun(request, progress).run(out);
}

Analysis describe()
{
    Analysis a;
    a.name = "nnk classify";
    a.title = "Classification by NNK neighbours";
    a.summary = "Predicts each sample's label from its NNK neighbours, against kNN and the "
                "network's own head, and lists labels that the neighbours contradict.";
    a.inputs = {
        embeddingInput(),
        {"labels", InputKind::File, false, false, "one label per row (.npy or IDX)"},
        {"test", InputKind::Embedding, false, false,
         "samples that are predicted from the others: the same layer of the same network"},
        {"test-labels", InputKind::File, false, false, "one label per test sample (.npy or IDX)"}};
    a.parameters = {nnkLayerParameter(), nnkCountsParameter()};
    for (Parameter& parameter : nnkKernelParameters())
        a.parameters.push_back(std::move(parameter));
    a.parameters.push_back(
        {"listed",
         "Samples listed",
         ParameterType::Integer,
         50,
         0.0,
         10000.0,
         {},
         "samples",
         "at most so many suspects, and samples far from all others, in the result"});
    a.output = OutputKind::Artifact;
    a.outputHelp = "/k; per k and row /predicted/nnk, knn, weighted_knn, /purity, /error; per row "
                   "at the largest k /same_mass, /reliability, /suggested; the same below /test; "
                   "/indices, /labels";
    a.run = run;
    return a;
}

} // namespace

const Analysis& nnkClassifyAnalysis()
{
    static const Analysis analysis = describe();
    return analysis;
}

} // namespace leafscope
