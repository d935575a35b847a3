// SPDX-License-Identifier: MIT
// Training: learning, determinism, checkpoints, subsets and random labels, refusals, cancel.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/parallel.hpp"
#include "core/model/train.hpp"
#include "core/model/training_set.hpp"
#include "core/session/analysis.hpp"
#include "reference.hpp"
#include "small_data.hpp"

#include <QTemporaryDir>

#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

using namespace leafscope;

namespace fs = std::filesystem;

namespace {

TrainOptions quickOptions(const std::string& name)
{
    TrainOptions options;
    options.architecture.name = name;
    options.architecture.depth = 2;
    options.architecture.width = name == "mlp" ? 16 : 4;
    if (name == "mlp")
        options.architecture.batchNorm = true;
    options.epochs = 4;
    options.batch = 32;
    return options;
}

fs::path at(const QTemporaryDir& folder)
{
    return folder.path().toStdString();
}

} // namespace

class TestTrain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void learns_data();
    void learns();
    void writesCheckpointsAndTable();
    void sameSeedSameBits_data();
    void sameSeedSameBits();
    void evenBatchesLeaveNoSingleSample();
    void subsetAndRandomLabels();
    void randomLabelsAreLearntByHeart();
    void refusals_data();
    void refusals();
    void divergenceIsNamed();
    void unfitHeldOutSetIsNotedAndLeftOut();
    void cancelTakesEffect();
    void entryIsComplete();
};

void TestTrain::learns_data()
{
    QTest::addColumn<QString>("arch");
    QTest::addColumn<QString>("normalize");
    QTest::addColumn<bool>("squared");
    QTest::addColumn<bool>("adam");
    QTest::newRow("lenet") << "lenet"
                           << "standard" << false << false;
    QTest::newRow("mlp") << "mlp"
                         << "unit" << false << false;
    QTest::newRow("mlp, squared loss") << "mlp"
                                       << "standard" << true << false;
    QTest::newRow("lenet, Adam") << "lenet"
                                 << "standard" << false << true;
    QTest::newRow("vgg") << "vgg"
                         << "standard" << false << false;
    QTest::newRow("resnet, Adam") << "resnet"
                                  << "standard" << false << true;
}

void TestTrain::learns()
{
    QFETCH(QString, arch);
    QFETCH(QString, normalize);
    QFETCH(bool, squared);
    QFETCH(bool, adam);
    const QTemporaryDir folder;
    TrainOptions options = quickOptions(arch.toStdString());
    if (adam) {
        options.step.optimizer = Optimizer::Adam;
        options.step.learningRate = 10 * usualLearningRate(Optimizer::Adam); // few steps
    }
    options.normalize = normalize.toStdString();
    options.step.loss = squared ? Loss::MeanSquared : Loss::CrossEntropy;
    const Dataset data = test::bandImages(400);
    const Dataset heldOut = test::bandImages(150, 12, 2);
    const TrainResult result = train(data, &heldOut, options, at(folder));
    QVERIFY(result.epochs.front().testAccuracy < 0.7);
    QVERIFY2(result.epochs.back().testAccuracy > 0.95,
             qPrintable(QString::number(result.epochs.back().testAccuracy)));
    QVERIFY(result.epochs.back().trainLoss < 0.5 * result.epochs.front().trainLoss);
}

void TestTrain::writesCheckpointsAndTable()
{
    const QTemporaryDir folder;
    const Dataset data = test::bandImages(100);
    const TrainResult result = train(data, nullptr, quickOptions("lenet"), at(folder));
    QCOMPARE(result.checkpoints.size(), std::size_t(5));
    QCOMPARE(listCheckpoints(at(folder)).size(), std::size_t(5));
    const QStringList rows =
        QString::fromStdString(readTextFile(at(folder) / "training.csv")).split('\n');
    QCOMPARE(
        rows.first(),
        QString("epoch,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,seconds"));
    QCOMPARE(rows.size(), 7);                         // header, 5 epochs, the end of the last line
    QCOMPARE(rows.at(5).split(',').at(4), QString()); // no held-out set: empty, not zero
    Network last = Network::load(at(folder));
    QCOMPARE(last.metadata().at("epoch"), 4);
    QCOMPARE(last.metadata().at("class_names").size(), std::size_t(3));
    QCOMPARE(last.inspect().inputShape, (Shape{1, 12, 12})); // known without being told
    QCOMPARE(last.inspect().outputs, 3);
    const auto stored = Normalization::fromJson(last.metadata().at("normalize"));
    QVERIFY(stored.has_value());
    QCOMPARE(stored->mean, result.normalization.mean);
}

void TestTrain::sameSeedSameBits_data()
{
    QTest::addColumn<bool>("adam");
    for (const std::string& name : architectureNames())
        QTest::newRow(name.c_str()) << (name == "lenet");
}

void TestTrain::sameSeedSameBits()
{
    QFETCH(bool, adam);
    const QTemporaryDir folder;
    const Dataset data = test::bandImages(200);
    TrainOptions options = quickOptions(QTest::currentDataTag());
    options.step.optimizer = adam ? Optimizer::Adam : Optimizer::Sgd;
    options.batch = 70; // four parts, also where batch normalisation wants 16 rows in each
    options.epochs = 2;
    std::vector<std::string> hashes;
    for (const std::string name : {"a", "b", "c"}) {
        fs::create_directory(at(folder) / name);
        options.seed = name == "c" ? 2 : 1;
        setComputeThreads(name == "b" ? 3 : 1); // the number of threads changes nothing
        const TrainResult result = train(data, nullptr, options, at(folder) / name);
        hashes.push_back(hashFile(result.checkpoints.back().file));
    }
    setComputeThreads(0);
    QCOMPARE(hashes[0], hashes[1]);
    QVERIFY(hashes[0] != hashes[2]);
}

void TestTrain::evenBatchesLeaveNoSingleSample()
{
    // 33 = 32 + 1: batch normalisation over one sample would give Inf.
    const QTemporaryDir folder;
    const TrainResult result =
        train(test::bandImages(33), nullptr, quickOptions("mlp"), at(folder));
    QVERIFY(std::isfinite(result.epochs.back().trainLoss));
}

void TestTrain::subsetAndRandomLabels()
{
    const Dataset data = test::bandImages(300);
    const TrainingSet set = makeTrainingSet(data, 120, 0.5, 3, 7);
    const std::vector<std::int64_t> chosen = stratifiedSample(data, 120, 7);
    QCOMPARE(set.data.size(), 120);
    QCOMPARE(set.changes.size(), std::size_t(60));
    std::size_t next = 0;
    std::vector<float> left(144);
    std::vector<float> right(144);
    for (Index row = 0; row < 120; ++row) {
        const std::int64_t sample = chosen[std::size_t(row)];
        set.data.copySample(row, left.data());
        data.copySample(sample, right.data());
        QCOMPARE(left, right);
        const std::int32_t own = data.labels[std::size_t(sample)];
        std::int32_t expected = own;
        if (next < set.changes.size() && set.changes[next].sample == sample) {
            QCOMPARE(set.changes[next].label, own);
            expected = set.changes[next++].given;
        }
        QCOMPARE(set.data.labels[std::size_t(row)], expected);
    }
    QCOMPARE(next, set.changes.size()); // ascending, and each is one of the chosen
    const nlohmann::json facts = describeChanges(set, 0.5);
    QCOMPARE(facts.at("replaced"), 60);
    // One draw in three gives the label back: 40 changed on average, with a deviation of 3.7.
    QVERIFY(std::abs(facts.at("changed").get<int>() - 40) < 15);
    QCOMPARE(makeTrainingSet(data, 120, 0.5, 3, 7).data.labels, set.data.labels);
    QVERIFY(makeTrainingSet(data, 120, 0.5, 3, 8).data.labels != set.data.labels);
    QCOMPARE(makeTrainingSet(data, 0, 0, 3, 7).data.labels, data.labels);
}

void TestTrain::randomLabelsAreLearntByHeart()
{
    const QTemporaryDir folder;
    TrainOptions options = quickOptions("mlp");
    options.architecture.batchNorm = false;
    options.architecture.width = 64;
    options.epochs = 60;
    options.limit = 60;
    options.shuffleLabels = 1;
    const Dataset heldOut = test::bandImages(150, 12, 2);
    const TrainResult result = train(test::bandImages(200), &heldOut, options, at(folder));
    QCOMPARE(result.samples, 60);
    QCOMPARE(result.epochs.back().trainAccuracy, 1.0);
    QVERIFY(result.epochs.back().testAccuracy < 0.6);
    QCOMPARE(result.shuffledLabels.at("replaced"), 60);
    const Network network = Network::load(at(folder));
    QCOMPARE(network.metadata().at("shuffled_labels"), result.shuffledLabels);
    const QString table = QString::fromStdString(readTextFile(at(folder) / "shuffled_labels.csv"));
    QCOMPARE(table.count('\n'), 61);
}

void TestTrain::refusals_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("no labels") << "labels";
    QTest::newRow("negative label") << "negative";
    QTest::newRow("one sample") << "at least 2 samples";
    QTest::newRow("one class") << "at least 2 classes";
    QTest::newRow("points for lenet") << "lenet cannot take";
    QTest::newRow("points for vgg") << "vgg cannot take";
    QTest::newRow("points for resnet") << "resnet cannot take";
    QTest::newRow("unknown architecture") << "mlp, lenet, vgg, resnet";
    QTest::newRow("generator") << "a generator makes points that belong to no class";
    QTest::newRow("share") << "from 0 to 1";
}

void TestTrain::refusals()
{
    QFETCH(QString, what);
    const QString tag = QTest::currentDataTag();
    const QTemporaryDir folder;
    Dataset data = test::bandImages(tag == "one sample" ? 1 : 20);
    TrainOptions options = quickOptions("lenet");
    if (tag == "no labels" || tag == "generator")
        data.labels.clear();
    if (tag == "generator")
        data.format = "generator";
    if (tag == "share")
        options.shuffleLabels = 1.5;
    if (tag == "negative label")
        data.labels[3] = -1;
    if (tag == "one class") {
        data.labels.assign(20, 0);
        data.classNames.clear();
    }
    if (tag.startsWith("points for ")) {
        data.sampleShape = {144};
        options.architecture.name = tag.section(' ', -1).toStdString();
    }
    if (tag == "unknown architecture")
        options.architecture.name = "alexnet";
    try {
        train(data, nullptr, options, at(folder));
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains(what), error.what());
        QVERIFY(!error.cause().empty() && !error.remedy().empty());
    }
    QVERIFY(fs::is_empty(at(folder)));
}

void TestTrain::divergenceIsNamed()
{
    const QTemporaryDir folder;
    TrainOptions options = quickOptions("lenet");
    options.step.learningRate = 100;
    options.epochs = 20;
    try {
        train(test::bandImages(100), nullptr, options, at(folder));
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY(error.kind() == ErrorKind::Numeric);
        QVERIFY(QString(error.what()).contains("--lr"));
    }
}

void TestTrain::unfitHeldOutSetIsNotedAndLeftOut()
{
    const QTemporaryDir folder;
    TrainOptions options = quickOptions("lenet");
    options.epochs = 1;
    const Dataset other = test::bandImages(20, 14);
    const Progress progress;
    const TrainResult result = train(test::bandImages(40), &other, options, at(folder), progress);
    QVERIFY(std::isnan(result.epochs.back().testAccuracy));
    QVERIFY(progress.snapshot().notes.at(0).find("another shape") != std::string::npos);
}

void TestTrain::cancelTakesEffect()
{
    using Clock = std::chrono::steady_clock;
    const QTemporaryDir folder;
    TrainOptions options = quickOptions("lenet");
    options.epochs = 10000;
    const Dataset data = test::bandImages(2000);
    const Progress progress;
    std::atomic<bool> cancelled{false};
    Clock::time_point ended;
    std::thread worker([&] {
        try {
            train(data, nullptr, options, at(folder), progress);
        } catch (const Cancelled&) {
            cancelled = true;
        }
        ended = Clock::now();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    const Clock::time_point asked = Clock::now();
    progress.cancel();
    worker.join();
    QVERIFY(cancelled);
    QVERIFY(ended - asked < std::chrono::milliseconds(500));
    QVERIFY(!fs::exists(at(folder) / "training.csv"));
}

void TestTrain::entryIsComplete()
{
    const Analysis* const analysis = findAnalysis("train");
    QVERIFY(analysis != nullptr);
    const Json parameters = completeParameters(*analysis, {{"epochs", 5}});
    QCOMPARE(parameters.at("epochs"), 5);
    QCOMPARE(parameters.at("arch"), "lenet");
    QVERIFY_EXCEPTION_THROWN(completeParameters(*analysis, {{"arch", "alexnet"}}), Error);
    for (const Parameter& parameter : analysis->parameters)
        QVERIFY2(!parameter.title.empty() && !parameter.fallback.is_null(), parameter.name.c_str());
}

QTEST_GUILESS_MAIN(TestTrain)
#include "test_train.moc"
