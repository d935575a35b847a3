// SPDX-License-Identifier: MIT
#include "core/collapse/measure_training.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/collapse/scene.hpp"
#include "core/data/shapes.hpp"
#include "core/embedding/extract.hpp"
#include "core/model/torch_text.hpp"
#include "core/model/training_set.hpp"

#include <algorithm>

namespace leafscope {

namespace {

constexpr Index kProbe = 8;

/// A few samples as the network gets them.
MatrixF probeOf(const Dataset& data, const InputSteps& steps,
                const std::vector<std::int64_t>& samples)
{
    const Index width = elementCount(steps.shape(data));
    MatrixF probe(std::min(kProbe, Index(samples.size())), width);
    for (Index row = 0; row < probe.rows(); ++row)
        steps.fill(data, Index(samples[std::size_t(row)]), probe.data() + row * width);
    return probe;
}

std::string nameOf(const FeatureLayer& layer)
{
    return layer.rectified ? layer.name + " rectified" : layer.name;
}

/// "epoch 0", "epochs 0 to 3": the first and the last.
std::string epochsText(const std::vector<int>& epochs)
{
    const std::string first = std::to_string(epochs.front());
    if (epochs.size() == 1)
        return "epoch " + first;
    return std::to_string(epochs.size()) + " epochs from " + first + " to " +
           std::to_string(epochs.back());
}

std::vector<std::int64_t> pick(const std::vector<std::int64_t>& from,
                               const std::vector<Index>& places)
{
    std::vector<std::int64_t> picked;
    for (const Index place : places)
        picked.push_back(from[std::size_t(place)]);
    return picked;
}

} // namespace

TrainingData openTrainingData(const Training& training, const std::string& data,
                              const std::string& heldOut, const Progress& progress)
{
    const auto& record = training.trainedOn;
    if (data.empty() && !record)
        throw Error(ErrorKind::InvalidInput, "say on which data", training.frames.front().spec,
                    "the folder " + training.name + " does not tell what it was trained on",
                    "add --data DATA");
    TrainingData out;
    out.data = openDataset(data.empty() ? record->data : data, progress.span(0, 0.5, "data"));
    if (data.empty() && out.data.hash != record->hash)
        throw Error(ErrorKind::InvalidInput,
                    "the data are not those that the network was trained on", record->data,
                    "they were changed since", "name the data with --data DATA");
    const std::string spec = heldOut.empty() ? heldOutSpec(out.data.spec) : heldOut;
    if (spec.empty())
        return out;
    try {
        out.heldOut = openDataset(spec, progress.span(0.5, 1, "held-out data"));
    } catch (const Error& error) {
        if (!heldOut.empty())
            throw;
        progress.note("the held-out set is not used: " + error.happened());
    }
    return out;
}

TrainingCollapse::TrainingCollapse(std::string name, const std::optional<TrainedOn>& record,
                                   const TrainingData& data, TrainingOptions options)
    : m_data(data.data)
    , m_heldOut(data.heldOut ? &*data.heldOut : nullptr)
    , m_options(std::move(options))
    , m_map(ClassMap::of(m_data.labels, m_data.classNames, m_data.name))
{
    m_run.name = std::move(name);
    chooseSamples(record);
    if (m_heldOut)
        chooseHeldOut();
    describe();
}

void TrainingCollapse::warn(const std::string& text)
{
    addOnce(m_run.warnings, text);
}

void TrainingCollapse::chooseSamples(const std::optional<TrainedOn>& record)
{
    const bool isKnown = record && record->hash == m_data.hash;
    const std::int64_t limit = isKnown ? record->limit : m_options.limit;
    const std::uint64_t seed = isKnown ? record->seed : m_options.seed;
    const std::vector<std::int64_t> samples = stratifiedSample(m_data, limit, seed);
    std::vector<std::int32_t> labels = m_data.labels;
    if (isKnown && record->shuffleLabels > 0) {
        const std::int64_t classes =
            std::max<std::int64_t>(m_data.classCount(), std::int64_t(m_data.classNames.size()));
        const TrainingSet set =
            makeTrainingSet(m_data, limit, record->shuffleLabels, classes, seed);
        for (const LabelChange& change : set.changes)
            labels[std::size_t(change.sample)] = change.given;
        warn("the labels are those that were trained on, " + std::to_string(set.changes.size()) +
             " of them replaced at random");
    }
    if (record && !isKnown)
        warn("the network was trained on " + record->data + ", not on these data");
    std::vector<std::int32_t> given;
    for (const std::int64_t sample : samples)
        given.push_back(labels[std::size_t(sample)]);
    m_map = ClassMap::of(given, m_data.classNames, m_data.name);
    m_train = classed(m_map, samples, given);
    if (m_train.left > 0)
        warn(groupedNumber(m_train.left) + " samples without a label are left out");
    m_run.sampling = describeSampling(m_data, Index(samples.size()), seed);
    if (m_options.most > 0 && Index(m_train.samples.size()) > m_options.most)
        thin();
}

void TrainingCollapse::thin()
{
    const std::vector<Index> kept = drawnSamples(
        m_train.classOf, m_map.count(), std::max<Index>(1, Index(m_options.most) / m_map.count()));
    ClassedSamples some;
    for (const Index place : kept) {
        some.samples.push_back(m_train.samples[std::size_t(place)]);
        some.classOf.push_back(m_train.classOf[std::size_t(place)]);
    }
    some.left = m_train.left;
    m_train = std::move(some);
    m_run.sampling +=
        ", of these " + groupedNumber(std::int64_t(kept.size())) + ", evenly of each class";
}

void TrainingCollapse::chooseHeldOut()
{
    const std::vector<std::int64_t> samples =
        stratifiedSample(*m_heldOut, m_options.testLimit, m_options.seed);
    std::vector<std::int32_t> labels;
    for (const std::int64_t sample : samples)
        labels.push_back(m_heldOut->labels.empty() ? -1 : m_heldOut->labels[std::size_t(sample)]);
    m_test = classed(m_map, samples, labels);
    std::vector<Index> counts(std::size_t(m_map.count()), 0);
    for (const std::int32_t c : m_test.classOf)
        ++counts[std::size_t(c)];
    const auto missing = std::find(counts.begin(), counts.end(), 0);
    if (missing != counts.end()) {
        warn("the held-out set " + m_heldOut->name + " is not used: it has no sample of class " +
             m_map.names[std::size_t(missing - counts.begin())]);
        m_heldOut = nullptr;
        m_test = {};
    } else if (m_test.left > 0) {
        warn(groupedNumber(m_test.left) + " held-out samples of other classes are left out");
    }
}

void TrainingCollapse::describe()
{
    const Index classes = m_map.count();
    const Index perClass = drawnPerClass(classes, m_options.drawn);
    m_drawn = drawnSamples(m_train.classOf, classes, perClass);
    m_drawnTest = drawnSamples(m_test.classOf, classes, perClass);
    m_run.classNames = m_map.names;
    m_run.classes = m_map.labels;
    m_run.counts.assign(std::size_t(classes), 0);
    for (const std::int32_t c : m_train.classOf)
        ++m_run.counts[std::size_t(c)];
    m_run.samples = pick(m_train.samples, m_drawn);
    m_run.testSamples = pick(m_test.samples, m_drawnTest);
    for (const Index place : m_drawn)
        m_run.sampleClass.push_back(m_train.classOf[std::size_t(place)]);
    for (const Index place : m_drawnTest)
        m_run.testClass.push_back(m_test.classOf[std::size_t(place)]);
    m_run.sampling += "; " + groupedNumber(std::int64_t(m_drawn.size())) + " drawn";
    m_run.about = {{"data", m_data.name},
                   {"held_out", m_heldOut ? nlohmann::json(m_heldOut->name) : nlohmann::json()},
                   {"n", m_train.samples.size()},
                   {"test_n", m_test.samples.size()},
                   {"convention", collapseConvention(m_options.collapse)}};
}

void TrainingCollapse::chooseLayers(const ModelInfo& info, const std::optional<ReadOut>& read)
{
    const std::vector<std::string>& names = m_options.layers;
    const bool all = names.size() == 1 && names[0] == "all";
    for (const LayerInfo& layer : info.layers) {
        const bool named = std::find(names.begin(), names.end(), layer.name) != names.end();
        if (all || named)
            m_layers.push_back({layer.name, layer.depth, Index(elementCount(layer.shape)), false});
    }
    for (const std::string& name : names)
        if (!all && std::none_of(m_layers.begin(), m_layers.end(),
                                 [&](const FeatureLayer& l) { return l.name == name; }))
            throw Error(ErrorKind::InvalidInput, "the network has no layer \"" + name + "\"",
                        info.file.string(), "a mistyped name",
                        "`leafscope info` lists the layers; all takes every one");
    if (read && (names.empty() || (all && read->features.rectified)))
        m_layers.push_back(read->features);
    if (m_layers.empty()) { // no linear map at the end that can be seen: the last layer but one
        const LayerInfo& layer = info.layers[info.layers.size() > 1 ? info.layers.size() - 2 : 0];
        m_layers.push_back({layer.name, layer.depth, Index(elementCount(layer.shape)), false});
    }
    for (std::size_t l = 0; l < m_layers.size(); ++l)
        if (read && m_layers[l].name == read->features.name &&
            m_layers[l].rectified == read->features.rectified)
            m_last = l;
    for (const FeatureLayer& layer : m_layers)
        m_run.layers.push_back({nameOf(layer), layer.depth, layer.width, false, {}});
    if (m_last < m_layers.size())
        m_run.layers[m_last].isLast = true;
    else
        warn("there are no classifiers for " + nameOf(m_layers.back()) +
             ": no linear map of these features is the network's last");
}

void TrainingCollapse::add(const SeriesFrame& frame, const Progress& progress)
{
    Network network = Network::load(frame.spec);
    std::vector<std::string> notes;
    const InputSteps steps = chooseSteps(network, m_data, m_options.normalize, notes);
    const ModelInfo& info = inspectFor(network, steps.shape(m_data));
    const std::optional<ReadOut> read =
        findReadOut(network, info, probeOf(m_data, steps, m_train.samples));
    if (m_layers.empty())
        chooseLayers(info, read);
    std::optional<Classifier> classifier;
    if (m_last < m_layers.size()) {
        if (!read || read->features.name != m_layers[m_last].name)
            throw Error(ErrorKind::InvalidInput,
                        "its last linear map does not read layer " + m_layers[m_last].name,
                        info.file.string(), "the checkpoints are of different networks",
                        "give the checkpoints of one training");
        classifier = m_map.chosen(read->classifier, info.file.string(), notes);
    }
    for (const std::string& note : notes)
        warn(note);
    NetworkFeatures train(network, m_data, steps, m_layers, m_train.samples, m_train.classOf,
                          m_options.precision);
    std::optional<NetworkFeatures> test;
    if (m_heldOut)
        test.emplace(network, *m_heldOut, steps, m_layers, m_test.samples, m_test.classOf,
                     m_options.precision);
    EpochRequest request{
        &train, test ? &*test : nullptr, m_map.count(), classifier ? &*classifier : nullptr,
        m_last, m_options.collapse,      m_drawn,       m_drawnTest,
        {}};
    for (const CollapseLayer& layer : m_run.layers)
        if (!layer.epochs.empty())
            request.before.push_back(&layer.epochs.back());
    std::vector<std::string> now;
    std::vector<CollapseEpoch> epochs = measureEpoch(request, now, progress);
    for (std::size_t l = 0; l < epochs.size(); ++l) {
        epochs[l].epoch = frame.epoch;
        epochs[l].model = info.hash;
        m_run.layers[l].epochs.push_back(std::move(epochs[l]));
    }
    if (m_last < m_layers.size() && !m_run.terminal &&
        m_run.layers[m_last].epochs.back().train.accuracy >= kTerminalAccuracy)
        m_run.terminal = frame.epoch;
    for (const std::string& text : now)
        m_epochsOf[text].push_back(frame.epoch);
}

std::shared_ptr<const CollapseRun> TrainingCollapse::run() const
{
    auto run = std::make_shared<CollapseRun>(m_run);
    for (const auto& [text, epochs] : m_epochsOf)
        run->warnings.push_back(text + " (" + epochsText(epochs) + ")");
    return run;
}

} // namespace leafscope
