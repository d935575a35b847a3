// SPDX-License-Identifier: MIT
#include "core/collapse/measure_arrays.hpp"

#include "core/base/error.hpp"
#include "core/collapse/class_map.hpp"
#include "core/collapse/measure_epoch.hpp"
#include "core/collapse/scene.hpp"
#include "core/data/dataset.hpp"
#include "core/data/shapes.hpp"
#include "core/embedding/chosen_layers.hpp"
#include "core/embedding/frames.hpp"
#include "core/nnk/nnk_request.hpp"

#include <algorithm>
#include <numeric>

namespace leafscope {

namespace {

/// The rows of one layer that belong to a class.
Points chosenRows(Points points, const std::vector<std::int64_t>& rows)
{
    if (Index(rows.size()) == rowsOf(points))
        return points;
    return std::visit(
        [&](const auto& all) {
            std::decay_t<decltype(all)> some(Index(rows.size()), all.cols());
            for (std::size_t i = 0; i < rows.size(); ++i)
                some.row(Index(i)) = all.row(Index(rows[i]));
            return Points(std::move(some));
        },
        points);
}

MatrixD matrixOf(const std::filesystem::path& file)
{
    const Dataset data = openDataset(file.string());
    MatrixD values(data.size(), data.sampleSize());
    for (Index i = 0; i < data.size(); ++i)
        data.copySample(i, values.row(i).data());
    return values;
}

class ArrayCollapse {
public:
    ArrayCollapse(const ArraySource& source, const Progress& progress)
        : m_source(source)
        , m_progress(progress)
    {
        for (const EmbeddingFrame& frame : embeddingFrames(source.features))
            m_frames.push_back(frame);
        if (m_frames.empty())
            m_frames.push_back({0, source.features});
        if (m_frames.size() > 1 && !source.test.empty())
            m_testFrames = embeddingFrames(source.test);
    }

    std::shared_ptr<const CollapseRun> run()
    {
        for (std::size_t f = 0; f < m_frames.size(); ++f)
            measure(f, m_progress.span(double(f) / double(m_frames.size()),
                                       double(f + 1) / double(m_frames.size()),
                                       m_frames.size() > 1
                                           ? "epoch " + std::to_string(m_frames[f].epoch)
                                           : std::string("class means")));
        return std::make_shared<const CollapseRun>(std::move(m_run));
    }

private:
    void warn(const std::string& text) { addOnce(m_run.warnings, text); }

    void begin(const EmbeddingHeader& header)
    {
        if (header.labels.empty())
            throw Error(ErrorKind::InvalidInput, "the features have no labels",
                        header.file.string(), "none are in the file or beside it",
                        "give them with --labels FILE (.npy or IDX, one per row)");
        m_map = ClassMap::of(header.labels, header.classNames, header.file.string());
        m_train = rowsIn(header);
        if (m_train.left > 0)
            warn(groupedNumber(m_train.left) + " rows without a label are left out");
        m_drawn = drawnSamples(m_train.classOf, m_map.count(),
                               drawnPerClass(m_map.count(), m_source.drawn));
        m_run.name = std::filesystem::path(header.spec).stem().string();
        m_run.classNames = m_map.names;
        m_run.classes = m_map.labels;
        m_run.counts.assign(std::size_t(m_map.count()), 0);
        for (const std::int32_t c : m_train.classOf)
            ++m_run.counts[std::size_t(c)];
        for (const Index place : m_drawn) {
            m_run.samples.push_back(
                header.indices[std::size_t(m_train.samples[std::size_t(place)])]);
            m_run.sampleClass.push_back(m_train.classOf[std::size_t(place)]);
        }
        m_run.sampling = header.sampling + (header.sampling.empty() ? "" : "; ") +
                         groupedNumber(std::int64_t(m_drawn.size())) + " drawn";
        m_run.about = {
            {"data", header.spec},
            {"held_out", m_source.test.empty() ? nlohmann::json() : nlohmann::json(m_source.test)},
            {"n", m_train.samples.size()},
            {"convention", collapseConvention(m_source.options)}};
        readClassifier();
    }

    ClassedSamples rowsIn(const EmbeddingHeader& header) const
    {
        std::vector<std::int64_t> rows(std::size_t(header.n));
        std::iota(rows.begin(), rows.end(), std::int64_t(0));
        return classed(m_map, rows, header.labels);
    }

    void readClassifier()
    {
        if (m_source.classifier.empty()) {
            if (!m_source.bias.empty())
                throw Error(ErrorKind::InvalidInput, "there is a bias but no classifier", "--bias",
                            {}, "give the weights with --classifier FILE");
            return;
        }
        Classifier all{matrixOf(m_source.classifier), {}};
        if (!m_source.bias.empty()) {
            const MatrixD bias = matrixOf(m_source.bias);
            all.bias = Eigen::Map<const VectorD>(bias.data(), bias.size());
        }
        m_all = std::move(all);
    }

    /// The classifier of features of this width, in the classes there are.
    void fitClassifier(Index width)
    {
        const std::string where = m_source.classifier.string();
        Classifier all = *m_all;
        if (all.weights.cols() != width && all.weights.rows() == width) {
            all.weights = MatrixD(all.weights.transpose());
            warn("the classifier is stored as features x classes; it was transposed");
        }
        if (all.weights.cols() != width)
            throw Error(ErrorKind::InvalidInput,
                        "the classifier reads " + std::to_string(all.weights.cols()) +
                            " features, there are " + std::to_string(width),
                        where, "it belongs to another layer", "give classes x features");
        if (all.bias.size() > 0 && all.bias.size() != all.weights.rows())
            throw Error(ErrorKind::InvalidInput,
                        "the bias has " + std::to_string(all.bias.size()) + " values for " +
                            std::to_string(all.weights.rows()) + " classifiers",
                        m_source.bias.string(), "the two are of different networks",
                        "give one value per classifier");
        std::vector<std::string> notes;
        m_classifier = m_map.chosen(all, where, notes);
        for (const std::string& note : notes)
            warn(note);
    }

    std::vector<LayerHeader> layersOf(const EmbeddingHeader& header) const
    {
        if (m_source.layers.size() == 1 && m_source.layers[0] == "all")
            return header.layers;
        if (!m_source.layers.empty())
            return chosenLayers(header, m_source.layers);
        return {nnkLayer(header, {})};
    }

    std::optional<EmbeddingHeader> testOf(std::size_t frame) const
    {
        if (m_source.test.empty())
            return std::nullopt;
        std::string spec = m_source.test;
        if (m_frames.size() > 1) {
            const auto same =
                std::find_if(m_testFrames.begin(), m_testFrames.end(),
                             [&](const auto& t) { return t.epoch == m_frames[frame].epoch; });
            if (same == m_testFrames.end())
                throw Error(ErrorKind::InvalidInput,
                            "there are no test features of epoch " +
                                std::to_string(m_frames[frame].epoch),
                            m_source.test, "features of another epoch are not comparable",
                            "give a series with the same epochs");
            spec = same->spec;
        }
        return openEmbedding(spec, m_source.testLabels);
    }

    void measure(std::size_t frame, const Progress& progress)
    {
        const EmbeddingHeader header = openEmbedding(m_frames[frame].spec, m_source.labels);
        if (m_run.layers.empty())
            begin(header);
        if (header.n != Index(m_train.samples.size()) + m_train.left)
            throw Error(ErrorKind::InvalidInput, "its rows are not those of the first epoch",
                        header.spec, "the epochs are of different samples",
                        "give the same samples at every epoch");
        const std::optional<EmbeddingHeader> test = testOf(frame);
        const std::vector<LayerHeader> layers = layersOf(header);
        for (std::size_t l = 0; l < layers.size(); ++l) {
            const Progress part =
                progress.span(double(l) / double(layers.size()),
                              double(l + 1) / double(layers.size()), layers[l].name);
            if (m_run.layers.size() <= l) {
                const bool reads = m_all && l + 1 == layers.size();
                m_run.layers.push_back({layers[l].name, layers[l].depth, layers[l].dim, reads, {}});
            }
            measureLayer(frame, header, test, m_run.layers[l], part);
        }
    }

    void measureLayer(std::size_t frame, const EmbeddingHeader& header,
                      const std::optional<EmbeddingHeader>& test, CollapseLayer& layer,
                      const Progress& progress)
    {
        const FeatureLayer about{layer.name, layer.depth, layer.width, false};
        MatrixFeatures train(about, chosenRows(readLayer(header, layer.name), m_train.samples),
                             m_train.classOf);
        std::optional<MatrixFeatures> held;
        EpochRequest request;
        if (test)
            held = heldOut(*test, about, request.drawnTest);
        if (layer.isLast)
            fitClassifier(layer.width);
        request.train = &train;
        request.test = held ? &*held : nullptr;
        request.classes = m_map.count();
        request.classifier = layer.isLast ? &*m_classifier : nullptr;
        request.last = 0;
        request.options = m_source.options;
        request.drawn = m_drawn;
        if (!layer.epochs.empty())
            request.before.push_back(&layer.epochs.back());
        std::vector<std::string> notes;
        std::vector<CollapseEpoch> epochs = measureEpoch(request, notes, progress);
        epochs[0].epoch = m_frames[frame].epoch;
        layer.epochs.push_back(std::move(epochs[0]));
        for (const std::string& note : notes)
            warn(layer.name + ": " + note);
    }

    MatrixFeatures heldOut(const EmbeddingHeader& test, const FeatureLayer& layer,
                           std::vector<Index>& drawn)
    {
        if (test.labels.empty())
            throw Error(ErrorKind::InvalidInput, "the test features have no labels",
                        test.file.string(), "none are in the file or beside it",
                        "give them with --test-labels FILE");
        const ClassedSamples rows = rowsIn(test);
        if (rows.left > 0)
            warn(groupedNumber(rows.left) + " test rows of other classes are left out");
        drawn =
            drawnSamples(rows.classOf, m_map.count(), drawnPerClass(m_map.count(), m_source.drawn));
        const std::string name =
            test.find(layer.name) || test.layers.size() > 1 ? layer.name : test.layers[0].name;
        Points points = chosenRows(readLayer(test, name), rows.samples);
        if (colsOf(points) != layer.width)
            throw Error(ErrorKind::InvalidInput,
                        "the test features have " + std::to_string(colsOf(points)) +
                            " columns, the others " + std::to_string(layer.width),
                        test.file.string(), "they are of another layer",
                        "give the same layer of the same network");
        if (m_run.testSamples.empty())
            for (const Index place : drawn) {
                m_run.testSamples.push_back(
                    test.indices[std::size_t(rows.samples[std::size_t(place)])]);
                m_run.testClass.push_back(rows.classOf[std::size_t(place)]);
            }
        m_run.about["test_n"] = rows.samples.size();
        return MatrixFeatures(layer, std::move(points), rows.classOf);
    }

    const ArraySource& m_source;
    const Progress& m_progress;
    std::vector<EmbeddingFrame> m_frames;
    std::vector<EmbeddingFrame> m_testFrames;
    ClassMap m_map;
    ClassedSamples m_train;
    std::vector<Index> m_drawn;
    std::optional<Classifier> m_all;
    std::optional<Classifier> m_classifier;
    CollapseRun m_run;
};

} // namespace

std::shared_ptr<const CollapseRun> measureArrays(const ArraySource& source,
                                                 const Progress& progress)
{
    return ArrayCollapse(source, progress).run();
}

} // namespace leafscope
