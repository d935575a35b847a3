// SPDX-License-Identifier: MIT
// The registry entry of `collapse rules`: the network's decision beside those that the geometry of
// its features suggests, sample by sample.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/json_number.hpp"
#include "core/collapse/class_map.hpp"
#include "core/collapse/decision_rules.hpp"
#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/neighbors/neighbor_table.hpp"
#include "core/nnk/labelled_layer.hpp"
#include "core/nnk/nnk_request.hpp"
#include "core/session/analysis.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace leafscope {

namespace {

/// The short name of a rule, as keys have it.
const char* keyOf(DecisionRule rule)
{
    constexpr const char* kKeys[]{"network", "nearest_mean", "discriminant", "max_margin"};
    return kKeys[int(rule)];
}

/// A set of samples and what every rule says of them.
struct Judged {
    LabelledLayer rows;
    std::vector<std::int32_t> classOf; ///< of rows, -1: a class that the training set has not
    Decisions decisions;               ///< of the rules of the run, in their order
};

/// Decides and counts, from the request to its numbers.
class RulesRun {
public:
    RulesRun(const Request& request, const Progress& progress)
        : m_request(request)
        , m_progress(progress)
    {
        const std::string layer = request.parameters.at("layer").get<std::string>();
        m_train.rows = readLabelled(open("embedding", "labels"), layer);
        m_map = ClassMap::of(m_train.rows.labels, m_train.rows.embedding.classNames,
                             m_train.rows.embedding.file.string());
        if (request.has("test")) {
            m_test.emplace();
            const EmbeddingHeader header = open("test", "test-labels");
            m_test->rows =
                readLabelled(header, header.layers.size() == 1 ? header.layers[0].name
                                                               : m_train.rows.layer.name);
            matchPoints(m_train.rows, m_test->rows);
        }
    }

    Json run(const std::filesystem::path& out)
    {
        const auto start = std::chrono::steady_clock::now();
        RuleOptions options;
        options.maxMargin = m_request.parameters.at("margin").get<bool>();
        options.marginCost = m_request.parameters.at("margin_cost").get<double>();
        options.marginSamples = m_request.parameters.at("margin_samples").get<Index>();
        classify(m_train);
        if (std::count(m_train.classOf.begin(), m_train.classOf.end(), -1) > 0)
            m_warnings.emplace_back("samples without a class are left out");
        m_fitted = fitDecisionRules(m_train.rows.points, m_train.classOf, m_map.count(), nullptr,
                                    options, m_progress.span(0, 0.7, "fitting the rules"));
        m_rules = {};
        for (const LinearRule& rule : m_fitted.rules)
            m_rules.push_back(rule.rule);
        if (!m_train.rows.embedding.predictions.empty())
            m_rules.insert(m_rules.begin(), DecisionRule::Network);
        else
            m_warnings.emplace_back("the embedding does not hold what the network says: its rule "
                                    "is not among them");
        judge(m_train, m_progress.span(0.7, 0.85, "deciding"));
        if (m_test) {
            classify(*m_test);
            judge(*m_test, m_progress.span(0.85, 0.97, "deciding of the test samples"));
        }
        write(out);
        Json result = numbers();
        result["seconds"] =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return result;
    }

private:
    EmbeddingHeader open(const std::string& role, const std::string& labels) const
    {
        return openEmbedding(m_request.input(role).file.string(), m_request.has(labels)
                                                                      ? m_request.input(labels).file
                                                                      : std::filesystem::path());
    }

    void classify(Judged& set) const
    {
        for (const std::int32_t label : set.rows.labels)
            set.classOf.push_back(m_map.classOf(label));
    }

    void judge(Judged& set, const Progress& progress) const
    {
        set.decisions = decide(m_fitted, set.rows.points, set.classOf, progress);
        if (m_rules.front() != DecisionRule::Network)
            return;
        const std::vector<std::int32_t>& said = set.rows.embedding.predictions;
        std::vector<std::int32_t> network;
        for (const Index row : set.rows.rows)
            network.push_back(said.empty() ? -1 : m_map.classOf(said[std::size_t(row)]));
        auto& predicted = set.decisions.predicted;
        predicted.insert(predicted.begin(), std::move(network));
        compareDecisions(set.classOf, set.decisions);
    }

    /// The rule that alone differs from the others, all of which agree: its place + 1; 0: none
    /// differs; rules + 1: it is not one alone.
    Index dissenter(const Judged& set, std::size_t i) const
    {
        const std::size_t count = m_rules.size();
        Index alone = 0;
        for (std::size_t r = 0; r < count; ++r) {
            const std::size_t first = r == 0 ? 1 : 0;
            bool othersAgree = true;
            for (std::size_t o = 0; o < count; ++o)
                othersAgree = othersAgree && (o == r || set.decisions.predicted[o][i] ==
                                                            set.decisions.predicted[first][i]);
            if (!othersAgree)
                continue;
            if (set.decisions.predicted[r][i] == set.decisions.predicted[first][i])
                return 0;
            if (count > 2 || r == 0)
                alone = Index(r) + 1;
        }
        return alone > 0 ? alone : Index(count) + 1;
    }

    Json sharesOf(const Judged& set) const
    {
        Json accuracy;
        Json agreement = Json::array();
        for (std::size_t a = 0; a < m_rules.size(); ++a) {
            accuracy[keyOf(m_rules[a])] = set.decisions.accuracy[a];
            const auto row = set.decisions.agreement.row(Index(a));
            agreement.push_back(std::vector<double>(row.begin(), row.end()));
        }
        return {{"n", set.classOf.size()},
                {"accuracy", accuracy},
                {"agreement", agreement},
                {"disputed", set.decisions.disputed.size()}};
    }

    Json listOf(const Judged& set) const
    {
        const auto most = m_request.parameters.at("listed").get<std::size_t>();
        Json list = Json::array();
        for (const std::int64_t disputed : set.decisions.disputed) {
            if (list.size() == most)
                break;
            const auto i = std::size_t(disputed);
            Json one{{"row", set.rows.rows[i]},
                     {"sample", set.rows.sample(Index(i))},
                     {"label", set.rows.labels[i]}};
            for (std::size_t r = 0; r < m_rules.size(); ++r) {
                const std::int32_t c = set.decisions.predicted[r][i];
                one[keyOf(m_rules[r])] = c < 0 ? Json() : Json(m_map.labels[std::size_t(c)]);
            }
            list.push_back(std::move(one));
        }
        return list;
    }

    Json numbers() const
    {
        Json names = Json::array();
        for (const DecisionRule rule : m_rules)
            names.push_back({{"key", keyOf(rule)}, {"name", decisionRuleName(rule)}});
        std::vector<std::string> warnings = m_warnings;
        warnings.insert(warnings.end(), m_fitted.notes.begin(), m_fitted.notes.end());
        Json result{{"layer", m_train.rows.layer.name},
                    {"dim", m_train.rows.layer.dim},
                    {"n", m_train.classOf.size()},
                    {"classes", m_map.count()},
                    {"rules", names},
                    {"train", sharesOf(m_train)},
                    {"test", m_test ? sharesOf(*m_test) : Json()},
                    {"disputed", listOf(m_train)},
                    {"disputed_test", m_test ? listOf(*m_test) : Json::array()},
                    {"shrinkage", m_fitted.shrinkage},
                    {"margin", numberOrNull(m_fitted.margin)},
                    {"warnings", warnings}};
        result["convention"] =
            "network: what the embedding holds as its prediction; nearest_mean: the nearest class "
            "mean of these samples; discriminant: linear, covariance within the classes shrunk by "
            "Ledoit and Wolf, equal priors; max_margin: Crammer and Singer; a sample is disputed "
            "where the rules do not all agree";
        return result;
    }

    /// One column per rule, and which of them differs.
    std::vector<SampleMetric> columnsOf(const Judged& set) const
    {
        std::vector<SampleMetric> columns;
        SampleMetric differs{
            "rules.differs", "Which decision rule differs", "of the rules", {}, {"all agree"}};
        for (const DecisionRule rule : m_rules)
            differs.categories.push_back(std::string(decisionRuleName(rule)) + " differs");
        differs.categories.emplace_back("several differ");
        for (std::size_t i = 0; i < set.classOf.size(); ++i)
            differs.values.push_back(float(dissenter(set, i)));
        columns.push_back(std::move(differs));
        for (std::size_t r = 0; r < m_rules.size(); ++r) {
            SampleMetric one{std::string("rules.") + keyOf(m_rules[r]),
                             std::string("Class by ") + decisionRuleName(m_rules[r]),
                             "",
                             {},
                             m_map.names};
            for (const std::int32_t c : set.decisions.predicted[r])
                one.values.push_back(c < 0 ? std::numeric_limits<float>::quiet_NaN() : float(c));
            columns.push_back(std::move(one));
        }
        return columns;
    }

    void writeSet(Hdf5File& file, const std::string& group, const Judged& set) const
    {
        std::vector<std::int64_t> indices;
        for (std::size_t i = 0; i < set.classOf.size(); ++i)
            indices.push_back(set.rows.sample(Index(i)));
        file.write(group + "/indices", {std::int64_t(indices.size())}, indices.data());
        for (const SampleMetric& column : columnsOf(set))
            writeMetric(file, group + "/columns/" + column.key, column);
    }

    void write(const std::filesystem::path& out) const
    {
        m_progress.span(0.97, 1, "writing").report(0);
        Hdf5File file = Hdf5File::create(out);
        writeSet(file, "", m_train);
        if (m_test)
            writeSet(file, "/test", *m_test);
        std::vector<std::string> keys;
        for (const SampleMetric& column : columnsOf(m_train))
            keys.push_back(column.key);
        file.setText("/", "sample_columns", Json(keys).dump());
        file.setText("/", "class_names", Json(m_map.names).dump());
        file.close();
    }

    const Request& m_request;
    Progress m_progress;
    ClassMap m_map;
    Judged m_train;
    std::optional<Judged> m_test;
    DecisionRules m_fitted;
    std::vector<DecisionRule> m_rules; ///< in the order of Judged::predicted
    std::vector<std::string> m_warnings;
};

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    return RulesRun(request, progress).run(out);
}

std::vector<Parameter> parameters()
{
    using enum ParameterType;
    const RuleOptions defaults;
    return {nnkLayerParameter(),
            {"margin",
             "Largest margin",
             Flag,
             defaults.maxMargin,
             {},
             {},
             {},
             "",
             "also fit the rule of the largest margin, the slowest of them"},
            {"margin_cost",
             "Cost of a violation",
             Real,
             defaults.marginCost,
             1e-6,
             1e9,
             {},
             "",
             "of a sample on the wrong side of the margin, features scaled to a mean square of 1"},
            {"margin_samples",
             "Samples of the margin",
             Integer,
             defaults.marginSamples,
             2,
             1e7,
             {},
             "samples",
             "at most so many are fitted, evenly from all classes"},
            {"listed",
             "Samples listed",
             Integer,
             200,
             0,
             100000,
             {},
             "samples",
             "at most so many disputed samples in the result"}};
}

} // namespace

const Analysis& collapseRulesAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "collapse rules";
        a.title = "Decision rules";
        a.summary = "Nearest class mean, linear discriminant and largest margin beside the "
                    "network's own decision, and the samples on which they differ.";
        a.inputs = {embeddingInput(),
                    {"labels", InputKind::File, false, false, "one label per row (.npy or IDX)"},
                    {"test", InputKind::Embedding, false, false,
                     "held-out samples: the same layer of the same network"},
                    {"test-labels", InputKind::File, false, false,
                     "one label per test sample (.npy or IDX)"}};
        a.parameters = parameters();
        a.outputHelp = "/indices and per sample /columns/rules.differs and one class per rule "
                       "(rules.network, rules.nearest_mean, rules.discriminant, rules.max_margin); "
                       "the same below /test";
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
