// SPDX-License-Identifier: MIT
// Files and inputs that cannot work: each message says what, where, why and what to do.
#include "core/base/error.hpp"
#include "reference.hpp"

#include <QTemporaryDir>

#include <fstream>

using namespace leafscope;
using test::modelFile;

namespace {

bool contains(const std::string& text, const QString& part)
{
    return QString::fromStdString(text).contains(part, Qt::CaseInsensitive);
}

} // namespace

class TestBadModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void files_data();
    void files();
    void missingFileAndEmptyFolder();
    void inputs_data();
    void inputs();
    void unknownLayerListsTheKnown();
    void wrongWidthOfBatch();
    void networkWorksAfterAFailure();
    void undifferentiableNetworkIsExplained();
};

void TestBadModels::files_data()
{
    QTest::addColumn<QString>("happened");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("bad_state_dict.pt") << "not a TorchScript"
                                       << "torch.jit";
    QTest::newRow("bad_pickled_module.pt") << "not a TorchScript"
                                           << "torch.jit";
    QTest::newRow("bad_legacy.pt") << "not a TorchScript"
                                   << "torch.jit";
    QTest::newRow("bad_zip.pt") << "not a TorchScript"
                                << "torch.jit";
    QTest::newRow("bad_text.pt") << "not a TorchScript"
                                 << "torch.jit";
    QTest::newRow("bad_half.pt") << ""
                                 << "";
    QTest::newRow("bad_empty.pt") << "empty"
                                  << "torch.jit";
    QTest::newRow("bad_operator.pt") << "scaled_dot_product_attention"
                                     << "save it again";
    QTest::newRow("bad_version.pt") << "newer format"
                                    << "older PyTorch";
    QTest::newRow("two_inputs.pt") << "2 arguments"
                                   << "one tensor";
}

void TestBadModels::files()
{
    QFETCH(QString, happened);
    QFETCH(QString, remedy);
    const std::string name = QTest::currentDataTag();
    try {
        Network::load(modelFile("small", name));
        QFAIL("no error");
    } catch (const Error& error) {
        qInfo("%s", error.what());
        QVERIFY2(contains(error.where(), QString::fromStdString(name)), error.what());
        QVERIFY2(contains(error.happened(), happened), error.what());
        QVERIFY2(contains(error.remedy(), remedy), error.what());
        QVERIFY2(!error.cause().empty() && !error.remedy().empty(), error.what());
        QVERIFY2(!contains(error.happened(), "\n") && error.happened().size() < 400, error.what());
    }
}

void TestBadModels::missingFileAndEmptyFolder()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    for (const auto& place : {path / "no_such.pt", path}) {
        try {
            Network::load(place);
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY(contains(error.where(), QString::fromStdString(place.string())));
            QVERIFY(!error.remedy().empty());
        }
    }
}

void TestBadModels::inputs_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<QString>("happened");
    QTest::addColumn<QString>("where");
    QTest::newRow("nested_scripted") << "[3, 8, 8]"
                                     << "3 x 8 x 8"
                                     << "layer stem.0 (Conv2d, weight 4 x 1 x 3 x 3)";
    QTest::newRow("nested_traced") << "[1, 9, 12]"
                                   << "1 x 9 x 12"
                                   << "layer head (Linear, weight 5 x 36)";
    QTest::newRow("branches") << "[7]"
                              << "7"
                              << "layer first (Linear, weight 6 x 6)";
    QTest::newRow("raises") << "[4]"
                            << "refuses to work on Mondays"
                            << "raises.pt";
    QTest::newRow("scalar") << "[4]"
                            << "one row of numbers per sample"
                            << "scalar.pt";
    QTest::newRow("smooth") << "[0]"
                            << "no input can have the shape"
                            << "smooth.pt";
    QTest::newRow("in_place_first") << "[1099511627776, 4194304]"
                                    << ""
                                    << "in_place_first.pt";
}

void TestBadModels::inputs()
{
    QFETCH(QString, shape);
    QFETCH(QString, happened);
    QFETCH(QString, where);
    Network network =
        Network::load(modelFile("small", std::string(QTest::currentDataTag()) + ".pt"));
    try {
        network.inspect(nlohmann::json::parse(shape.toStdString()).get<Shape>());
        QFAIL("no error");
    } catch (const Error& error) {
        qInfo("%s", error.what());
        QVERIFY2(contains(error.happened(), happened), error.what());
        QVERIFY2(contains(error.where(), where), error.what());
        QVERIFY2(!error.cause().empty() && !error.remedy().empty(), error.what());
        QVERIFY2(!contains(error.what(), "Traceback"), error.what());
    }
}

void TestBadModels::unknownLayerListsTheKnown()
{
    Network network = Network::load(modelFile("small", "smooth.pt"));
    network.inspect({6});
    const std::vector<std::string> names{"fc9"};
    try {
        network.forward(MatrixF(MatrixF::Zero(1, 6)), names);
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY(contains(error.happened(), "fc9"));
        QVERIFY(contains(error.cause(), "input, fc1, act, fc2"));
    }
}

void TestBadModels::wrongWidthOfBatch()
{
    Network network = Network::load(modelFile("small", "smooth.pt"));
    network.inspect({6});
    for (const MatrixF& batch : {MatrixF(2, 5), MatrixF(0, 6)}) {
        try {
            network.forward(batch, {});
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::InvalidInput);
            QVERIFY(contains(error.happened(), "one row per sample of 6"));
        }
    }
}

void TestBadModels::networkWorksAfterAFailure()
{
    Network network = Network::load(modelFile("small", "branches.pt"));
    QVERIFY_EXCEPTION_THROWN(network.inspect({7}), Error);
    QCOMPARE(network.inspect({6}).outputs, 6);
    QCOMPARE(network.forward(MatrixF(MatrixF::Ones(2, 6)), {}).output.cols(), 6);
}

void TestBadModels::undifferentiableNetworkIsExplained()
{
    Network network = Network::load(modelFile("small", "overwrites.pt"));
    network.inspect({4});
    try {
        network.inputGradient(MatrixD::Ones(2, 4), 0);
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY(contains(error.happened(), "cannot be differentiated"));
        QVERIFY(contains(error.remedy(), "inplace=False"));
    }
}

QTEST_GUILESS_MAIN(TestBadModels)
#include "test_bad_models.moc"
