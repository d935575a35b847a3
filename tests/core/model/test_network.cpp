// SPDX-License-Identifier: MIT
// Recording through control flow, in-place operations and shared modules; precision; gradients;
// info.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "reference.hpp"

#include <random>

using namespace leafscope;
using test::modelFile;

namespace {

MatrixD randomRows(Index rows, Index cols)
{
    std::mt19937 generator(5);
    std::normal_distribution<double> normal;
    return MatrixD::NullaryExpr(rows, cols, [&] { return normal(generator); });
}

Network loaded(const char* name)
{
    return Network::load(modelFile("small", std::string(name) + ".pt"));
}

} // namespace

class TestNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layersEqualPyTorch_data();
    void layersEqualPyTorch();
    void float64EqualsPyTorch();
    void namesTypesShapesAndDepths();
    void callsInLoopsAreCounted();
    void sharedModuleHasTwoNames();
    void anySubsetGivesTheSame();
    void rowsDoNotDependOnTheBatch();
    void threadsChangeNothingThatMatters();
    void gradientEqualsDifferences();
    void recordingLeavesGradientAlone();
    void sinkStopsThePass();
    void unreachedLayerIsNamed();
    void guessesTheInputShape();
    void singleSampleNetworkRunsRowByRow();
};

void TestNetwork::layersEqualPyTorch_data()
{
    QTest::addColumn<int>("layers");
    QTest::newRow("nested_scripted") << 19;
    QTest::newRow("nested_traced") << 19;
    QTest::newRow("in_place_first") << 2;
    QTest::newRow("branches") << 13;
    QTest::newRow("tuples") << 4;
    QTest::newRow("odds") << 3;
    QTest::newRow("sequence_first") << 3;
    QTest::newRow("methods") << 5;
    QTest::newRow("data_dependent") << 2;
    QTest::newRow("single_only") << 1;
    QTest::newRow("smooth") << 3;
}

void TestNetwork::layersEqualPyTorch()
{
    QFETCH(int, layers);
    const auto compared = test::compareWithHooks<float>(
        modelFile("small", std::string(QTest::currentDataTag()) + ".pt"), 1e-5);
    QCOMPARE(int(compared), layers);
}

void TestNetwork::float64EqualsPyTorch()
{
    const auto compared =
        test::compareWithHooks<double>(modelFile("small", "nested_double.pt"), 1e-13);
    QCOMPARE(int(compared), 19);
}

void TestNetwork::namesTypesShapesAndDepths()
{
    Network network = loaded("nested_scripted");
    const ModelInfo& info = network.inspect({1, 8, 8});
    QCOMPARE(info.type, std::string("Nested"));
    QCOMPARE(info.outputs, 5);
    // conv 40, two residual blocks of 2 x 148 + 8, linear 185
    QCOMPARE(info.parameters, 40 + 2 * (2 * 148 + 8) + 185);
    QVERIFY(info.notes.empty());
    const auto layer = [&](const std::string& name) {
        for (const LayerInfo& l : info.layers)
            if (l.name == name)
                return l;
        return LayerInfo{};
    };
    QCOMPARE(info.layers.front().name, std::string("input"));
    QCOMPARE(info.layers.front().type, std::string("Input"));
    QCOMPARE(info.layers.front().shape, (Shape{1, 8, 8}));
    QCOMPARE(info.layers.front().depth, 0.0);
    QCOMPARE(layer("stem.0").type, std::string("Conv2d"));
    QCOMPARE(layer("stem.0").shape, (Shape{4, 6, 6}));
    QCOMPARE(layer("stem.0").depth, 1.0 / 6); // 5 convolutions, 1 linear map
    QCOMPARE(layer("stem.0").parameters, 40);
    QCOMPARE(layer("body.0.relu#2").type, std::string("ReLU"));
    QCOMPARE(layer("body.0.relu#2").depth, 3.0 / 6);
    QCOMPARE(layer("body.0").parameters, 2 * 148 + 8);
    QCOMPARE(layer("body").shape, (Shape{4, 3, 3}));
    QCOMPARE(layer("head").type, std::string("Linear"));
    QCOMPARE(layer("head").depth, 1.0);
    for (std::size_t i = 1; i < info.layers.size(); ++i)
        QVERIFY(info.layers[i].depth >= info.layers[i - 1].depth);
}

void TestNetwork::callsInLoopsAreCounted()
{
    Network network = loaded("branches");
    const auto names = test::layerNames(network.inspect({6}));
    const std::vector<std::string> expected{"input",  "first",  "even",  "act",   "odd",
                                            "act#2",  "even#2", "act#3", "odd#2", "act#4",
                                            "even#3", "act#5",  "act#6", "act#7"};
    QCOMPARE(names, expected);
}

void TestNetwork::sharedModuleHasTwoNames()
{
    Network network = loaded("shared_twice");
    const ModelInfo& info = network.inspect({4});
    QCOMPARE(test::layerNames(info), (std::vector<std::string>{"input", "a", "b"}));
    QCOMPARE(info.parameters, 20); // counted once
}

void TestNetwork::anySubsetGivesTheSame()
{
    Network network = loaded("nested_traced");
    const auto names = test::layerNames(network.inspect({1, 8, 8}));
    const MatrixF batch = randomRows(4, 64).cast<float>();
    const ForwardResult all = network.forward(batch, names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::vector<std::string> some{names[i], names[(i * 7 + 3) % names.size()]};
        const ForwardResult part = network.forward(batch, some);
        QVERIFY(test::sameBits(part.output, all.output));
        QVERIFY2(test::sameBits(part.layers[0], all.layers[i]), names[i].c_str());
        QVERIFY(test::sameBits(part.layers[1], all.layers[(i * 7 + 3) % names.size()]));
    }
}

void TestNetwork::rowsDoNotDependOnTheBatch()
{
    Network network = loaded("sequence_first");
    const auto names = test::layerNames(network.inspect({6, 4}));
    const MatrixF batch = randomRows(5, 24).cast<float>();
    const ForwardResult all = network.forward(batch, names);
    for (Index row = 0; row < batch.rows(); ++row) {
        const ForwardResult one = network.forward(MatrixF(batch.row(row)), names);
        for (std::size_t i = 0; i < names.size(); ++i)
            QVERIFY2(test::relativeDifference(one.layers[i], MatrixF(all.layers[i].row(row))) <
                         1e-5,
                     names[i].c_str());
    }
}

void TestNetwork::threadsChangeNothingThatMatters()
{
    Network network = loaded("nested_scripted");
    const auto names = test::layerNames(network.inspect({1, 8, 8}));
    const MatrixF batch = randomRows(64, 64).cast<float>();
    setComputeThreads(1);
    const ForwardResult one = network.forward(batch, names);
    setComputeThreads(2);
    const ForwardResult two = network.forward(batch, names);
    const ForwardResult again = network.forward(batch, names);
    setComputeThreads(0);
    for (std::size_t i = 0; i < names.size(); ++i) {
        QVERIFY(test::relativeDifference(one.layers[i], two.layers[i]) < 1e-6);
        QVERIFY(test::sameBits(two.layers[i], again.layers[i]));
    }
}

void TestNetwork::gradientEqualsDifferences()
{
    Network network = loaded("smooth");
    network.inspect({6});
    const MatrixD batch = randomRows(4, 6);
    constexpr double kStep = 1e-5;
    for (const int unit : {0, 2}) {
        const MatrixD gradient = network.inputGradient(batch, unit);
        MatrixD differences(batch.rows(), batch.cols());
        for (Index j = 0; j < batch.cols(); ++j) {
            MatrixD up = batch;
            MatrixD down = batch;
            up.col(j).array() += kStep;
            down.col(j).array() -= kStep;
            differences.col(j) = (network.forward(up, {}).output.col(unit) -
                                  network.forward(down, {}).output.col(unit)) /
                                 (2 * kStep);
        }
        QVERIFY(test::relativeDifference(gradient, differences) < 1e-8);
    }
    QVERIFY_EXCEPTION_THROWN(network.inputGradient(batch, 3), Error);
}

void TestNetwork::recordingLeavesGradientAlone()
{
    Network network = loaded("nested_scripted");
    const auto names = test::layerNames(network.inspect({1, 8, 8}));
    const MatrixD batch = randomRows(3, 64);
    const InputGradient recorded = network.inputGradient(batch, 1, names);
    QVERIFY(test::sameBits(recorded.gradient, network.inputGradient(batch, 1)));
    QVERIFY(recorded.gradient.cwiseAbs().maxCoeff() > 0);
    const ForwardResult64 plain = network.forward(batch, names);
    for (std::size_t i = 0; i < names.size(); ++i)
        QVERIFY2(test::relativeDifference(recorded.layers[i], plain.layers[i]) < 1e-14,
                 names[i].c_str());
}

void TestNetwork::sinkStopsThePass()
{
    Network network = loaded("nested_scripted");
    const auto names = test::layerNames(network.inspect({1, 8, 8}));
    const MatrixF batch = randomRows(2, 64).cast<float>();
    std::size_t seen = 0;
    const LayerSink<float> stopAtThird = [&](const LayerRows<float>&) {
        if (++seen == 3)
            throw Cancelled();
    };
    QVERIFY_EXCEPTION_THROWN(network.forwardInto(batch, names, stopAtThird), Cancelled);
    QCOMPARE(seen, std::size_t(3));
    const ForwardResult after = network.forward(batch, names); // usable as before
    QCOMPARE(after.layers.size(), names.size());
}

void TestNetwork::unreachedLayerIsNamed()
{
    Network network = loaded("data_dependent");
    QCOMPARE(test::layerNames(network.inspect({4})),
             (std::vector<std::string>{"input", "quiet", "last"}));
    const MatrixF loud = MatrixF::Constant(2, 4, 100.F);
    const std::vector<std::string> last{"last"};
    QCOMPARE(network.forward(loud, last).layers[0].cols(), 2);
    const std::vector<std::string> quiet{"quiet"};
    try {
        network.forward(loud, quiet);
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY(error.where().find("layer quiet") != std::string::npos);
        QVERIFY(error.remedy().find("--layers") != std::string::npos);
    }
}

void TestNetwork::guessesTheInputShape()
{
    QCOMPARE(loaded("smooth").inspect().inputShape, (Shape{6}));
    QVERIFY_EXCEPTION_THROWN(loaded("nested_scripted").inspect(),
                             Error); // 8 x 8 is not a common size
}

void TestNetwork::singleSampleNetworkRunsRowByRow()
{
    Network network = loaded("single_only");
    const ModelInfo& info = network.inspect({6});
    QCOMPARE(info.notes.size(), std::size_t(1));
    const MatrixF batch = randomRows(3, 6).cast<float>();
    const std::vector<std::string> names{"fc"};
    const ForwardResult all = network.forward(batch, names);
    QVERIFY(test::sameBits(all.layers[0], all.output));
    for (Index row = 0; row < 3; ++row)
        QVERIFY(test::sameBits(network.forward(MatrixF(batch.row(row)), {}).output,
                               MatrixF(all.output.row(row))));
}

QTEST_GUILESS_MAIN(TestNetwork)
#include "test_network.moc"
