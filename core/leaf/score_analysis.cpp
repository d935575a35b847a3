// SPDX-License-Identifier: MIT
// The registry entry of `leaf score`: how well scores of the leaf tell foreign samples.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/json_number.hpp"
#include "core/base/parallel.hpp"
#include "core/embedding/network_parameters.hpp"
#include "core/leaf/anchor_request.hpp"
#include "core/leaf/auroc.hpp"
#include "core/leaf/leaf_parameters.hpp"
#include "core/leaf/scores.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace leafscope {

namespace {

constexpr std::array kMadeSets{"noise", "inverted", "flipped"};

bool isMade(const std::string& name)
{
    return std::find(kMadeSets.begin(), kMadeSets.end(), name) != kMadeSets.end();
}

std::string roleOf(const std::string& spec)
{
    return "sets " + spec;
}

/// The data sets among the names in --sets.
std::map<std::string, std::string> namedSets(const Json& parameters)
{
    std::map<std::string, std::string> named;
    for (const Json& name : parameters.at("sets"))
        if (name.is_string() && !isMade(name.get<std::string>()))
            named.emplace(roleOf(name.get<std::string>()), name.get<std::string>());
    return named;
}

/// Samples that are scored.
struct ScoredSet {
    std::string name;
    MatrixD points;
    std::vector<std::int64_t> sources; ///< the row that each came from
    Pairing pairing = Pairing::Independent;
    std::vector<SampleScores> scores;

    std::vector<double> values(const ScoreKind& kind) const
    {
        std::vector<double> all;
        for (const SampleScores& sample : scores)
            all.push_back(sample.*kind.value);
        return all;
    }
};

ScoredSet madeSet(const std::string& name, const ScoredSet& inside, const NetworkMap& map,
                  const WalkOptions& options, std::uint64_t seed)
{
    ScoredSet set{name, {}, inside.sources, Pairing::Paired, {}};
    if (name == "inverted")
        set.points = inverted(inside.points, options.bounds);
    else if (name == "flipped")
        set.points = flipped(inside.points, map.shape());
    else {
        set.points = noiseLike(inside.points, options.bounds, seed);
        set.pairing = Pairing::Independent;
    }
    return set;
}

ScoredSet givenSet(const std::string& name, const Request& request, const NetworkMap& map,
                   std::vector<std::string>& notes)
{
    if (!request.has(roleOf(name)))
        throw Error(ErrorKind::InvalidInput, "the recipe does not hold the data set " + name,
                    "--sets", "the recipe was changed by hand", "make the recipe again");
    const Dataset data = openDataset(request.input(roleOf(name)).spec);
    ScoredSet set;
    set.name = name;
    set.sources = stratifiedSample(data, request.parameters.at("limit"), request.seed);
    set.points = coordinatesOf(map, data, set.sources, notes);
    return set;
}

std::vector<ScoredSet> foreignSets(const ScoredSet& inside, const Request& request,
                                   const NetworkMap& map, const WalkOptions& options,
                                   std::vector<std::string>& notes)
{
    std::vector<ScoredSet> sets;
    for (const Json& item : request.parameters.at("sets")) {
        const auto name = item.get<std::string>();
        if (std::any_of(sets.begin(), sets.end(), [&](const auto& s) { return s.name == name; }))
            continue;
        sets.push_back(isMade(name) ? madeSet(name, inside, map, options, request.seed)
                                    : givenSet(name, request, map, notes));
    }
    if (sets.empty())
        throw Error(ErrorKind::InvalidInput, "there is no set to tell apart", "--sets", {},
                    "name noise, inverted, flipped, or data sets, with commas between them");
    return sets;
}

void score(ScoredSet& set, NetworkMap& map, const RequestedAnchors& anchors, Index k,
           const WalkOptions& options, const Progress& progress)
{
    for (Index i = 0; i < set.points.rows(); ++i) {
        const auto count = double(set.points.rows());
        const Progress part = progress.span(double(i) / count, double(i + 1) / count, set.name);
        const VectorD y = set.points.row(i).transpose();
        // Where the reference data are others, a foreign set's rows are none of theirs.
        const auto near = anchors.nearest(map, y, k, set.sources[std::size_t(i)]);
        set.scores.push_back(scoresOf(map, y, near, options, part));
    }
}

bool isMeaningful(const ScoreKind& kind, const NetworkMap& map)
{
    return std::string(kind.name) != "energy" || map.head() == Head::Logits;
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void writeSet(Hdf5File& file, const std::string& group, const ScoredSet& set)
{
    const auto count = std::int64_t(set.scores.size());
    for (const ScoreKind& kind : scoreKinds())
        file.write(group + "/" + kind.name, {count}, set.values(kind).data());
    file.write(group + "/indices", {count}, set.sources.data());
    file.setText(group, "name", set.name);
}

void writeCurve(Hdf5File& file, const std::string& path, const std::vector<RocPoint>& curve)
{
    MatrixD rows(Index(curve.size()), 3);
    for (std::size_t i = 0; i < curve.size(); ++i)
        rows.row(Index(i)) << curve[i].threshold, curve[i].falsePositive, curve[i].truePositive;
    file.write(path, {rows.rows(), 3}, rows.data());
    file.setText(path, "columns", "threshold, false positive rate, true positive rate");
}

/// {"sets": {set: {score: ...}}, "table": [...]}, and the file.
Json compare(const ScoredSet& inside, const std::vector<ScoredSet>& sets, const NetworkMap& map,
             const std::filesystem::path& out)
{
    Hdf5File file = Hdf5File::create(out);
    writeSet(file, "/in", inside);
    Json json{{"sets", Json::object()}, {"table", Json::array()}, {"n_out", Json::object()}};
    for (std::size_t s = 0; s < sets.size(); ++s) {
        const ScoredSet& set = sets[s];
        const std::string group = "/out/" + std::to_string(s);
        writeSet(file, group, set);
        json["n_out"][set.name] = set.scores.size();
        for (const ScoreKind& kind : scoreKinds()) {
            if (!isMeaningful(kind, map))
                continue;
            const auto in = inside.values(kind);
            const auto foreign = set.values(kind);
            const Auroc area = auroc(in, foreign, set.pairing);
            writeCurve(file, group + "/roc/" + kind.name, rocCurve(in, foreign));
            json["sets"][set.name][kind.name] = {{"auroc", area.value},
                                                 {"low", area.low},
                                                 {"high", area.high},
                                                 {"median_in", numberOrNull(median(in))},
                                                 {"median_out", numberOrNull(median(foreign))}};
            json["table"].push_back({{"set", set.name},
                                     {"score", kind.name},
                                     {"auroc", area.value},
                                     {"ci95", {area.low, area.high}}});
        }
    }
    file.close();
    return json;
}

Json conventions()
{
    Json json{
        {"sign", "larger is more foreign, for every score; below 0.5 it points the other way"}};
    for (const ScoreKind& kind : scoreKinds())
        json[kind.name] = kind.meaning;
    json["auroc"] = "P(foreign > own) + P(equal) / 2";
    json["interval"] =
        "95 %, area +- 1.96 standard errors of DeLong, DeLong, Clarke-Pearson 1988 "
        "cut at 0 and 1; for sets made of the samples themselves (inverted, flipped) "
        "the pairs of Obuchowski 1997; a point where the sets do not overlap";
    json["noise"] = "uniform within the bounds; without bounds normal, with the mean and deviation "
                    "of every input of the samples";
    json["inverted"] = "low + high - x, of the bounds or else of the range of the samples";
    json["flipped"] = "upside down";
    return json;
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    const SerialBlas serial; // products of ten rows: threads would only wait for each other
    const Json& p = request.parameters;
    const Dataset data = openDataset(request.input("data").spec, progress.span(0, 0.02, "data"));
    NetworkMap map(loadModel(request), data, p.at("normalize").get<std::string>(), precisionOf(p));
    std::vector<std::string> notes = map.notes();
    const WalkOptions options = anchoredWalk(request, map);
    ScoredSet inside;
    inside.name = "in";
    inside.sources = stratifiedSample(data, p.at("limit"), request.seed);
    inside.points = coordinatesOf(map, data, inside.sources, notes);
    // What does not fit is told before anything is computed.
    std::vector<ScoredSet> sets = foreignSets(inside, request, map, options, notes);
    const RequestedAnchors anchors =
        anchorsOf(request, map, data, notes, progress.span(0.02, 0.1, "reference data"));
    const auto k = p.at("k").get<Index>();
    const double share = 0.9 / double(sets.size() + 1);
    score(inside, map, anchors, k, options, progress.span(0.1, 0.1 + share, "scoring"));
    for (std::size_t s = 0; s < sets.size(); ++s) {
        const double done = 0.1 + share * double(s + 1);
        score(sets[s], map, anchors, k, options, progress.span(done, done + share, "scoring"));
    }
    if (map.head() != Head::Logits)
        notes.emplace_back("no energy: it is of logits, and the network returns " +
                           headName(map.head()));
    Json json = compare(inside, sets, map, out);
    Index jacobians = 0;
    for (const SampleScores& sample : inside.scores)
        jacobians += sample.jacobians;
    json["jacobians_per_sample"] = double(jacobians) / double(inside.scores.size());
    json["n"] = inside.scores.size();
    json["sampling"] = describeSampling(data, Index(inside.scores.size()), request.seed);
    json["reference"] = anchors.candidates.reference().spec;
    json["anchors"] = anchors.about() + ", k = " + std::to_string(k);
    json["conventions"] = conventions();
    json["unit"] = map.unit();
    json["head"] = headName(map.head());
    if (options.bounds)
        json["bounds"] = {options.bounds->low, options.bounds->high};
    json["notes"] = notes;
    json["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return json;
}

} // namespace

const Analysis& leafScoreAnalysis()
{
    static const Analysis analysis = [] {
        using enum ParameterType;
        Analysis a;
        a.name = "leaf score";
        a.title = "Foreign samples";
        a.summary = "How well scores of the data leaf tell foreign samples from the data's own.";
        a.inputs = {modelInput(),
                    {"data", InputKind::Data, true, false,
                     "samples of the kind that the network was made for, best its test data"},
                    referenceInput()};
        a.parameters = {{"sets",
                         "Foreign sets",
                         List,
                         Json::array({"noise", "inverted"}),
                         {},
                         {},
                         {},
                         "",
                         "what to tell apart: noise, inverted, flipped (images upside down), and "
                         "data sets whose samples the network takes"},
                        limitParameter(500),
                        {"k",
                         "Anchors each",
                         Integer,
                         1,
                         1.0,
                         1000.0,
                         {},
                         "",
                         "how many anchors to walk from; the least residual counts"}};
        for (const Parameter& parameter : anchorParameters())
            a.parameters.push_back(parameter);
        a.parameters.push_back(precisionParameter());
        a.parameters.push_back(normalizeParameter());
        a.namedData = namedSets;
        a.outputHelp = "/in and /out/0, /out/1, ... (attribute name): /log_trace, /residual, "
                       "/alignment, /max_probability, /energy, /distance, /indices per sample; "
                       "/out/0/roc/SCORE: threshold, false and true positive rate";
        a.seeded = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
