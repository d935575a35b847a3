// SPDX-License-Identifier: MIT
// Built-in networks and their training: layers, learning, determinism, checkpoints, Python,
// refusals, cancel.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/parallel.hpp"
#include "core/model/train.hpp"
#include "core/session/analysis.hpp"
#include "reference.hpp"
#include "small_data.hpp"

#include <QProcess>
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
    options.architecture.width = 16;
    options.architecture.batchNorm = name == "mlp";
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
    void builtinLayers();
    void learns_data();
    void learns();
    void writesCheckpointsAndTable();
    void sameSeedSameBits();
    void evenBatchesLeaveNoSingleSample();
    void stepFollowsTheDefinition();
    void pythonLoadsAndAgrees();
    void refusals_data();
    void refusals();
    void divergenceIsNamed();
    void unfitHeldOutSetIsNotedAndLeftOut();
    void cancelTakesEffect();
    void entryIsComplete();
};

void TestTrain::builtinLayers()
{
    const QTemporaryDir folder;
    Architecture lenet{"lenet", {1, 28, 28}, 10, 0, 0, false};
    TrainableNetwork(lenet, 1).save(at(folder) / "lenet.pt", nullptr);
    Network network = Network::load(at(folder) / "lenet.pt");
    const ModelInfo& info = network.inspect({1, 28, 28});
    QCOMPARE(info.parameters, 61706);
    QCOMPARE(info.type, std::string("LeNet"));
    QVERIFY(info.metadata.is_null());
    std::vector<std::string> found;
    for (const LayerInfo& layer : info.layers)
        found.push_back(layer.name + ":" + layer.type);
    QCOMPARE(found, (std::vector<std::string>{"input:Input", "conv1:Conv2d", "relu1:ReLU",
                                              "pool1:MaxPool2d", "conv2:Conv2d", "relu2:ReLU",
                                              "pool2:MaxPool2d", "fc1:Linear", "relu3:ReLU",
                                              "fc2:Linear", "relu4:ReLU", "fc3:Linear"}));
    QCOMPARE(info.layers[6].shape, (Shape{16, 5, 5}));
    QCOMPARE(info.layers[6].depth, 0.4);

    Architecture mlp{"mlp", {2, 3}, 4, 2, 8, true};
    TrainableNetwork(mlp, 1).save(at(folder) / "mlp.pt", nullptr);
    Network second = Network::load(at(folder) / "mlp.pt");
    QCOMPARE(
        test::layerNames(second.inspect({2, 3})),
        (std::vector<std::string>{"input", "fc1", "bn1", "relu1", "fc2", "bn2", "relu2", "fc3"}));
    QCOMPARE(second.inspect().layers[2].type, std::string("BatchNorm1d"));
    QCOMPARE(second.inspect().parameters, 6 * 8 + 8 + 16 + 8 * 8 + 8 + 16 + 8 * 4 + 4);
}

void TestTrain::learns_data()
{
    QTest::addColumn<QString>("arch");
    QTest::addColumn<QString>("normalize");
    QTest::addColumn<bool>("squared");
    QTest::newRow("lenet") << "lenet"
                           << "standard" << false;
    QTest::newRow("mlp") << "mlp"
                         << "unit" << false;
    QTest::newRow("mlp, squared loss") << "mlp"
                                       << "standard" << true;
}

void TestTrain::learns()
{
    QFETCH(QString, arch);
    QFETCH(QString, normalize);
    QFETCH(bool, squared);
    const QTemporaryDir folder;
    TrainOptions options = quickOptions(arch.toStdString());
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

void TestTrain::sameSeedSameBits()
{
    const QTemporaryDir folder;
    const Dataset data = test::bandImages(120);
    TrainOptions options = quickOptions("lenet");
    options.epochs = 2;
    std::vector<std::string> hashes;
    for (const std::string name : {"a", "b", "c"}) {
        fs::create_directory(at(folder) / name);
        options.seed = name == "c" ? 2 : 1;
        setComputeThreads(name == "b" ? 2 : 1); // the number of threads changes nothing
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

void TestTrain::stepFollowsTheDefinition()
{
    // With a zero learning rate nothing moves; with a small one the loss of the same batch falls.
    Architecture architecture{"mlp", {5}, 3, 1, 8, false};
    TrainableNetwork network(architecture, 3);
    MatrixF batch = MatrixF::Random(12, 5);
    const std::vector<std::int32_t> labels{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
    StepOptions still{0, 0.9, 0, Loss::CrossEntropy};
    const double first = network.step(batch, labels, still).loss;
    QCOMPARE(network.evaluate(batch, labels, Loss::CrossEntropy).loss, first);
    StepOptions move{0.05, 0, 0, Loss::CrossEntropy};
    double before = first;
    for (int step = 0; step < 5; ++step) {
        network.step(batch, labels, move);
        const double after = network.evaluate(batch, labels, Loss::CrossEntropy).loss;
        QVERIFY(after < before);
        before = after;
    }
}

void TestTrain::pythonLoadsAndAgrees()
{
    const QTemporaryDir folder;
    const Dataset data = test::bandImages(60);
    train(data, nullptr, quickOptions("lenet"), at(folder));
    Network network = Network::load(at(folder));
    network.inspect();
    const MatrixF zeros = MatrixF::Zero(1, 144);
    const MatrixF ours = network.forward(zeros, {}).output;
    QProcess python;
    python.start(LEAFSCOPE_PYTHON,
                 {"-c",
                  "import sys, torch; m = torch.jit.load(sys.argv[1]); m.train(); m.eval(); "
                  "print(*m(torch.zeros(1, 1, 12, 12))[0].tolist())",
                  QString::fromStdString(listCheckpoints(at(folder)).back().file.string())});
    QVERIFY(python.waitForFinished(60000));
    const QString errors = QString::fromUtf8(python.readAllStandardError());
    QVERIFY2(python.exitCode() == 0, qPrintable(errors));
    const QStringList numbers = QString::fromUtf8(python.readAllStandardOutput()).split(' ');
    QCOMPARE(numbers.size(), 3);
    for (int i = 0; i < 3; ++i)
        QVERIFY(std::abs(numbers[i].toDouble() - double(ours(0, i))) < 1e-5);
}

void TestTrain::refusals_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("no labels") << "labels";
    QTest::newRow("negative label") << "negative";
    QTest::newRow("one sample") << "at least 2 samples";
    QTest::newRow("one class") << "at least 2 classes";
    QTest::newRow("points for lenet") << "lenet cannot take";
    QTest::newRow("unknown architecture") << "vgg";
}

void TestTrain::refusals()
{
    QFETCH(QString, what);
    const QString tag = QTest::currentDataTag();
    const QTemporaryDir folder;
    Dataset data = test::bandImages(tag == "one sample" ? 1 : 20);
    TrainOptions options = quickOptions("lenet");
    if (tag == "no labels")
        data.labels.clear();
    if (tag == "negative label")
        data.labels[3] = -1;
    if (tag == "one class") {
        data.labels.assign(20, 0);
        data.classNames.clear();
    }
    if (tag == "points for lenet")
        data.sampleShape = {144};
    if (tag == "unknown architecture")
        options.architecture.name = "vgg";
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
    QVERIFY_EXCEPTION_THROWN(completeParameters(*analysis, {{"arch", "vgg"}}), Error);
    for (const Parameter& parameter : analysis->parameters)
        QVERIFY2(!parameter.title.empty() && !parameter.fallback.is_null(), parameter.name.c_str());
}

QTEST_GUILESS_MAIN(TestTrain)
#include "test_train.moc"
