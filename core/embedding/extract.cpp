// SPDX-License-Identifier: MIT
#include "core/embedding/extract.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hdf5.hpp"
#include "core/data/shapes.hpp"
#include "core/embedding/input_steps.hpp"
#include "core/model/torch_text.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

namespace leafscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kWorkingBytes = 256e6;

/// The layers asked for, in the order of execution, each once.
std::vector<LayerHeader> chooseLayers(const ModelInfo& info, const std::vector<std::string>& names)
{
    for (const std::string& name : names)
        if (std::none_of(info.layers.begin(), info.layers.end(),
                         [&](const LayerInfo& layer) { return layer.name == name; }))
            throw Error(ErrorKind::InvalidInput, "the network has no layer \"" + name + "\"",
                        info.file.string(),
                        "a mistyped name, or a layer that these data do not reach",
                        "`leafscope info " + info.file.filename().string() + "` lists the layers");
    std::vector<LayerHeader> chosen;
    for (const LayerInfo& layer : info.layers)
        if (names.empty() || std::find(names.begin(), names.end(), layer.name) != names.end())
            chosen.push_back({layer.name, layer.type, layer.shape, Index(elementCount(layer.shape)),
                              layer.depth});
    return chosen;
}

/// As many samples at a time as keep the network's largest intermediate results within
/// kWorkingBytes.
Index chooseBatch(const ModelInfo& info, const ExtractOptions& options)
{
    // A pass holds about four results of the largest layer: input, output, their reordered copies.
    constexpr double kAlive = 4;
    std::int64_t largest = elementCount(info.inputShape);
    for (const LayerInfo& layer : info.layers)
        largest = std::max(largest, elementCount(layer.shape));
    const double bytes = options.precision == Precision::Float64 ? sizeof(double) : sizeof(float);
    const double fit = std::floor(kWorkingBytes / (kAlive * bytes * double(largest)));
    return Index(std::clamp(fit, 1.0, double(std::max<Index>(options.batch, 1))));
}

template <class T>
Index countNonFinite(const T* values, Index count)
{
    using Values = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;
    const Values x(values, count);
    if ((x - x).sum() == T(0)) // one fast pass settles the usual case
        return 0;
    return Index(std::count_if(values, values + count, [](T v) { return !std::isfinite(v); }));
}

/// Class of the largest output and its softmax probability; -1 and NaN for a row that is not
/// finite.
template <class Matrix>
std::pair<std::int32_t, float> predict(const Matrix& output, Index row)
{
    if (!output.row(row).allFinite())
        return {-1, std::numeric_limits<float>::quiet_NaN()};
    Index best = 0;
    const double top = double(output.row(row).maxCoeff(&best));
    const double sum = (output.row(row).template cast<double>().array() - top).exp().sum();
    return {std::int32_t(best), float(1 / sum)};
}

template <class T>
class Extraction {
    using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

public:
    Extraction(Network& network, const Dataset& data, const InputSteps& steps,
               ExtractResult& result)
        : m_network(network)
        , m_data(data)
        , m_steps(steps)
        , m_result(result)
        , m_bad(result.layers.size(), 0)
    {
        for (const LayerHeader& layer : result.layers) {
            m_names.push_back(layer.name);
            m_paths.push_back("/embeddings/" + layer.name);
        }
    }

    void run(const std::vector<std::int64_t>& samples, Hdf5File& file, const Progress& progress)
    {
        createArrays(samples, file);
        for (Index first = 0; first < m_result.n; first += m_result.batch) {
            progress.report(double(first) / double(m_result.n));
            const Index count = std::min(m_result.batch, m_result.n - first);
            const Matrix batch = makeBatch(samples, first, count);
            const Matrix output =
                m_network.forwardInto(batch, m_names, [&](const LayerRows<T>& rows) {
                    progress.checkpoint(); // a pass of a large network can take long
                    m_bad[rows.layer] += countNonFinite(rows.values, rows.rows * rows.dim);
                    file.writeRows(m_paths[rows.layer], first + rows.first, rows.rows, rows.values);
                });
            keepPredictions(samples, output, first);
        }
        finish(file);
    }

private:
    void createArrays(const std::vector<std::int64_t>& samples, Hdf5File& file)
    {
        const ElementType type =
            std::is_same_v<T, double> ? ElementType::Float64 : ElementType::Float32;
        for (std::size_t i = 0; i < m_paths.size(); ++i) {
            const LayerHeader& layer = m_result.layers[i];
            file.createArray(m_paths[i], type, {m_result.n, layer.dim});
            file.setNumber(m_paths[i], "order", double(i));
            file.setNumber(m_paths[i], "depth", layer.depth);
            file.setText(m_paths[i], "type", layer.type);
            file.setText(m_paths[i], "shape", nlohmann::json(layer.shape).dump());
        }
        file.write("/indices", {m_result.n}, samples.data());
        file.setText("/", "class_names", nlohmann::json(m_data.classNames).dump());
        file.setText("/", "sampling", m_result.sampling);
        file.setNumber("/", "total", double(m_result.total));
        if (m_data.labels.empty())
            return;
        std::vector<std::int32_t> labels;
        for (const std::int64_t sample : samples)
            labels.push_back(m_data.labels[std::size_t(sample)]);
        file.write("/labels", {m_result.n}, labels.data());
    }

    Matrix makeBatch(const std::vector<std::int64_t>& samples, Index first, Index count) const
    {
        const Index width = elementCount(m_steps.shape(m_data));
        Matrix batch(count, width);
        for (Index row = 0; row < count; ++row)
            m_steps.fill(m_data, Index(samples[std::size_t(first + row)]),
                         batch.data() + row * width);
        return batch;
    }

    void keepPredictions(const std::vector<std::int64_t>& samples, const Matrix& output,
                         Index first)
    {
        if (output.cols() < 2)
            return; // a single number predicts no class
        for (Index row = 0; row < output.rows(); ++row) {
            const auto [label, confidence] = predict(output, row);
            m_predictions.push_back(label);
            m_confidences.push_back(confidence);
            if (label < 0)
                ++m_badOutputs;
            else if (!m_data.labels.empty())
                m_correct += label == m_data.labels[std::size_t(samples[std::size_t(first + row)])];
        }
    }

    void finish(Hdf5File& file)
    {
        if (!m_predictions.empty()) {
            file.write("/predictions", {m_result.n}, m_predictions.data());
            file.write("/confidences", {m_result.n}, m_confidences.data());
            if (!m_data.labels.empty())
                m_result.accuracy = double(m_correct) / double(m_result.n);
        }
        for (std::size_t i = 0; i < m_bad.size(); ++i)
            if (m_bad[i] > 0)
                m_result.warnings.push_back(
                    "layer " + m_names[i] + ": " + groupedNumber(m_bad[i]) + " of " +
                    groupedNumber(m_result.n * m_result.layers[i].dim) + " values are NaN or Inf");
        if (m_badOutputs > 0)
            m_result.warnings.push_back(
                groupedNumber(m_badOutputs) +
                " samples have an output with NaN or Inf and no prediction (-1)");
    }

    Network& m_network;
    const Dataset& m_data;
    const InputSteps& m_steps;
    ExtractResult& m_result;
    std::vector<std::string> m_names;
    std::vector<std::string> m_paths;
    std::vector<Index> m_bad;
    std::vector<std::int32_t> m_predictions;
    std::vector<float> m_confidences;
    Index m_badOutputs = 0;
    Index m_correct = 0;
};

void announce(const ExtractResult& result, const std::filesystem::path& out,
              const Progress& progress)
{
    const std::string which = result.n == result.total
                                  ? "all " + groupedNumber(result.n) + " samples"
                                  : groupedNumber(result.n) + " samples (" +
                                        result.sampling.substr(result.sampling.find("of ")) + ")";
    progress.note("will write " + formatBytes(double(result.bytes)) + ": " + which + " x " +
                  std::to_string(result.layers.size()) + " layers");
    const std::uintmax_t free = freeDiskBytes(out.parent_path());
    if (free < result.bytes)
        throw Error(ErrorKind::Io,
                    "the embedding needs " + formatBytes(double(result.bytes)) + ", the disk has " +
                        formatBytes(double(free)) + " free",
                    out.string(), "many samples or wide layers",
                    "take fewer samples with --limit or fewer layers with --layers, or write "
                    "elsewhere with --out");
}

} // namespace

const ModelInfo& inspectFor(Network& network, const Shape& sample)
{
    std::vector<Shape> shapes{sample};
    const nlohmann::json& metadata = network.metadata();
    if (metadata.contains("input_shape")) {
        const Shape stored = metadata["input_shape"].get<Shape>();
        if (elementCount(stored) == elementCount(sample))
            shapes.insert(shapes.begin(), stored);
    }
    shapes.push_back({elementCount(sample)});
    std::optional<Error> first;
    for (const Shape& shape : shapes) {
        try {
            return network.inspect(shape);
        } catch (const Error& error) {
            if (!first)
                first = error;
        }
    }
    throw *first;
}

ExtractResult extract(Network& network, const Dataset& data, const ExtractOptions& options,
                      const std::filesystem::path& out, const Progress& progress)
{
    const Clock::time_point start = Clock::now();
    if (data.size() < 1 || data.sampleSize() < 1)
        throw Error(ErrorKind::InvalidInput, "the data set holds no samples", data.name,
                    "an empty file or an empty selection", "give data with at least one sample");
    ExtractResult result;
    const InputSteps steps = chooseSteps(network, data, options.normalize, result.warnings);
    const ModelInfo& info = inspectFor(network, steps.shape(data));
    const std::vector<std::int64_t> samples = stratifiedSample(data, options.limit, options.seed);

    result.n = Index(samples.size());
    result.total = data.size();
    result.sampling = describeSampling(data, result.n, options.seed);
    result.layers = chooseLayers(info, options.layers);
    result.batch = chooseBatch(info, options);
    result.warnings.insert(result.warnings.begin(), data.warnings.begin(), data.warnings.end());
    const std::uint64_t width = options.precision == Precision::Float64 ? 8 : 4;
    for (const LayerHeader& layer : result.layers)
        result.bytes += std::uint64_t(result.n) * std::uint64_t(layer.dim) * width;
    result.normalization = steps.text();
    for (const std::string& note : info.notes)
        progress.note(note);
    announce(result, out, progress);

    Hdf5File file = Hdf5File::create(out);
    if (options.precision == Precision::Float64)
        Extraction<double>(network, data, steps, result).run(samples, file, progress);
    else
        Extraction<float>(network, data, steps, result).run(samples, file, progress);
    file.close();
    for (const std::string& warning : result.warnings)
        progress.note(warning);
    result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return result;
}

} // namespace leafscope
