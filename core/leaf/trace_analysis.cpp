// SPDX-License-Identifier: MIT
// The registry entry of `leaf trace`: the local data matrix over the checkpoints of a training.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/embedding/network_parameters.hpp"
#include "core/leaf/network_map.hpp"
#include "core/leaf/tangent.hpp"
#include "core/session/analysis.hpp"
#include "core/session/series.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

/// Of one checkpoint; one entry per sample where it is a list.
struct EpochTrace {
    int epoch = 0;
    std::vector<double> trace;
    std::vector<double> rank;                  ///< of the centred Jacobian
    std::vector<double> metricRank;            ///< of G as float32 would see it
    std::vector<std::vector<double>> spectrum; ///< by eigenvalue: over the samples
};

double quantile(std::vector<double> values, double share)
{
    if (values.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const double at = share * double(values.size() - 1);
    const auto low = std::size_t(at);
    std::nth_element(values.begin(), values.begin() + std::ptrdiff_t(low), values.end());
    const double below = values[low];
    if (low + 1 == values.size())
        return below;
    const double above = *std::min_element(values.begin() + std::ptrdiff_t(low) + 1, values.end());
    return below + (at - double(low)) * (above - below);
}

double mean(const std::vector<double>& values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / double(values.size());
}

EpochTrace traceOf(int epoch, NetworkMap& map, const Dataset& data,
                   const std::vector<std::int64_t>& samples, const Progress& progress)
{
    EpochTrace out;
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

/// null where all of it is zero.
Json logMedian(const std::vector<double>& values)
{
    const double median = quantile(values, 0.5);
    return median > 0 ? Json(std::log10(median)) : Json();
}

Json entryOf(const EpochTrace& t)
{
    Json spectrum = Json::array();
    for (const auto& values : t.spectrum)
        spectrum.push_back(logMedian(values));
    return {{"epoch", t.epoch},
            {"trace_mean", mean(t.trace)},
            {"trace_median", quantile(t.trace, 0.5)},
            {"trace_q25", quantile(t.trace, 0.25)},
            {"trace_q75", quantile(t.trace, 0.75)},
            {"spectrum_median_log10", spectrum},
            {"rank", quantile(t.rank, 0.5)},
            {"metric_rank", quantile(t.metricRank, 0.5)},
            {"deficient", std::count_if(t.rank.begin(), t.rank.end(), [&](double rank) {
                 return rank < double(t.spectrum.size());
             })}};
}

void write(const std::vector<EpochTrace>& all, const Dataset& data,
           const std::vector<std::int64_t>& samples, const std::filesystem::path& out)
{
    Hdf5File file = Hdf5File::create(out);
    const auto epochs = std::int64_t(all.size());
    const auto count = std::int64_t(samples.size());
    std::vector<std::int32_t> numbers;
    for (const EpochTrace& t : all)
        numbers.push_back(t.epoch);
    file.write("/epoch", {epochs}, numbers.data());
    file.write("/indices", {count}, samples.data());
    if (!data.labels.empty()) {
        std::vector<std::int32_t> labels;
        for (const std::int64_t sample : samples)
            labels.push_back(data.labels[std::size_t(sample)]);
        file.write("/labels", {count}, labels.data());
    }
    const auto perSample = [&](const char* name, std::vector<double> EpochTrace::*values) {
        file.createArray(name, ElementType::Float64, {epochs, count});
        for (std::int64_t e = 0; e < epochs; ++e)
            file.writeRows(name, e, 1, (all[std::size_t(e)].*values).data());
    };
    perSample("/trace", &EpochTrace::trace);
    perSample("/rank", &EpochTrace::rank);
    perSample("/metric_rank", &EpochTrace::metricRank);
    const auto width = std::int64_t(all.front().spectrum.size());
    file.createArray("/spectrum", ElementType::Float64, {epochs, width, count});
    for (std::int64_t e = 0; e < epochs; ++e) {
        std::vector<double> flat;
        for (const auto& values : all[std::size_t(e)].spectrum)
            flat.insert(flat.end(), values.begin(), values.end());
        file.writeRows("/spectrum", e, 1, flat.data());
    }
    file.close();
}

/// {"epochs": [...]}, and every number as a list over the epochs.
Json resultOf(const std::vector<EpochTrace>& all)
{
    Json result;
    result["epochs"] = Json::array();
    for (const EpochTrace& t : all) {
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
    std::vector<EpochTrace> all;
    Json about;
    for (std::size_t f = 0; f < frames.size(); ++f) {
        const double share = 0.95 / double(frames.size());
        const Progress part = progress.span(0.05 + share * double(f), 0.05 + share * double(f + 1),
                                            "epoch " + std::to_string(frames[f].epoch));
        NetworkMap map(Network::load(frames[f].spec), data, p.at("normalize").get<std::string>(),
                       precisionOf(p));
        all.push_back(traceOf(frames[f].epoch, map, data, samples, part));
        about = {{"unit", map.unit()}, {"head", headName(map.head())}, {"notes", map.notes()}};
    }
    write(all, data, samples, out);
    Json result = resultOf(all);
    result.update(about);
    result["n"] = samples.size();
    result["sampling"] = describeSampling(data, Index(samples.size()), request.seed);
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
