// SPDX-License-Identifier: MIT
#include "core/leaf/trace.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>

namespace leafscope {

namespace {

using nlohmann::json;

constexpr const char* kHead = "trace"; ///< attribute of the file

/// A network whose training went astray can give NaN, which has no order.
std::vector<double> known(const std::vector<double>& values)
{
    std::vector<double> finite;
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite),
                 [](double value) { return std::isfinite(value); });
    return finite;
}

double quantile(const std::vector<double>& all, double share)
{
    std::vector<double> values = known(all);
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

double mean(const std::vector<double>& all)
{
    const std::vector<double> values = known(all);
    return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

[[noreturn]] void refuse(const std::string& what, const Hdf5File& file)
{
    throw Error(ErrorKind::Format, what, file.path().string(), "a damaged file",
                "compute it again");
}

void requireShape(const Hdf5File& file, const std::string& path,
                  const std::vector<std::int64_t>& shape)
{
    if (file.info(path).shape != shape)
        refuse(path + " does not fit the epochs and samples of the file", file);
}

/// Row `row` of an array: everything behind its first axis.
std::vector<double> rowOf(const Hdf5File& file, const std::string& path, std::int64_t row,
                          std::size_t width)
{
    std::vector<double> values(width);
    file.readRows(path, row, 1, values.data());
    return values;
}

TraceMeasurement readEpoch(const Hdf5File& file, std::int64_t row, std::size_t width,
                           std::size_t samples)
{
    TraceMeasurement out;
    out.trace = rowOf(file, "/trace", row, samples);
    out.rank = rowOf(file, "/rank", row, samples);
    out.metricRank = rowOf(file, "/metric_rank", row, samples);
    const auto flat = rowOf(file, "/spectrum", row, width * samples);
    for (std::size_t k = 0; k < width; ++k)
        out.spectrum.emplace_back(flat.begin() + std::ptrdiff_t(k * samples),
                                  flat.begin() + std::ptrdiff_t((k + 1) * samples));
    return out;
}

void readEpochs(const Hdf5File& file, const json& head, LeafTrace& out)
{
    const auto epochs = file.read<std::int32_t>("/epoch");
    const auto models = head.at("models").get<std::vector<std::string>>();
    const auto count = std::int64_t(epochs.size());
    const auto samples = std::int64_t(out.indices.size());
    const bool ascend =
        std::adjacent_find(epochs.begin(), epochs.end(), std::greater_equal()) == epochs.end();
    if (epochs.empty() || samples == 0 || models.size() != epochs.size() || !ascend)
        refuse("the epochs of the file cannot be used", file);
    for (const char* path : {"/trace", "/rank", "/metric_rank"})
        requireShape(file, path, {count, samples});
    const auto spectrum = file.info("/spectrum").shape;
    const std::int64_t width = spectrum.size() == 3 ? spectrum[1] : 0;
    requireShape(file, "/spectrum", {count, width, samples});
    for (std::int64_t row = 0; row < count; ++row) {
        TraceMeasurement measured = readEpoch(file, row, std::size_t(width), std::size_t(samples));
        out.epochs.push_back({epochs[std::size_t(row)], models[std::size_t(row)],
                              numbersOf(measured), std::move(measured.trace)});
    }
}

} // namespace

TraceNumbers numbersOf(const TraceMeasurement& measured)
{
    TraceNumbers out;
    out.mean = mean(measured.trace);
    out.median = quantile(measured.trace, 0.5);
    out.q25 = quantile(measured.trace, 0.25);
    out.q75 = quantile(measured.trace, 0.75);
    out.rank = quantile(measured.rank, 0.5);
    out.metricRank = quantile(measured.metricRank, 0.5);
    const auto full = double(measured.spectrum.size());
    out.deficient = std::count_if(measured.rank.begin(), measured.rank.end(),
                                  [full](double rank) { return rank < full; });
    for (const auto& values : measured.spectrum)
        out.spectrum.push_back(quantile(values, 0.5));
    return out;
}

std::string LeafTrace::perUnit() const
{
    std::string base = unit;
    std::erase(base, ' ');
    return (base.size() > 1 ? "(" + base + ")" : base) + "²";
}

std::size_t LeafTrace::placeOr(int epoch) const
{
    for (std::size_t i = 0; i < epochs.size(); ++i)
        if (epochs[i].epoch == epoch)
            return i;
    return epochs.size() - 1;
}

bool LeafTrace::isOf(const std::string& model) const
{
    return std::any_of(epochs.begin(), epochs.end(),
                       [&](const TraceEpoch& at) { return at.model == model; });
}

void writeTrace(const TraceHead& head, const std::vector<TraceMeasurement>& measured,
                const std::filesystem::path& out)
{
    EXPECTS(!measured.empty(), "no epoch was measured");
    Hdf5File file = Hdf5File::create(out);
    const auto epochs = std::int64_t(measured.size());
    const auto count = std::int64_t(head.indices.size());
    std::vector<std::int32_t> numbers;
    std::vector<std::string> models;
    for (const TraceMeasurement& m : measured) {
        numbers.push_back(m.epoch);
        models.push_back(m.model);
    }
    file.setText("/", kHead,
                 json{{"unit", head.unit}, {"sampling", head.sampling}, {"models", models}}.dump());
    file.write("/epoch", {epochs}, numbers.data());
    file.write("/indices", {count}, head.indices.data());
    if (!head.labels.empty())
        file.write("/labels", {count}, head.labels.data());
    const auto perSample = [&](const char* name, std::vector<double> TraceMeasurement::*values) {
        file.createArray(name, ElementType::Float64, {epochs, count});
        for (std::int64_t e = 0; e < epochs; ++e)
            file.writeRows(name, e, 1, (measured[std::size_t(e)].*values).data());
    };
    perSample("/trace", &TraceMeasurement::trace);
    perSample("/rank", &TraceMeasurement::rank);
    perSample("/metric_rank", &TraceMeasurement::metricRank);
    const auto width = std::int64_t(measured.front().spectrum.size());
    file.createArray("/spectrum", ElementType::Float64, {epochs, width, count});
    for (std::int64_t e = 0; e < epochs; ++e) {
        std::vector<double> flat;
        for (const auto& values : measured[std::size_t(e)].spectrum)
            flat.insert(flat.end(), values.begin(), values.end());
        file.writeRows("/spectrum", e, 1, flat.data());
    }
    file.close();
}

std::shared_ptr<const LeafTrace> readTrace(const std::filesystem::path& artifact)
{
    const Hdf5File file = Hdf5File::open(artifact);
    const auto text = file.text("/", kHead);
    if (!text)
        throw Error(ErrorKind::Format, "this file holds no local data matrix over a training",
                    artifact.string(), "another kind of file, or one of an older version",
                    "make one with `leafscope leaf trace ... --out FILE`");
    auto out = std::make_shared<LeafTrace>();
    try {
        const json head = json::parse(*text);
        head.at("unit").get_to(out->unit);
        head.at("sampling").get_to(out->sampling);
        out->indices = file.read<std::int64_t>("/indices");
        if (file.has("/labels"))
            out->labels = file.read<std::int32_t>("/labels");
        readEpochs(file, head, *out);
    } catch (const json::exception& e) {
        throw Error(ErrorKind::Format, "the description of the file cannot be read",
                    artifact.string(), e.what(), "compute it again");
    }
    if (!out->labels.empty() && out->labels.size() != out->indices.size())
        refuse("/labels does not fit the samples of the file", file);
    return out;
}

} // namespace leafscope
