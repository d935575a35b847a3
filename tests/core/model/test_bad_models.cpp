// SPDX-License-Identifier: MIT
// Files and inputs that cannot work: each message says what, where, why and what to do.
#include "core/base/error.hpp"
#include "core/data/pickle_outline.hpp"
#include "reference.hpp"
#include "tests/support/file_bytes.hpp"

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
    void mobileArchiveIsTorchScriptToo();
    void damagedPicklesAreOutlined();
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
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("remedy");
    const auto row = [](const char* file, const char* happened, const char* cause,
                        const char* remedy) { QTest::newRow(file) << happened << cause << remedy; };
    row("bad_state_dict.pt", "state dict",
        "weights without the network; 2 tensors: weight 2 x 4, bias 2",
        "model.load_state_dict(torch.load(\"bad_state_dict.pt\"))  # Net: the class that the "
        "weights belong to\n    scripted = torch.jit.trace(model.eval(), torch.zeros(1, 4))");
    row("bad_images.pth", "state dict", "0.weight 8 x 3 x 7 x 7, 0.bias 8",
        "torch.zeros(1, 3, 224, 224)");
    row("bad_checkpoint.pt", "training checkpoint",
        "under \"model\" of epoch, model, optimizer; 2 tensors: weight 2 x 4, bias 2",
        "torch.load(\"bad_checkpoint.pt\")[\"model\"])");
    row("bad_dictionary.pt", "state dict", "a dictionary with epoch, loss, but no named tensors",
        "load_state_dict");
    row("bad_pickled_module.pt", "pickled PyTorch module",
        "class torch.nn.modules.linear.Linear, whose code is not in the file",
        "model = torch.load(\"bad_pickled_module.pt\")");
    row("bad_legacy.pt", "state dict, file format before PyTorch 1.6",
        "2 tensors: weight 2 x 4, bias 2", "torch.load(\"bad_legacy.pt\")");
    row("bad_pickle.pkl", "Python pickle", "a dictionary with weights, names; loading it can run",
        "pickle.load(open(\"bad_pickle.pkl\", \"rb\"))");
    row("bad_object.pkl", "Python pickle", "class fractions.Fraction; loading it can run",
        "numpy.save");
    row("bad_export.pt2", "exported program", "operators instead of layers",
        "torch.export.load(\"bad_export.pt2\").module()");
    row("bad_inductor.pt2", "AOTInductor", "machine code", "the network it was made from");
    row("bad_mobile.ptl", "mobile model", "bytecode for phones", "the network it was made from");
    row("bad_weights.safetensors", "safetensors", "weights without the network",
        "safetensors.torch.load_file(\"bad_weights.safetensors\")");
    row("bad_keras.h5", "Keras", "PyTorch networks", "load_model(\"bad_keras.h5\")");
    row("bad_keras.keras", "Keras", "PyTorch networks", "load_model(\"bad_keras.keras\")");
    row("bad_zip.pt", "zip archive", "holds no network", "torch.jit.save");
    row("bad_text.pt", "text", "holds no network", "torch.jit.save");
    row("bad_half.pt", "cut short", "truncated", "save the file again");
    row("bad_empty.pt", "empty", "interrupted", "torch.jit.save");
    row("bad_operator.pt", "operator aten::scaled_dot_product_attention", "newer PyTorch",
        "softmax(q k^T) v");
    row("bad_class.pt", "C++ class mine.Counter", "extension library", "PyTorch's own operators");
    row("bad_version.pt", "newer format", "newer PyTorch", "older PyTorch");
    row("two_inputs.pt", "2 arguments", "several inputs", "one tensor");
}

void TestBadModels::files()
{
    QFETCH(QString, happened);
    QFETCH(QString, cause);
    QFETCH(QString, remedy);
    const std::string name = QTest::currentDataTag();
    try {
        Network::load(modelFile("small", name));
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY2(contains(error.where(), QString::fromStdString(name)), error.what());
        QVERIFY2(contains(error.happened(), happened), error.what());
        QVERIFY2(contains(error.cause(), cause), error.what());
        QVERIFY2(contains(error.remedy(), remedy), error.what());
        QVERIFY2(!contains(error.happened(), "\n") && error.happened().size() < 400, error.what());
        // Lines to type come three at a time, and never write over the person's own file.
        const QString typed = QString::fromStdString(error.remedy());
        if (typed.contains('\n')) {
            QCOMPARE(typed.count('\n'), 3);
            QVERIFY2(typed.contains("-scripted.pt\")"), error.what());
        }
    }
}

void TestBadModels::mobileArchiveIsTorchScriptToo()
{
    Network network = Network::load(modelFile("small", "lite.ptl"));
    QCOMPARE(network.inspect({4}).outputs, 2);
}

/// No byte of a damaged pickle keeps the outline busy or leads it outside the file.
void TestBadModels::damagedPicklesAreOutlined()
{
    const QByteArray file =
        QByteArray::fromStdString(test::readBytes(modelFile("small", "bad_checkpoint.pt")));
    const std::string pickle = file.mid(file.indexOf("\x80\x02"), 4096).toStdString();
    const PickleOutline whole = outlinePickle(pickle);
    QVERIFY(whole.length > 100);
    QCOMPARE(whole.weightsKey, std::string("model"));
    for (std::size_t cut = 0; cut < whole.length; ++cut)
        QCOMPARE(outlinePickle(std::string_view(pickle).substr(0, cut)).length, std::size_t(0));
    for (std::size_t at = 0; at < whole.length; ++at)
        for (const int change : {1, 0x80, 0xff}) {
            std::string changed = pickle;
            changed[at] = char(changed[at] ^ change);
            QVERIFY(outlinePickle(changed).length <= changed.size());
        }
    // A value that is its own key and item a thousand times over, and a tuple that grows by
    // doubling.
    std::string knot = "\x80\x02}q";
    knot += '\0';
    for (int i = 0; i < 100000; ++i)
        knot += std::string("h\0h\0s", 5);
    QCOMPARE(outlinePickle(knot + ".").length, knot.size() + 1);
    std::string doubling = "\x80\x02)";
    for (int i = 0; i < 200; ++i)
        doubling += std::string("q\0h\0\x86", 5);
    QCOMPARE(outlinePickle(doubling + ".").length, doubling.size() + 1);
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
