// SPDX-License-Identifier: MIT
#include "core/model/train.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/random.hpp"
#include "core/base/temporaries.hpp"
#include "core/model/training_set.hpp"
#include "core/model/training_state.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <sstream>

namespace leafscope {

namespace {

using Clock = std::chrono::steady_clock;

/// Converts chosen samples into a batch, batch by batch, so that the whole set never exists as
/// floats.
class BatchMaker {
public:
    BatchMaker(const Dataset& data, const Normalization& normalization)
        : m_data(data)
        , m_normalization(normalization)
    {
    }

    void make(std::span<const std::int64_t> samples)
    {
        const Index width = m_data.sampleSize();
        inputs.resize(Index(samples.size()), width);
        labels.resize(samples.size());
        for (std::size_t row = 0; row < samples.size(); ++row) {
            float* const values = inputs.data() + Index(row) * width;
            m_data.copySample(Index(samples[row]), values);
            m_normalization.apply(values, width);
            labels[row] = m_data.labels[std::size_t(samples[row])];
        }
    }

    MatrixF inputs;
    std::vector<std::int32_t> labels;

private:
    const Dataset& m_data;
    const Normalization& m_normalization;
};

/// Part k of `count` equal parts (sizes differ by at most one).
std::span<const std::int64_t> part(const std::vector<std::int64_t>& all, std::size_t k,
                                   std::size_t count)
{
    const std::size_t from = all.size() * k / count;
    return std::span(all).subspan(from, all.size() * (k + 1) / count - from);
}

std::size_t partCount(std::size_t samples, Index batch)
{
    return (samples + std::size_t(batch) - 1) / std::size_t(batch);
}

std::int64_t classesOf(const Dataset& data)
{
    return std::max<std::int64_t>(data.classCount(), std::int64_t(data.classNames.size()));
}

struct Score {
    double loss = std::numeric_limits<double>::quiet_NaN();
    double accuracy = std::numeric_limits<double>::quiet_NaN();
};

/// What a training is of, besides its data.
struct Task {
    const TrainOptions& options; ///< with the architecture complete
    nlohmann::json facts;        ///< for every checkpoint's metadata
    std::string identity;        ///< of data and options
    std::filesystem::path folder;
};

class Trainer {
public:
    Trainer(const Dataset& data, const Dataset* heldOut, const Task& task, const Progress& progress)
        : m_data(data)
        , m_heldOut(heldOut)
        , m_task(task)
        , m_options(task.options)
        , m_normalization(normalizationFor(progress.span(0, 0.02, "measuring the data")))
        , m_network(m_options.architecture, m_options.seed)
        , m_shuffle(m_options.seed)
        , m_trainSample(stratifiedSample(data, kEvaluated, m_options.seed))
    {
        if (heldOut)
            m_testSample = stratifiedSample(*heldOut, 0, m_options.seed);
        m_point.identity = task.identity;
    }

    /// Goes on from where an interrupted training stopped.
    void resume(const TrainingPoint& point, const Progress& progress)
    {
        if (point.identity != m_task.identity || !m_network.restore(point.state))
            throw Error(ErrorKind::InvalidInput,
                        "the interrupted training in this folder is another one",
                        m_task.folder.string(), "its data or options differ",
                        "train into another folder, or remove this one");
        m_point = point;
        m_secondsBefore = point.seconds;
        for (int epoch = 1; epoch < point.epoch; ++epoch)
            m_shuffle.permutation(m_data.size()); // the orders that were used
        progress.note("resuming " + point.text());
    }

    TrainResult run(const Progress& progress)
    {
        TrainResult result;
        result.normalization = m_normalization;
        result.parameters = m_network.parameterCount();
        const std::vector<int> writeAt = checkpointEpochs(m_options.epochs, m_options.checkpoints);
        while (m_point.epoch <= m_options.epochs) {
            const int epoch = m_point.epoch;
            const double width = 1.0 / (m_options.epochs + 1);
            const Progress here =
                progress.span(epoch * width, (epoch + 1) * width,
                              epoch == 0 ? "measuring the untrained network"
                                         : "epoch " + std::to_string(epoch) + " of " +
                                               std::to_string(m_options.epochs));
            const bool writes = std::binary_search(writeAt.begin(), writeAt.end(), epoch);
            m_point.records.push_back(
                oneEpoch(epoch, writes || m_options.figuresOfEveryEpoch, here));
            if (writes)
                m_network.save(m_task.folder / checkpointName(epoch), metadata(epoch));
            ++m_point.epoch;
            m_point.batches = 0;
            savePoint();
        }
        for (const int epoch : writeAt)
            result.checkpoints.push_back({epoch, m_task.folder / checkpointName(epoch)});
        result.epochs = m_point.records;
        result.seconds = result.epochs.back().seconds;
        return result;
    }

private:
    static constexpr std::int64_t kEvaluated = 10000;
    static constexpr Index kEvaluationBatch = 500;

    Normalization normalizationFor(const Progress& progress) const
    {
        if (m_options.normalize == "standard")
            return standardNormalization(m_data, progress);
        return m_options.normalize == "unit" ? unitNormalization(m_data) : Normalization{};
    }

    nlohmann::json metadata(int epoch) const
    {
        nlohmann::json metadata = m_task.facts;
        metadata.update({{"leafscope", 1},
                         {"arch", m_options.architecture.name},
                         {"epoch", epoch},
                         {"input_shape", m_data.sampleShape},
                         {"normalize", m_normalization.toJson()},
                         {"class_names", m_data.classNames}});
        return metadata;
    }

    EpochRecord oneEpoch(int epoch, bool withFigures, const Progress& progress)
    {
        EpochRecord record;
        record.epoch = epoch;
        if (epoch > 0) {
            record.learningRate = learningRateAt(m_options, epoch);
            descend(epoch, record.learningRate, progress);
        }
        const Score onTrain = withFigures ? evaluate(m_data, m_trainSample, progress) : Score{};
        record.trainLoss = onTrain.loss;
        record.trainAccuracy = onTrain.accuracy;
        const Score onTest =
            m_heldOut && withFigures ? evaluate(*m_heldOut, m_testSample, progress) : Score{};
        record.testLoss = onTest.loss;
        record.testAccuracy = onTest.accuracy;
        record.seconds = seconds();
        return record;
    }

    double seconds() const
    {
        return m_secondsBefore + std::chrono::duration<double>(Clock::now() - m_start).count();
    }

    void savePoint()
    {
        m_point.seconds = seconds();
        m_point.state = m_network.state();
        writeTrainingPoint(m_task.folder, m_point);
        m_saved = Clock::now();
    }

    void descend(int epoch, double learningRate, const Progress& progress)
    {
        StepOptions step = m_options.step;
        step.learningRate = learningRate;
        const std::vector<std::int64_t> order = m_shuffle.permutation(m_data.size());
        const std::size_t count = partCount(order.size(), m_options.batch);
        BatchMaker batch(m_data, m_normalization);
        for (std::size_t& k = m_point.batches; k < count; ++k) {
            if (Clock::now() - m_saved > m_options.stateEvery)
                savePoint();
            progress.report(0.85 * double(k) / double(count));
            batch.make(part(order, k, count));
            const BatchScore score = m_network.step(batch.inputs, batch.labels, step);
            if (!std::isfinite(score.loss))
                throw Error(
                    ErrorKind::Numeric, "the loss is no longer a finite number",
                    "training, epoch " + std::to_string(epoch) + ", batch " +
                        std::to_string(k + 1) + " of " + std::to_string(count),
                    "the learning rate is too high for this network, or the data hold NaN or Inf",
                    "lower --lr, or choose --normalize standard");
        }
    }

    Score evaluate(const Dataset& data, const std::vector<std::int64_t>& samples,
                   const Progress& progress)
    {
        BatchScore sum;
        BatchMaker batch(data, m_normalization);
        const std::size_t count = partCount(samples.size(), kEvaluationBatch);
        for (std::size_t k = 0; k < count; ++k) {
            progress.checkpoint();
            batch.make(part(samples, k, count));
            const BatchScore score =
                m_network.evaluate(batch.inputs, batch.labels, m_options.step.loss);
            sum.loss += score.loss;
            sum.correct += score.correct;
        }
        const double n = double(samples.size());
        return {sum.loss / n, double(sum.correct) / n};
    }

    const Dataset& m_data;
    const Dataset* m_heldOut;
    const Task& m_task;
    const TrainOptions& m_options;
    Clock::time_point m_start = Clock::now();
    Clock::time_point m_saved = m_start;
    double m_secondsBefore = 0;
    TrainingPoint m_point;
    Normalization m_normalization;
    TrainableNetwork m_network;
    RandomStream m_shuffle;
    std::vector<std::int64_t> m_trainSample;
    std::vector<std::int64_t> m_testSample;
};

void requireTrainable(const Dataset& data, const TrainOptions& options)
{
    const auto refuse = [&](const std::string& what, const std::string& cause,
                            const std::string& remedy) {
        throw Error(ErrorKind::InvalidInput, what, data.name, cause, remedy);
    };
    if (data.labels.empty())
        refuse(
            "training needs labels, these data have none",
            data.format == "generator" ? "a generator makes points that belong to no class"
                                       : "no labels were found with the samples",
            "give a labelled data set, for example fashion-mnist, or an array with its labels in "
            "a file beside it (points.npy, points-labels.npy)");
    if (data.size() < 2)
        refuse("training needs at least 2 samples, there is " + std::to_string(data.size()),
               "the data set is too small", "give more samples");
    if (*std::min_element(data.labels.begin(), data.labels.end()) < 0)
        refuse("a label is negative", "labels count classes from 0", "number the classes from 0");
    const auto samples =
        std::size_t(options.limit > 0 ? std::min(options.limit, data.size()) : data.size());
    const std::size_t steps = partCount(samples, std::max<Index>(1, options.batch));
    if (withDefaults(options.architecture).batchNorm == true && samples < 2 * steps)
        refuse("batch normalisation needs at least 2 samples in every batch",
               "a batch of " + std::to_string(options.batch) + " for " + std::to_string(samples) +
                   " samples",
               "choose a larger --batch, or --batch_norm off");
    if (!(options.shuffleLabels >= 0 && options.shuffleLabels <= 1))
        refuse("the share of random labels must be from 0 to 1",
               "it is " + std::to_string(options.shuffleLabels), "choose another share");
    if (options.epochs < 0 || options.batch < 1)
        refuse("epochs must be at least 0 and the batch at least 1",
               std::to_string(options.epochs) + " epochs, batch " + std::to_string(options.batch),
               "choose other values");
}

/// Why the held-out set cannot be used with the training set; "" if it can.
std::string heldOutProblem(const Dataset& data, const Dataset& heldOut)
{
    if (heldOut.sampleShape != data.sampleShape)
        return "its samples have another shape";
    if (heldOut.labels.empty() || heldOut.size() == 0)
        return "it has no labels";
    const auto [low, high] = std::minmax_element(heldOut.labels.begin(), heldOut.labels.end());
    return *low < 0 || *high >= classesOf(data) ? "it has classes that the training set lacks" : "";
}

/// Data and options, so that no training goes on from another one's state.
std::string identityOf(const Dataset& data, const Dataset* heldOut, const TrainOptions& options)
{
    const Architecture& a = options.architecture;
    const StepOptions& s = options.step;
    const auto set = [](const Dataset& d) {
        return nlohmann::json{d.hash, d.size(), d.sampleShape, d.classNames};
    };
    const nlohmann::json all = {
        set(data),
        heldOut ? set(*heldOut) : nlohmann::json(),
        {a.name, a.inputShape, a.classes, a.depth, a.width, a.blocks, *a.batchNorm},
        {options.limit, options.shuffleLabels, options.epochs, options.batch, options.steps,
         options.factor, options.normalize, options.seed, int(options.checkpoints),
         options.figuresOfEveryEpoch},
        {s.learningRate, s.momentum, s.weightDecay, int(s.loss), int(s.optimizer), s.beta1, s.beta2,
         s.epsilon}};
    return hashText(all.dump());
}

void writeCsv(const std::vector<EpochRecord>& epochs, const std::filesystem::path& file)
{
    std::ostringstream csv;
    csv.precision(8);
    const auto cell = [](double value) {
        std::ostringstream text;
        text.precision(8);
        if (std::isfinite(value)) // an empty cell: not known
            text << value;
        return text.str();
    };
    csv << "epoch,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,seconds\n";
    for (const EpochRecord& e : epochs)
        csv << e.epoch << ',' << cell(e.learningRate) << ',' << cell(e.trainLoss) << ','
            << cell(e.trainAccuracy) << ',' << cell(e.testLoss) << ',' << cell(e.testAccuracy)
            << ',' << cell(e.seconds) << '\n';
    writeTextFile(file, csv.str());
}

} // namespace

double learningRateAt(const TrainOptions& options, int epoch)
{
    double rate = options.step.learningRate;
    for (const double step : options.steps)
        if (epoch > (step < 1 ? step * options.epochs : step))
            rate *= options.factor;
    return rate;
}

double usualLearningRate(Optimizer optimizer)
{
    return optimizer == Optimizer::Adam ? 0.001 : 0.05;
}

TrainResult train(const Dataset& data, const Dataset* heldOut, const TrainOptions& given,
                  const std::filesystem::path& folder, const Progress& progress)
{
    requireTrainable(data, given);
    TrainOptions options = given;
    options.architecture.inputShape = data.sampleShape;
    options.architecture.classes = classesOf(data);
    options.architecture = withDefaults(options.architecture);
    if (heldOut) {
        const std::string problem = heldOutProblem(data, *heldOut);
        if (!problem.empty()) {
            progress.note("the held-out set " + heldOut->name + " is not used: " + problem);
            heldOut = nullptr;
        }
    }
    std::optional<TrainingSet> chosen; // only where the data are not trained on as they are
    if ((options.limit > 0 && options.limit < data.size()) || options.shuffleLabels > 0)
        chosen = makeTrainingSet(data, options.limit, options.shuffleLabels,
                                 options.architecture.classes, options.seed);
    const Dataset& used = chosen ? chosen->data : data;
    Task task{options, nlohmann::json::object(), identityOf(data, heldOut, options), folder};
    if (options.shuffleLabels > 0)
        task.facts["shuffled_labels"] = describeChanges(*chosen, options.shuffleLabels);
    const std::optional<TrainingPoint> point = readTrainingPoint(folder);
    const std::filesystem::path table = folder / "training.csv";
    if (!point && std::filesystem::exists(table))
        throw Error(ErrorKind::InvalidInput, "the training in this folder is finished",
                    folder.string(), "training.csv is there", "use it, or name another folder");
    removeStaleTemporaries(folder);
    Trainer trainer(used, heldOut, task, progress);
    if (point)
        trainer.resume(*point, progress);
    TrainResult result = trainer.run(progress.span(0.02, 1, "training"));
    result.samples = used.size();
    result.shuffledLabels = task.facts.value("shuffled_labels", nlohmann::json());
    if (options.shuffleLabels > 0)
        writeChanges(*chosen, folder / "shuffled_labels.csv");
    writeCsv(result.epochs, table);
    std::filesystem::remove(folder / kTrainingStateFile);
    return result;
}

} // namespace leafscope
