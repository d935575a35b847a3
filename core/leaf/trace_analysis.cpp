// SPDX-License-Identifier: MIT
// The registry entry of `leaf trace`: the local data matrix over the checkpoints of a training.
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/embedding/network_parameters.hpp"
#include "core/leaf/network_map.hpp"
#include "core/leaf/tangent.hpp"
#include "core/leaf/trace.hpp"
#include "core/model/model_file.hpp"
#include "core/session/analysis.hpp"
#include "core/session/series.hpp"

#include <chrono>
#include <cmath>

namespace leafscope {

namespace {

TraceMeasurement measure(int epoch, NetworkMap& map, const Dataset& data,
                         const std::vector<std::int64_t>& samples, const Progress& progress)
{
    TraceMeasurement out;
    out.epoch = epoch;
    out.spectrum.resize(std::size_t(std::min(map.classes() - 1, map.inputs())));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        progress.report(double(i) / double(samples.size()));
        const Linearization at = map.linearize(map.sample(data, Index(samples[i])));
        const Tangent leaf = tangentSpace(at.jacobian, map.epsilon());
        const LocalMetric metric = localMetric(leaf, at.logits);
        out.trace.push_back(metric.trace);
        out.rank.push_back(double(leaf.rank()));
        out.metricRank.push_back(double(metric.rank));
        for (std::size_t k = 0; k < out.spectrum.size(); ++k)
            out.spectrum[k].push_back(
                Index(k) < metric.eigenvalues.size() ? metric.eigenvalues[Index(k)] : 0.0);
    }
    return out;
}

Json entryOf(const TraceMeasurement& measured)
{
    const TraceNumbers numbers = numbersOf(measured);
    Json spectrum = Json::array(); // null where the median is zero
    for (const double median : numbers.spectrum)
        spectrum.push_back(median > 0 ? Json(std::log10(median)) : Json());
    return {{"epoch", measured.epoch},        {"trace_mean", numbers.mean},
            {"trace_median", numbers.median}, {"trace_q25", numbers.q25},
            {"trace_q75", numbers.q75},       {"spectrum_median_log10", spectrum},
            {"rank", numbers.rank},           {"metric_rank", numbers.metricRank},
            {"deficient", numbers.deficient}};
}

TraceHead headOf(const NetworkMap& map, const Dataset& data,
                 const std::vector<std::int64_t>& samples, std::uint64_t seed)
{
    TraceHead head{map.unit(), describeSampling(data, Index(samples.size()), seed), samples, {}};
    if (!data.labels.empty())
        for (const std::int64_t sample : samples)
            head.labels.push_back(data.labels[std::size_t(sample)]);
    return head;
}

/// {"epochs": [...]}, and every number as a list over the epochs.
Json resultOf(const std::vector<TraceMeasurement>& all)
{
    Json result;
    result["epochs"] = Json::array();
    for (const TraceMeasurement& t : all) {
        const Json entry = entryOf(t);
        for (const auto& [key, value] : entry.items())
            result[key].push_back(value);
        result["epochs"].push_back(entry);
    }
    return result;
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    const Json& p = request.parameters;
    if (!request.has("data"))
        throw Error(ErrorKind::InvalidInput, "say on which data", "leaf trace",
                    "the folder of the model does not tell what it was trained on",
                    "add --data DATA");
    const Dataset data = openDataset(request.input("data").spec, progress.span(0, 0.05, "data"));
    const std::string& spec = request.input("model").spec;
    std::vector<SeriesFrame> frames = seriesFrames(InputKind::Model, spec);
    if (frames.empty())
        frames = {{0, spec}};
    const auto samples = stratifiedSample(data, p.at("limit"), request.seed);
    std::vector<TraceMeasurement> all;
    Json about;
    TraceHead head;
    for (std::size_t f = 0; f < frames.size(); ++f) {
        const double share = 0.95 / double(frames.size());
        const Progress part = progress.span(0.05 + share * double(f), 0.05 + share * double(f + 1),
                                            "epoch " + std::to_string(frames[f].epoch));
        NetworkMap map(Network::load(frames[f].spec), data, p.at("normalize").get<std::string>(),
                       precisionOf(p));
        all.push_back(measure(frames[f].epoch, map, data, samples, part));
        all.back().model = hashFile(resolveModelFile(frames[f].spec));
        head = headOf(map, data, samples, request.seed);
        about = {{"unit", map.unit()}, {"head", headName(map.head())}, {"notes", map.notes()}};
    }
    writeTrace(head, all, out);
    Json result = resultOf(all);
    result.update(about);
    result["n"] = samples.size();
    result["sampling"] = head.sampling;
    result["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace

const Analysis& leafTraceAnalysis()
{
    static const Analysis analysis = [] {
        using enum ParameterType;
        Analysis a;
        a.name = "leaf trace";
        a.revision = 2; // the file says of which checkpoints it is
        a.title = "Local data matrix over training";
        a.summary = "Trace, rank and spectrum of the local data matrix over checkpoints.";
        a.inputs = {{"model", InputKind::Series, true, false,
                     "a folder of checkpoints, or one TorchScript file"},
                    {"data", InputKind::Data, false, false,
                     "the samples; by default those that the network was trained on"}};
        a.parameters = {limitParameter(1000), precisionParameter(), normalizeParameter()};
        a.outputHelp = "/epoch, and per epoch and sample /trace, /rank, /metric_rank, /spectrum "
                       "(epochs x eigenvalues x samples), /indices, /labels";
        a.seeded = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
