// SPDX-License-Identifier: MIT
// The registry entry of `leaf foliation`.
#include "core/base/error.hpp"
#include "core/base/json_number.hpp"
#include "core/embedding/network_parameters.hpp"
#include "core/leaf/fixtures.hpp"
#include "core/leaf/foliation_file.hpp"
#include "core/leaf/foliation_source.hpp"
#include "core/leaf/leaf_parameters.hpp"
#include "core/session/analysis.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace leafscope {

namespace {

constexpr double kMargin = 0.12; // around the samples, of their extent
constexpr double kPresetSide = 1.2;
constexpr double kPresetReach = 2.5; // round a sphere that fills the box
constexpr double kNetworkReach = 0.5;

/// LOW,HIGH for all axes, or around the samples; a preset alone has a standard one.
SpaceBox boxOf(const std::string& range, const FoliationSubject& subject)
{
    const Index n = subject.map->inputs();
    if (range != "auto") {
        const auto box = rangeOf(range);
        return {VectorD::Constant(n, box.low), VectorD::Constant(n, box.high)};
    }
    if (subject.samples.rows() == 0)
        return {VectorD::Constant(n, -kPresetSide), VectorD::Constant(n, kPresetSide)};
    const VectorD low = subject.samples.colwise().minCoeff().transpose();
    const VectorD high = subject.samples.colwise().maxCoeff().transpose();
    const double margin = kMargin * (high - low).maxCoeff();
    return {low.array() - margin, high.array() + margin};
}

/// The samples that are drawn: inside the box, at most `limit`, stratified.
void takeSamples(Foliation& out, const FoliationSubject& subject, std::int64_t limit,
                 std::uint64_t seed)
{
    std::vector<std::int64_t> chosen;
    if (subject.data)
        for (const std::int64_t i : stratifiedSample(*subject.data, limit, seed))
            if (out.box.contains(subject.samples.row(Index(i)).transpose()))
                chosen.push_back(i);
    out.samples.resize(Index(chosen.size()), out.inputs());
    for (std::size_t i = 0; i < chosen.size(); ++i)
        out.samples.row(Index(i)) = subject.samples.row(Index(chosen[i]));
    out.sampleLogits =
        chosen.empty() ? MatrixD(0, subject.map->classes()) : subject.map->logits(out.samples);
    if (subject.data && !subject.data->labels.empty())
        for (const std::int64_t i : chosen)
            out.labels.push_back(subject.data->labels[std::size_t(i)]);
    out.indices = std::move(chosen);
}

Json resultOf(const Foliation& f)
{
    Json range = Json::array();
    for (Index axis = 0; axis < f.inputs(); ++axis)
        range.push_back({f.box.low[axis], f.box.high[axis]});
    return {{"subject", f.subject},
            {"dimension", f.inputs()},
            {"rank", f.rank},
            {"leaves", f.leaves.size()},
            {"kernel_lines", f.kernels.size()},
            {"holonomy_median", numberOrNull(f.holonomyMedian())},
            {"holonomy_max", numberOrNull(f.holonomyMost())},
            {"singular_share", f.singularShare()},
            {"regions", f.regions ? Json(*f.regions) : Json()},
            {"facets", f.facets.cellCount()},
            {"facets_from", f.facetSource},
            {"samples", f.samples.rows()},
            {"range", range},
            {"unit", f.unit},
            {"notes", f.notes}};
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    const Json& p = request.parameters;
    FoliationSource source;
    source.preset = p.at("preset").get<std::string>();
    source.normalize = p.at("normalize").get<std::string>();
    if (request.has("model"))
        source.model = request.input("model").file.empty() ? request.input("model").spec
                                                           : request.input("model").file.string();
    if (request.has("data"))
        source.data = request.input("data").spec;
    const FoliationSubject subject = openSubject(source, progress.span(0, 0.05, "data"));
    FoliationOptions options;
    options.box = boxOf(p.at("range").get<std::string>(), subject);
    options.leaves = p.at("leaves").get<Index>();
    options.kernelLines = p.at("kernel_lines").get<Index>();
    options.grid = p.at("grid").get<Index>();
    options.reach = p.at("reach").get<double>();
    if (options.reach == 0)
        options.reach = subject.network ? kNetworkReach : kPresetReach;
    options.singularBelow = p.at("threshold").get<double>();
    PreActivations kinks;
    if (subject.network)
        kinks = preActivationsOf(
            *subject.network, subject.samples.topRows(std::min<Index>(64, subject.samples.rows())));
    Foliation foliation = computeFoliation(*subject.map, subject.samples, options, kinks,
                                           progress.span(0.05, 0.97, "foliation"));
    foliation.subject = subject.text;
    foliation.unit = subject.network ? subject.network->unit() : "x";
    foliation.classNames = subject.classNames;
    for (Index axis = 1; axis <= foliation.inputs(); ++axis)
        foliation.axes.push_back("x" + std::to_string(axis));
    if (!subject.about.empty())
        foliation.notes.insert(foliation.notes.begin(), subject.about);
    if (subject.network)
        foliation.notes.insert(foliation.notes.end(), subject.network->notes().begin(),
                               subject.network->notes().end());
    takeSamples(foliation, subject, p.at("limit"), request.seed);
    writeFoliation(foliation, out);
    Json result = resultOf(foliation);
    result["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

std::vector<Parameter> parameters()
{
    using enum ParameterType;
    std::vector<std::string> presets{"none"};
    for (const LeafFixture& fixture : leafFixtures())
        presets.push_back(fixture.name);
    const FoliationOptions standard;
    return {
        {"preset",
         "Preset",
         Choice,
         "none",
         {},
         {},
         presets,
         "",
         "a classifier whose leaves are known, instead of a model"},
        {"range",
         "Range",
         Text,
         "auto",
         {},
         {},
         {},
         "input units",
         "LOW,HIGH: the box that is looked at, on every axis; auto: around the samples, -1.2,1.2 "
         "for "
         "a preset alone"},
        {"leaves", "Leaves", Integer, standard.leaves, 1.0, 200.0, {}, "", "how many are drawn"},
        {"kernel_lines",
         "Kernel lines",
         Integer,
         standard.kernelLines,
         0.0,
         1000.0,
         {},
         "",
         "how many fibres are drawn, along which no probability changes"},
        {"reach",
         "Reach of leaves",
         Real,
         0,
         0.0,
         4.0,
         {},
         "sides of the box",
         "how far a leaf is followed from its seed; where leaf directions do not fit together, "
         "what "
         "is far away depends on the way taken. 0: 0.5 for a network, 2.5 for a preset"},
        {"grid",
         "Grid",
         Integer,
         0,
         0.0,
         400.0,
         {},
         "points per axis",
         "for facets, decision regions and the singular set; 0: 40 in space, 160 in the plane"},
        {"threshold",
         "Singular below",
         Real,
         standard.singularBelow,
         0.0,
         1.0,
         {},
         "",
         "share of the largest singular value of the Jacobian below which the smallest one that a "
         "leaf needs counts as lost (for leaves that are curves: share of the median)"},
        limitParameter(2000),
        normalizeParameter()};
}

} // namespace

const Analysis& leafFoliationAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "leaf foliation";
        a.title = "Foliation of a 2-D or 3-D input space";
        a.summary = "Leaves, fibres, facets and the singular set of a classifier of 2 or 3 inputs.";
        a.inputs = {{"model", InputKind::Model, false, false,
                     "a TorchScript file, or a folder written by train (its last checkpoint)"},
                    {"data", InputKind::Data, false, false, "the samples; needed with a model"}};
        a.parameters = parameters();
        a.outputHelp = kFoliationArrays;
        a.seeded = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
