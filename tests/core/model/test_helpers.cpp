// SPDX-License-Identifier: MIT
// The parts of the room that need no network: texts, guesses, normalisation, schedule.
#include "core/base/error.hpp"
#include "core/model/checkpoints.hpp"
#include "core/model/input_guess.hpp"
#include "core/model/model_file.hpp"
#include "core/model/normalization.hpp"
#include "core/model/torch_text.hpp"
#include "core/model/train.hpp"
#include "small_data.hpp"

#include <QTest>

#include <cmath>

using namespace leafscope;

class TestHelpers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void meaningfulLine_data();
    void meaningfulLine();
    void unknownOperator();
    void shapes();
    void guesses();
    void checkpointSchedule_data();
    void checkpointSchedule();
    void metadataIsChecked_data();
    void metadataIsChecked();
    void normalizationAppliesPerChannel();
    void normalizationSurvivesJson();
    void standardNormalizationMatchesDefinition();
    void learningRateSteps();
};

void TestHelpers::meaningfulLine_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("line");
    QTest::newRow("interpreter")
        << "The following operation failed in the TorchScript interpreter.\nTraceback of "
           "TorchScript, serialized "
           "code (most recent call last):\n  File \"code/a.py\", line 3, in forward\n    x\n    ~~ "
           "<--- HERE\n"
           "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x7 and 6x6)\n"
        << "mat1 and mat2 shapes cannot be multiplied (1x7 and 6x6)";
    QTest::newRow("plain") << "stride should not be zero (check at conv.cpp:12)\n"
                           << "stride should not be zero";
    QTest::newRow("raised")
        << "Traceback of TorchScript (most recent call last):\nbuiltins.AssertionError: too small."
        << "too small";
    QTest::newRow("empty") << ""
                           << "the failure came without a message";
    QTest::newRow("noise only") << "Traceback of TorchScript:\n    ~~~ <--- HERE\n"
                                << "the failure came without a message";
    QTest::newRow("long") << QString(100000, 'x') << QString(300, 'x') + " ...";
}

void TestHelpers::meaningfulLine()
{
    QFETCH(QString, what);
    QFETCH(QString, line);
    QCOMPARE(QString::fromStdString(leafscope::meaningfulLine(what.toStdString())), line);
}

void TestHelpers::unknownOperator()
{
    QCOMPARE(leafscope::unknownOperator("\nUnknown builtin op: aten::fancy_op.\nHere are some"),
             std::string("aten::fancy_op"));
    QCOMPARE(leafscope::unknownOperator("all is well"), std::string());
    QVERIFY(saysOutOfMemory(
        "DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"));
    QVERIFY(!saysOutOfMemory("mat1 and mat2"));
}

void TestHelpers::shapes()
{
    QCOMPARE(shapeText({3, 224, 224}), std::string("3 x 224 x 224"));
    QCOMPARE(shapeText({}), std::string("scalar"));
    QCOMPARE(elementCount({3, 4, 5}), 60);
    QCOMPARE(elementCount({}), 1);
}

void TestHelpers::guesses()
{
    using Shapes = std::vector<std::vector<std::int64_t>>;
    QCOMPARE(candidateShapes({64, 784}), (Shapes{{784}, {1, 28, 28}}));
    QCOMPARE(candidateShapes({64, 3072}), (Shapes{{3072}, {3, 32, 32}}));
    QCOMPARE(candidateShapes({6, 1, 5, 5}).front(), (std::vector<std::int64_t>{1, 28, 28}));
    QCOMPARE(candidateShapes({64, 3, 7, 7}).front(), (std::vector<std::int64_t>{3, 224, 224}));
    QCOMPARE(candidateShapes({8, 2, 3}).front(), (std::vector<std::int64_t>{2, 128}));
    QVERIFY(!candidateShapes({}).empty());
}

void TestHelpers::checkpointSchedule_data()
{
    QTest::addColumn<int>("epochs");
    QTest::addColumn<std::vector<int>>("expected");
    QTest::newRow("0") << 0 << std::vector<int>{0};
    QTest::newRow("1") << 1 << std::vector<int>{0, 1};
    QTest::newRow("5") << 5 << std::vector<int>{0, 1, 2, 3, 4, 5};
    QTest::newRow("12") << 12 << std::vector<int>{0, 1, 2, 3, 4, 6, 8, 11, 12};
    QTest::newRow("40") << 40 << std::vector<int>{0, 1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 40};
}

void TestHelpers::checkpointSchedule()
{
    QFETCH(int, epochs);
    QFETCH(std::vector<int>, expected);
    QCOMPARE(checkpointEpochs(epochs), expected);
    QCOMPARE(checkpointEpochs(epochs, CheckpointSchedule::All).size(), std::size_t(epochs + 1));
    const std::vector<int> paper = checkpointEpochs(350, CheckpointSchedule::Paper);
    QCOMPARE(paper.size(), std::size_t(51)); // 0 and the 50 epochs of the paper's notebook
    QCOMPARE(paper[14], 14);
    QCOMPARE(paper[15], 16);
    QCOMPARE(paper[49], 320);
    QCOMPARE(paper.back(), 350);
    const std::vector<int> small = checkpointEpochs(90, CheckpointSchedule::Paper);
    QCOMPARE((std::vector<int>{small.end() - 3, small.end()}), (std::vector<int>{77, 85, 90}));
    const std::vector<int> more = checkpointEpochs(1000, CheckpointSchedule::Paper);
    QCOMPARE(more[51], 382);
    QCOMPARE(more.back(), 1000);
}

void TestHelpers::metadataIsChecked_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("kept");
    QTest::newRow("ours") << R"({"leafscope":1,"input_shape":[1,28,28]})" << true;
    QTest::newRow("none") << "" << false;
    QTest::newRow("not JSON") << "{" << false;
    QTest::newRow("someone else's") << R"({"input_shape":[1]})" << false;
    QTest::newRow("no shape") << R"({"leafscope":1})" << false;
    QTest::newRow("words") << R"({"leafscope":1,"input_shape":["a"]})" << false;
    QTest::newRow("negative") << R"({"leafscope":1,"input_shape":[-3]})" << false;
    QTest::newRow("empty shape") << R"({"leafscope":1,"input_shape":[]})" << false;
}

void TestHelpers::metadataIsChecked()
{
    QFETCH(QString, text);
    QFETCH(bool, kept);
    QCOMPARE(!parseMetadata(text.toStdString()).is_null(), kept);
}

void TestHelpers::normalizationAppliesPerChannel()
{
    const Normalization two{0.5, {1, 2}, {4, 8}};
    std::vector<float> values{2, 4, 20, 36};
    two.apply(values.data(), 4);
    QCOMPARE(values, (std::vector<float>{0, 0.25F, 1, 2}));
    QVERIFY_EXCEPTION_THROWN(two.apply(values.data(), 3), Error);
    std::vector<double> same{3, -1};
    Normalization{}.apply(same.data(), 2);
    QCOMPARE(same, (std::vector<double>{3, -1}));
}

void TestHelpers::normalizationSurvivesJson()
{
    const Normalization given{1.0 / 255, {0.28604}, {0.35302}};
    const auto back = Normalization::fromJson(nlohmann::json::parse(given.toJson().dump()));
    QVERIFY(back.has_value());
    QCOMPARE(back->scale, given.scale); // to the bit
    QCOMPARE(back->mean, given.mean);
    QCOMPARE(back->std, given.std);
    QCOMPARE(given.text(), std::string("(x / 255 - 0.286) / 0.353"));
    QCOMPARE(Normalization{}.text(), std::string("none"));
    for (const char* bad :
         {"null", "{}", R"({"scale":1,"mean":[0],"std":[0]})", R"({"scale":0,"mean":[],"std":[]})",
          R"({"scale":1,"mean":[1,2],"std":[1]})", R"({"scale":"a","mean":[],"std":[]})"})
        QVERIFY2(!Normalization::fromJson(nlohmann::json::parse(bad)), bad);
}

void TestHelpers::standardNormalizationMatchesDefinition()
{
    const Dataset data = test::bandImages(50);
    const Normalization found = standardNormalization(data);
    double sum = 0;
    double squares = 0;
    const auto& bytes = std::get<ValueArray<std::uint8_t>>(data.values);
    for (const std::uint8_t b : bytes)
        sum += b / 255.0;
    const double mean = sum / double(bytes.size());
    for (const std::uint8_t b : bytes)
        squares += (b / 255.0 - mean) * (b / 255.0 - mean);
    QVERIFY(std::abs(found.mean.at(0) - mean) < 1e-12);
    QVERIFY(std::abs(found.std.at(0) - std::sqrt(squares / double(bytes.size()))) < 1e-12);
    Dataset constant = data;
    constant.values = std::vector<std::uint8_t>(bytes.size(), 7);
    QCOMPARE(standardNormalization(constant).std.at(0), 1.0);
    const Progress stopped;
    stopped.cancel();
    QVERIFY_EXCEPTION_THROWN(standardNormalization(data, stopped), Cancelled);
}

void TestHelpers::learningRateSteps()
{
    TrainOptions options;
    options.epochs = 10;
    options.step.learningRate = 1;
    options.factor = 0.5;
    options.steps = {0.5, 8};
    QCOMPARE(learningRateAt(options, 5), 1.0);
    QCOMPARE(learningRateAt(options, 6), 0.5);
    QCOMPARE(learningRateAt(options, 8), 0.5);
    QCOMPARE(learningRateAt(options, 9), 0.25);
}

QTEST_GUILESS_MAIN(TestHelpers)
#include "test_helpers.moc"
