// SPDX-License-Identifier: MIT
// The HDF5 file of a collapse. What is text or small is one JSON attribute; per layer every array
// has the epochs as its first axis.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/collapse/collapse_run.hpp"

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

using nlohmann::json;

constexpr const char* kHeader = "collapse";

std::string runGroup(std::size_t run)
{
    return "/runs/" + std::to_string(run);
}

std::string layerGroup(std::size_t run, std::size_t layer)
{
    return runGroup(run) + "/layers/" + std::to_string(layer);
}

template <class T>
void writeList(Hdf5File& file, const std::string& path, const std::vector<T>& values)
{
    if (!values.empty())
        file.write(path, {std::int64_t(values.size())}, values.data());
}

/// One matrix per epoch as one array; nothing if they are empty.
template <class Get>
void writeMatrices(Hdf5File& file, const std::string& path, const CollapseLayer& layer, Get get)
{
    using Scalar = typename std::decay_t<decltype(get(layer.epochs[0]))>::Scalar;
    const auto& first = get(layer.epochs[0]);
    if (first.size() == 0)
        return;
    const auto epochs = std::int64_t(layer.epochs.size());
    file.createArray(path,
                     std::is_same_v<Scalar, double> ? ElementType::Float64 : ElementType::Float32,
                     {epochs, first.rows(), first.cols()});
    for (std::int64_t e = 0; e < epochs; ++e) {
        const auto& values = get(layer.epochs[std::size_t(e)]);
        EXPECTS(values.rows() == first.rows() && values.cols() == first.cols(),
                "every epoch has the same samples and classes");
        file.writeRows(path, e, 1, values.data());
    }
}

using Points = CollapsePoints CollapseEpoch::*;
constexpr std::pair<const char*, Points> kPoints[]{{"means", &CollapseEpoch::means},
                                                   {"classifiers", &CollapseEpoch::classifiers},
                                                   {"features", &CollapseEpoch::features},
                                                   {"test_features", &CollapseEpoch::testFeatures}};
using Part = MatrixF CollapsePoints::*;
constexpr std::pair<const char*, Part> kParts[]{{"simplex", &CollapsePoints::simplex},
                                                {"residual", &CollapsePoints::residual},
                                                {"raw", &CollapsePoints::raw}};
using Cosines = MatrixD CollapseEpoch::*;
constexpr std::pair<const char*, Cosines> kCosines[]{
    {"cos_means", &CollapseEpoch::cosMeans}, {"cos_classifiers", &CollapseEpoch::cosClassifiers}};

void writeMeasures(Hdf5File& file, const std::string& group, const CollapseLayer& layer, bool test)
{
    if (test && !layer.epochs[0].test)
        return;
    const auto write = [&](const std::string& key, auto get) {
        std::vector<double> values;
        for (const CollapseEpoch& epoch : layer.epochs)
            values.push_back(get(test ? *epoch.test : epoch.train));
        writeList(file, group + "/" + key, values);
    };
    for (const CollapseMeasure& measure : collapseMeasures())
        write(measure.key, [&](const CollapseMeasures& m) { return m.*measure.value; });
    write("rank", [](const CollapseMeasures& m) { return double(m.rank); });
    write("samples", [](const CollapseMeasures& m) { return double(m.samples); });
}

void writeLayer(Hdf5File& file, const std::string& group, const CollapseLayer& layer)
{
    std::vector<std::int64_t> epochs;
    std::vector<double> scale;
    for (const CollapseEpoch& epoch : layer.epochs) {
        epochs.push_back(epoch.epoch);
        scale.push_back(epoch.scale);
    }
    writeList(file, group + "/epoch", epochs);
    writeList(file, group + "/scale", scale);
    writeMeasures(file, group + "/train", layer, false);
    writeMeasures(file, group + "/test", layer, true);
    for (const auto& [name, points] : kPoints)
        for (const auto& [part, values] : kParts)
            writeMatrices(file, group + "/" + name + "/" + part, layer,
                          [p = points, v = values](const CollapseEpoch& e) -> const MatrixF& {
                              return (e.*p).*v;
                          });
    for (const auto& [name, values] : kCosines)
        writeMatrices(file, group + "/" + name, layer,
                      [v = values](const CollapseEpoch& e) -> const MatrixD& { return e.*v; });
}

json headerOf(const CollapseRun& run)
{
    json layers = json::array();
    for (const CollapseLayer& layer : run.layers) {
        json models = json::array();
        for (const CollapseEpoch& epoch : layer.epochs)
            models.push_back(epoch.model);
        layers.push_back({{"name", layer.name},
                          {"depth", layer.depth},
                          {"width", layer.width},
                          {"last", layer.isLast},
                          {"models", models}});
    }
    return {{"name", run.name},         {"class_names", run.classNames},
            {"sampling", run.sampling}, {"terminal", run.terminal ? json(*run.terminal) : json()},
            {"warnings", run.warnings}, {"about", run.about},
            {"layers", layers}};
}

class Reader {
public:
    explicit Reader(const std::filesystem::path& path)
        : m_file(Hdf5File::open(path))
    {
    }

    std::shared_ptr<const CollapseRuns> runs()
    {
        const auto text = m_file.text("/", kHeader);
        const json header = text ? json::parse(*text, nullptr, false) : json();
        if (!header.is_array() || header.empty())
            refuse("there is no collapse in it");
        auto all = std::make_shared<CollapseRuns>();
        try {
            for (std::size_t r = 0; r < header.size(); ++r)
                all->runs.push_back(run(header[r], r));
        } catch (const json::exception&) {
            refuse("its description is damaged");
        }
        return all;
    }

private:
    [[noreturn]] void refuse(const std::string& what) const
    {
        throw Error(ErrorKind::Format, "this file cannot be shown as a collapse: " + what,
                    m_file.path().string(), "the file is damaged, or of another analysis",
                    "compute it again with `leafscope collapse`");
    }

    template <class T>
    std::vector<T> list(const std::string& path) const
    {
        return m_file.has(path) ? m_file.read<T>(path) : std::vector<T>();
    }

    std::shared_ptr<const CollapseRun> run(const json& header, std::size_t r)
    {
        auto run = std::make_shared<CollapseRun>();
        run->name = header.at("name").get<std::string>();
        run->classNames = header.at("class_names").get<std::vector<std::string>>();
        run->sampling = header.at("sampling").get<std::string>();
        if (!header.at("terminal").is_null())
            run->terminal = header.at("terminal").get<int>();
        run->warnings = header.at("warnings").get<std::vector<std::string>>();
        run->about = header.at("about");
        const std::string group = runGroup(r);
        run->classes = list<std::int32_t>(group + "/classes");
        run->counts = list<std::int64_t>(group + "/counts");
        run->samples = list<std::int64_t>(group + "/samples");
        run->sampleClass = list<std::int32_t>(group + "/sample_class");
        run->testSamples = list<std::int64_t>(group + "/test_samples");
        run->testClass = list<std::int32_t>(group + "/test_class");
        const std::size_t classes = run->classNames.size();
        const auto fit = [&](const std::vector<std::int32_t>& of, std::size_t samples) {
            for (const std::int32_t c : of)
                if (c < 0 || std::size_t(c) >= classes)
                    return false;
            return of.size() == samples;
        };
        if (classes < 2 || run->classes.size() != classes || run->counts.size() != classes ||
            !fit(run->sampleClass, run->samples.size()) ||
            !fit(run->testClass, run->testSamples.size()))
            refuse("its lists of classes and samples do not fit each other");
        for (std::size_t l = 0; l < header.at("layers").size(); ++l)
            run->layers.push_back(layer(header.at("layers")[l], layerGroup(r, l), *run));
        if (run->layers.empty())
            refuse("it has no layer");
        return run;
    }

    CollapseLayer layer(const json& header, const std::string& group, const CollapseRun& run)
    {
        CollapseLayer layer;
        layer.name = header.at("name").get<std::string>();
        layer.depth = header.at("depth").get<double>();
        layer.width = header.at("width").get<Index>();
        layer.isLast = header.at("last").get<bool>();
        const auto models = header.at("models").get<std::vector<std::string>>();
        const auto epochs = list<std::int64_t>(group + "/epoch");
        const auto scale = list<double>(group + "/scale");
        if (epochs.empty() || epochs.size() != models.size() || epochs.size() != scale.size() ||
            !std::is_sorted(epochs.begin(), epochs.end()))
            refuse("its epochs do not fit each other");
        layer.epochs.resize(epochs.size());
        for (std::size_t e = 0; e < epochs.size(); ++e) {
            layer.epochs[e].epoch = int(epochs[e]);
            layer.epochs[e].model = models[e];
            layer.epochs[e].scale = scale[e];
        }
        readMeasures(group + "/train", layer, false);
        if (m_file.has(group + "/test/nc1"))
            readMeasures(group + "/test", layer, true);
        readScene(group, layer, run);
        return layer;
    }

    void readMeasures(const std::string& group, CollapseLayer& layer, bool test)
    {
        const auto fill = [&](const std::string& key, auto set) {
            const auto values = list<double>(group + "/" + key);
            if (values.empty())
                return; // a number that this version has and the file has not
            if (values.size() != layer.epochs.size())
                refuse("there is not one number per epoch of " + key);
            for (std::size_t e = 0; e < values.size(); ++e) {
                CollapseEpoch& epoch = layer.epochs[e];
                if (test && !epoch.test)
                    epoch.test.emplace();
                set(test ? *epoch.test : epoch.train, values[e]);
            }
        };
        for (const CollapseMeasure& measure : collapseMeasures())
            fill(measure.key, [&](CollapseMeasures& m, double v) { m.*measure.value = v; });
        fill("rank", [](CollapseMeasures& m, double v) { m.rank = Index(v); });
        fill("samples", [](CollapseMeasures& m, double v) { m.samples = Index(v); });
    }

    template <class Matrix, class Get>
    void readMatrices(const std::string& path, CollapseLayer& layer, Index rows, Index columns,
                      Get get)
    {
        if (!m_file.has(path))
            return;
        const auto shape = m_file.info(path).shape;
        const bool anyWidth = columns == 0;
        if (shape.size() != 3 || shape[0] != std::int64_t(layer.epochs.size()) ||
            shape[1] != rows || (!anyWidth && shape[2] != columns) || (anyWidth && shape[2] > 3))
            refuse(path + " has another shape than its samples");
        for (std::size_t e = 0; e < layer.epochs.size(); ++e) {
            Matrix& values = get(layer.epochs[e]);
            values.resize(rows, shape[2]);
            m_file.readRows(path, std::int64_t(e), 1, values.data());
        }
    }

    void readScene(const std::string& group, CollapseLayer& layer, const CollapseRun& run)
    {
        const Index classes = run.classCount();
        const Index rows[]{classes, classes, Index(run.samples.size()),
                           Index(run.testSamples.size())};
        for (std::size_t p = 0; p < std::size(kPoints); ++p)
            for (const auto& [part, values] : kParts) {
                const Index columns = values == &CollapsePoints::simplex    ? classes
                                      : values == &CollapsePoints::residual ? kResidualAxes
                                                                            : 0;
                readMatrices<MatrixF>(group + "/" + kPoints[p].first + "/" + part, layer, rows[p],
                                      columns,
                                      [points = kPoints[p].second, v = values](
                                          CollapseEpoch& e) -> MatrixF& { return (e.*points).*v; });
            }
        for (const auto& [name, values] : kCosines)
            readMatrices<MatrixD>(group + "/" + name, layer, classes, classes,
                                  [v = values](CollapseEpoch& e) -> MatrixD& { return e.*v; });
        if (layer.epochs[0].means.simplex.rows() != classes)
            refuse("the class means are missing");
    }

    Hdf5File m_file;
};

} // namespace

void writeCollapse(const CollapseRuns& runs, const std::filesystem::path& path)
{
    Hdf5File file = Hdf5File::create(path);
    json header = json::array();
    for (std::size_t r = 0; r < runs.runs.size(); ++r) {
        const CollapseRun& run = *runs.runs[r];
        header.push_back(headerOf(run));
        const std::string group = runGroup(r);
        writeList(file, group + "/classes", run.classes);
        writeList(file, group + "/counts", run.counts);
        writeList(file, group + "/samples", run.samples);
        writeList(file, group + "/sample_class", run.sampleClass);
        writeList(file, group + "/test_samples", run.testSamples);
        writeList(file, group + "/test_class", run.testClass);
        for (std::size_t l = 0; l < run.layers.size(); ++l)
            writeLayer(file, layerGroup(r, l), run.layers[l]);
    }
    file.setText("/", kHeader, header.dump());
    file.close();
}

std::shared_ptr<const CollapseRuns> readCollapse(const std::filesystem::path& artifact)
{
    return Reader(artifact).runs();
}

} // namespace leafscope
